/** The technician's page over real HTTP: made by a dispatcher, opened by whoever has the link, with no token in any log, and not for ever. */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { addTechnician, at, DAY, insertsInto } from '../../support/booking.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, testClock } from '../../support/stores.ts'

const clock = testClock()
const logged: string[] = []
let store: Store
let pages: string
let backend: Awaited<ReturnType<typeof startTestBackend>>
let dispatcher: ApiClient
let agent: ApiClient
let of: { technicianId: string; date: string }
beforeAll(async () => {
  store = await openTestStore('embedded', clock)
  pages = mkdtempSync(path.join(tmpdir(), 'headend-pages-'))
  for (const folder of ['portal', 'assets']) mkdirSync(path.join(pages, folder))
  for (const page of ['index', 'account', 'visit', 'chat', 'day']) writeFileSync(path.join(pages, 'portal', `${page}.html`), `<title>${page}</title>`)
  backend = await startTestBackend({ store, clock, pages, demo: { operatorName: 'Isla Cable', accounts: [] }, log: { level: 'debug', stream: { write: (line) => void logged.push(line) } } })
  dispatcher = (await signInAs(store, backend.url, 'dispatcher', clock)).client
  agent = (await signInAs(store, backend.url, 'agent', clock)).client
})
beforeEach(async () => {
  clock.advance(61_000)
  const insert = insertsInto(store)
  const { technician } = await addTechnician(insert)
  const customer = await insert('customer', makeRow('customer', { givenName: 'Rosa', familyName: 'Rivera' }))
  await insert('workOrder', makeRow('workOrder', { customerId: customer.id, technicianId: technician.id, plannedStart: at(9), plannedEnd: at(10) }))
  of = { technicianId: technician.id, date: DAY }
})
afterAll(async () => {
  await backend.close()
  await store.close()
  rmSync(pages, { recursive: true })
})
const ask = (what: string, body: object) => fetch(`${backend.url}/portal/day/${what}`, { method: 'POST', headers: { 'content-type': 'application/json', origin: backend.url }, body: JSON.stringify(body) })

it('is made by who dispatches, told once, and read by whoever has it', async () => {
  await expect(agent.dispatch.makeDayLink(of)).rejects.toMatchObject({ code: 'forbidden' })
  const { link } = await dispatcher.dispatch.makeDayLink(of)
  const token = link.split('#')[1] ?? ''
  const page = await fetch(link.split('#')[0]!)
  expect([page.status, page.headers.get('content-security-policy')?.includes(`script-src 'self'`), page.headers.get('referrer-policy'), page.headers.get('cache-control')]).toEqual([200, true, 'no-referrer', 'no-store'])
  const answer = await ask('open', { token })
  expect(await answer.json()).toMatchObject({ state: 'open', operatorName: 'Isla Cable', sheet: { visits: [{ customerName: 'Rosa Rivera' }] } })
  expect((await ask('gate-code', { token, workOrderId: 'nobody' })).status).toBe(422)
  expect(await dispatcher.dispatch.dayLink(of)).toMatchObject({ link: { openings: 1 } })
  expect(await dispatcher.dispatch.endDayLink(of)).toEqual({ ended: true })
  expect(await (await ask('open', { token })).json()).toEqual({ state: 'replaced', operatorName: 'Isla Cable' })
  const said = logged.join('')
  expect(said, 'the control: requests are logged').toContain('/portal/day/open')
  expect(said).not.toContain(token)
  const { rows } = await store.pool.query(`select * from command`)
  expect(JSON.stringify(rows)).not.toContain(token)
  const made = await store.db.selectFrom('auditEntry').select(['action', 'outcome', sql<string | null>`detail->>'linkId'`.as('linkId')]).where(sql`detail->>'technicianId'`, '=', of.technicianId).where('action', 'in', ['dispatch.makeDayLink', 'dispatch.endDayLink']).orderBy('seq').execute()
  const { id: linkId } = await store.db.selectFrom('technicianDayLink').select('id').where('technicianId', '=', of.technicianId).executeTakeFirstOrThrow()
  expect(made).toEqual([{ action: 'dispatch.makeDayLink', outcome: 'allowed', linkId }, { action: 'dispatch.endDayLink', outcome: 'allowed', linkId: null }])
  expect(JSON.stringify(await store.db.selectFrom('auditEntry').selectAll().execute())).not.toContain(token)
})

it('is asked for sixty times a minute at most, and wrong links twenty times', async () => {
  const { link } = await dispatcher.dispatch.makeDayLink(of)
  const token = link.split('#')[1] ?? ''
  const statuses: number[] = []
  for (let count = 0; count < 61; count++) statuses.push((await ask('open', { token })).status)
  expect(statuses.slice(0, 60).every((status) => status === 200)).toBe(true)
  expect(statuses[60]).toBe(429)
  clock.advance(61_000)
  const wrong: number[] = []
  for (let count = 0; count < 21; count++) wrong.push((await ask('open', { token: `${String(count).padStart(2, '0')}${token.slice(2)}` })).status)
  expect([wrong[0], wrong[19], wrong[20]]).toEqual([404, 404, 429])
})
