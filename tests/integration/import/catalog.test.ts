/** An operator's own catalog, on both sizes of the store: brought in whole or not at all, and nobody loses what they have. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { PlanChange } from '../../../shared/features/catalog/orders.schema.ts'
import type { ProductOffering } from '../../../shared/features/catalog/offerings.schema.ts'
import { demoCatalog } from '../../../electron/backend/demo/catalog.ts'
import { listOfferings } from '../../../electron/backend/features/billing/catalog/catalog.queries.ts'
import { CatalogRefused } from '../../../electron/backend/import/catalog/catalog-file.ts'
import { importCatalog, type CatalogReport } from '../../../electron/backend/import/catalog/import-catalog.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { openBilledCustomer } from '../../support/billed-accounts.ts'
import { openTestStore, storeKinds, testClock, TODAY } from '../../support/stores.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'headend-catalog-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const inFile = (offerings: readonly ProductOffering[]) => offerings.map(({ position: _, ...offering }) => offering)
const YESTERDAY = '2026-11-22'

describe.each(storeKinds)('a catalog into the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let client: ApiClient
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock })
    client = (await signInAs(store, backend.url, 'agent', clock)).client
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  afterEach(() => store.db.deleteFrom('productOffering').execute())

  const bringIn = async (offerings: readonly object[], dryRun = false): Promise<CatalogReport> => {
    const file = path.join(folder, 'catalog.json')
    await writeFile(file, JSON.stringify({ offerings }))
    return importCatalog({ file, dryRun, clock, timeZone: 'America/New_York', openStore: async () => ({ ...store, close: async () => undefined }) })
  }
  const there = () => listOfferings(store.db)
  const audited = async () => (await store.db.selectFrom('auditEntry').select(['action', 'detail']).where('action', '=', 'catalog.import').orderBy('at').orderBy('id').execute())
  const full = inFile(demoCatalog(TODAY))
  const without = (code: string) => full.filter((offering) => offering.code !== code).map((offering) => ({ ...offering, requiresAnyOf: offering.requiresAnyOf.filter((each) => each !== code), excludes: offering.excludes.filter((each) => each !== code) }))

  test('is what agents are told then, in its order; the same file again changes nothing and is in no audit', async () => {
    const before = (await audited()).length
    expect(await bringIn(full)).toMatchObject({ read: full.length, added: full.length, changed: 0, withdrawn: [], unchanged: 0 })
    expect((await client.catalog.offerings()).offerings).toEqual(demoCatalog(TODAY))
    const { rows: [written] } = await store.pool.query<{ xmins: string }>(`select string_agg(xmin::text, ',' order by code) as xmins from product_offering`)
    expect(await bringIn(full)).toMatchObject({ added: 0, changed: 0, withdrawn: [], unchanged: full.length })
    expect((await store.pool.query<{ xmins: string }>(`select string_agg(xmin::text, ',' order by code) as xmins from product_offering`)).rows).toEqual([written])
    expect((await audited()).slice(before).map(({ detail }) => detail)).toEqual([{ added: full.length, changed: 0, withdrawn: 0, unchanged: 0 }])
  })

  test('takes what it has no more from sale, and whoever has it keeps it', async () => {
    await bringIn(full)
    const customerId = await openBilledCustomer(store, { cycleDay: 5, nextBillDate: '2026-12-05', products: [{ name: 'TV Select', kind: 'tv', monthlyPrice: 7_499, offeringCode: 'tv-select', startedOn: '2024-01-01' }] })
    const file = without('mundo-latino').filter(({ code }) => code !== 'internet-100')
    expect(await bringIn(file)).toMatchObject({ withdrawn: ['internet-100', 'mundo-latino'], added: 0 })
    expect((await there()).find(({ code }) => code === 'mundo-latino')).toMatchObject({ soldUntil: YESTERDAY, name: { english: 'Mundo Latino' } })
    const change: PlanChange & { customerId: string } = { customerId, items: [{ action: 'add', offeringCode: 'mundo-latino', term: null }], effective: 'now', date: null }
    expect((await client.catalog.planPreview(change)).refusals).toMatchObject([{ code: 'notSold' }])
    expect((await bringIn(file)).withdrawn).toEqual([])
    // Back in the file it is sold again.
    expect(await bringIn(full)).toMatchObject({ withdrawn: [], added: 0 })
    expect((await client.catalog.planPreview(change)).refusals).toEqual([])
  })

  test('takes what was to be sold later from sale as well', async () => {
    await bringIn([...full, { ...full[0], code: 'internet-900', soldFrom: '2027-01-01' }])
    await bringIn(full)
    expect((await there()).find(({ code }) => code === 'internet-900')).toMatchObject({ soldFrom: YESTERDAY, soldUntil: YESTERDAY })
  })

  test('is judged by a dry run, which writes nothing', async () => {
    await bringIn(full)
    const before = JSON.stringify(await there())
    const renamed = without('mundo-latino').map((offering) => (offering.code === 'fiber-500' ? { ...offering, name: { english: 'Fiber Half Gig', spanish: 'Fibra medio giga' } } : offering))
    const judged = await bringIn(renamed, true)
    expect(judged).toMatchObject({ dryRun: true, withdrawn: ['mundo-latino'] })
    expect(JSON.stringify(await there())).toBe(before)
    expect(await bringIn(renamed)).toEqual({ ...judged, dryRun: false })
  })

  test.each<[string, (offering: (typeof full)[number]) => object, RegExp]>([
    ['the price', (offering) => ({ ...offering, monthlyPrice: offering.monthlyPrice + 1 }), /monthlyPrice: it is 6999 here, and that never changes\. Give the new one another code/],
    ['the kind', (offering) => ({ ...offering, kind: 'addOn' }), /kind: it is internet here/],
    ['what customers have signed', (offering) => ({ ...offering, terms: offering.terms.map((term) => ({ ...term, terminationPerMonth: term.terminationPerMonth * 2 })) }), /terms: customers have signed oneYear at 1200/],
    ['what it needs to something unknown', (offering) => ({ ...offering, requiresAnyOf: ['modem-9000'] }), /requiresAnyOf\[0\]: modem-9000 is neither in the file nor in the catalog/],
  ])('does not change %s of one that is there, and loses nothing', async (_what, change, said) => {
    await bringIn(full)
    const before = JSON.stringify(await there())
    const place = full.findIndex(({ code }) => code === 'fiber-500')
    const file = full.map((offering, index) => (index === place ? change(offering) : { ...offering, detail: { english: 'New', spanish: 'Nuevo' } }))
    const refused = await bringIn(file).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(CatalogRefused)
    const { problems } = refused as CatalogRefused
    for (const { at } of problems) expect(at).toMatch(new RegExp(`^offerings\\[${place}\\]`))
    expect(problems.map(({ at, message }) => `${at}: ${message}`).join('\n')).toMatch(said)
    expect(JSON.stringify(await there())).toBe(before)
  })

  test('holds no more than a desk can be told, what is kept included', async () => {
    const many = (from: number, count: number) => Array.from({ length: count }, (_, index) => ({ ...(full[0] as object), code: `plan-${from + index}` }))
    await bringIn(many(0, 300))
    await expect(bringIn(many(300, 300))).rejects.toThrow(/offerings: with those that are there and are kept it would be 600, at most 500/)
    expect((await there()).length).toBe(300)
  })

  test('of two at once leaves the later one whole', async () => {
    const files = await Promise.all(['a', 'b'].map(async (code) => {
      const file = path.join(folder, `${code}.json`)
      await writeFile(file, JSON.stringify({ offerings: [{ ...(full[0] as object), code: `only-${code}` }] }))
      return file
    }))
    await Promise.all(files.map((file) => importCatalog({ file, dryRun: false, clock, timeZone: 'America/New_York', openStore: async () => ({ ...store, close: async () => undefined }) })))
    const sold = (await there()).filter(({ soldUntil }) => soldUntil === null)
    expect([(await there()).length, sold.length]).toEqual([2, 1])
  })
})
