/** An operator's plant comes from a file, or from what customers say; either way each desk has it once. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { refreshPlant } from '../../../electron/backend/features/outages/refresh-plant.ts'
import { importPlant } from '../../../electron/backend/import/plant/import-plant.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'

describe.each(storeKinds)('the plant on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let folder: string
  beforeEach(async () => {
    store = await openTestStore(kind, clock)
    folder = await mkdtemp(path.join(os.tmpdir(), 'plant-'))
  })
  afterEach(async () => {
    await store.close()
    await rm(folder, { recursive: true })
  })

  const refresh = () => store.db.transaction().execute((trx) => refreshPlant(trx, clock))
  const elements = () => store.db.selectFrom('plantElement').select(['code', 'kind', 'parentCode', 'latitude', 'longitude', 'premises', 'modems', 'version']).where('removedAt', 'is', null).orderBy('code').execute()
  const briefly = async () => (await elements()).map(({ code, parentCode, premises, modems, version }) => [code, parentCode, premises, modems, version])
  async function subscribe(node: string, latitude: number | null, modem = true): Promise<void> {
    const customer = makeRow('customer', { node, latitude, longitude: latitude === null ? null : -73.9 })
    await store.db.transaction().execute(async (trx) => {
      await bulkInsert(trx, 'customer', [customer])
      if (modem) await bulkInsert(trx, 'equipment', [makeRow('equipment', { customerId: customer.id }), makeRow('equipment', { customerId: customer.id, kind: 'setTop' })])
    })
  }
  async function bring(lines: string[], dryRun = false) {
    const file = path.join(folder, 'plant.csv')
    await writeFile(file, `code,kind,parent,latitude,longitude\n${lines.join('\n')}\n`)
    return importPlant({ file, encoding: null, dryRun, clock, openStore: () => Promise.resolve({ ...store, close: () => Promise.resolve() }) })
  }
  const west = ['WEST,headend,,40.9,-73.9', 'YK,hub,WEST,40.91,-73.89', 'YK-01,node,YK,40.92,-73.9', 'YK-01/1,tap,YK-01,40.921,-73.9']

  it('is the nodes that customers have, in the middle of them, where nobody has told one; twice is once', async () => {
    await subscribe('YK-01', 40.9)
    await subscribe('YK-01', 40.94, false)
    await subscribe('YK-02', null)
    await refresh()
    await refresh()
    expect(await elements()).toEqual([{ code: 'YK-01', kind: 'node', parentCode: null, latitude: 40.92, longitude: -73.9, premises: 2, modems: 1, version: 2 }])
    await subscribe('YK-01', 40.98)
    await refresh()
    expect(await elements(), 'it does not wander').toMatchObject([{ latitude: 40.92, premises: 3, modems: 2, version: 3 }])
  })

  it('says of each node in which town most of its premises are, and of nothing else', async () => {
    const cities = async () => (await store.db.selectFrom('plantElement').select(['code', 'city', 'version']).where('removedAt', 'is', null).orderBy('code').execute()).map(({ code, city, version }) => [code, city, version])
    const live = (city: string | null) => store.db.transaction().execute((trx) => bulkInsert(trx, 'customer', [makeRow('customer', { node: 'YK-01', latitude: 40.9, longitude: -73.9, city })]))
    for (const city of ['Yonkers', 'Bronx', 'Bronx', null]) await live(city)
    await bring(west)
    expect(await cities()).toEqual([['WEST', null, 2], ['YK', null, 2], ['YK-01', 'Bronx', 2], ['YK-01/1', null, 1]])
    for (const city of ['Yonkers', 'Yonkers']) await live(city)
    await refresh()
    expect((await cities())[2]).toEqual(['YK-01', 'Yonkers', 3])
    await refresh()
    expect((await cities())[2], 'the control: nothing is new').toEqual(['YK-01', 'Yonkers', 3])
  })

  it('comes from a file, with all that is behind each element; the same file twice changes nothing', async () => {
    await subscribe('YK-01', 40.9)
    expect(await bring(west, true)).toMatchObject({ added: 4, dryRun: true })
    expect(await elements()).toEqual([])
    expect(await bring(west)).toEqual({ read: 4, added: 4, changed: 0, removed: 0, kept: 0, unchanged: 0, dryRun: false })
    const there = [['WEST', null, 1, 1, 2], ['YK', 'WEST', 1, 1, 2], ['YK-01', 'YK', 1, 1, 2], ['YK-01/1', 'YK-01', null, null, 1]]
    expect(await briefly()).toEqual(there)
    expect(await bring(west)).toMatchObject({ added: 0, changed: 0, unchanged: 4 })
    expect(await briefly()).toEqual(there)
    expect((await store.db.selectFrom('auditEntry').select('action').execute()).map(({ action }) => action)).toEqual(['outages.importPlant'])
  })

  it('is what the newest file says, and the nodes at which there are customers', async () => {
    await subscribe('YK-01', 40.9)
    await bring([...west, 'YK-02,node,YK,40.93,-73.9'])
    expect(await bring(['EAST,headend,,40.9,-73.8', 'YK,hub,EAST,40.91,-73.89'])).toEqual({ read: 2, added: 1, changed: 2 - 1, removed: 3, kept: 1, unchanged: 0, dryRun: false })
    expect((await briefly()).map(([code, parent, premises]) => [code, parent, premises])).toEqual([['EAST', null, 1], ['YK', 'EAST', 1], ['YK-01', 'YK', 1]])
    await bring(['EAST,headend,,40.9,-73.8'])
    expect((await briefly()).map(([code, parent, premises]) => [code, parent, premises]), 'fed by what is there').toEqual([['EAST', null, 0], ['YK-01', null, 1]])
    await bring(west)
    expect((await elements()).map(({ code }) => code), 'what was gone comes back').toEqual(['WEST', 'YK', 'YK-01', 'YK-01/1'])
  })

  it('does not come in by half', async () => {
    await expect(bring([...west, 'T,tap,NOWHERE,40.9,-73.9'])).rejects.toThrow('line 6: T is fed by NOWHERE')
    expect(await elements()).toEqual([])
  })
})
