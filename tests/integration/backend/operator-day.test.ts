/** What falls due does so at the operator's midnight, not at Greenwich's. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { fillDemo } from '../../../electron/backend/demo/demo.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend } from '../../support/api-client.ts'
import { manualTime } from '../../support/manual-timers.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore } from '../../support/stores.ts'
import { verifyingEachCaller } from '../../support/verifying.ts'

const HOUR = 60 * 60 * 1000
let store: Store
let backend: Awaited<ReturnType<typeof startTestBackend>> | null = null
beforeEach(async () => {
  store = await openTestStore('embedded')
})
afterEach(async () => {
  await backend?.close()
  backend = null
  await store.close()
})

async function accountDue(nextDueDate: string): Promise<string> {
  const account = makeRow('billingAccount', { pastDue: 0, currentDue: 8420, nextDueDate })
  const bill = makeRow('customerBill', { customerId: account.customerId, billingAccountId: account.id, dueDate: nextDueDate })
  await store.db.transaction().execute(async (trx) => {
    await bulkInsert(trx, 'billingAccount', [account])
    await bulkInsert(trx, 'customerBill', [bill])
  })
  return account.id
}
const pastDue = async (id: string): Promise<number | null> => (await readRows(store.db, 'billingAccount', [id]))[0]!.pastDue
const isPastDue = (id: string) => expect.poll(() => pastDue(id)).toBe(8420)

describe('what was due', () => {
  it.each([
    ['New York in winter', undefined, '2026-11-24', '2026-11-25T04:29:00.000Z'],
    ['New York on the day when the clocks go back', undefined, '2026-11-01', '2026-11-02T04:29:00.000Z'],
    ['Los Angeles', 'America/Los_Angeles', '2026-07-10', '2026-07-11T06:29:00.000Z'],
  ])('is not past due at 23:30, and is after midnight: %s', async (_case, timeZone, today, instant) => {
    const { clock, timers, advance } = manualTime(Date.parse(instant))
    const [longAgo, dueToday] = [await accountDue('2026-06-01'), await accountDue(today)]
    backend = await startTestBackend({ store, clock, timers, ...(timeZone ? { timeZone } : {}) })
    advance(60_000)
    // One round does both: when this one has moved, that one was looked at.
    await isPastDue(longAgo)
    expect(await pastDue(dueToday)).toBe(0)
    advance(HOUR)
    await isPastDue(dueToday)
  })
})

it('takes the service address of the operator\'s day when a command is answered', async () => {
  const { clock, timers } = manualTime(Date.parse('2026-11-25T04:30:00.000Z'))
  const customer = makeRow('customer', { street: null })
  await store.db.transaction().execute(async (trx) => {
    await bulkInsert(trx, 'customer', [customer])
    const [now, tomorrow] = [{ street: 'Here St', validFrom: '2020-01-01' }, { street: 'Soon St', validFrom: '2026-11-25' }]
    await bulkInsert(trx, 'address', [now, tomorrow].map((each) => makeRow('address', { customerId: customer.id, ...each })))
  })
  backend = await startTestBackend({ store, clock, timers })
  const client = verifyingEachCaller(store, (await signInAs(store, backend.url, 'agent', clock)).client)
  await client.customers.addContactMedium({
    commandId: newId(clock), customerId: customer.id, contactMediumId: newId(clock), mediumType: 'phone', use: 'home', value: '+19145550177', preferred: false,
  })
  expect((await readRows(store.db, 'customer', [customer.id]))[0]).toMatchObject({ street: 'Here St' })
})

it('fills the demo as of the operator\'s day', async () => {
  const { clock } = manualTime(Date.parse('2026-11-24T04:30:00.000Z'))
  await fillDemo(store, { clock, customers: 300 })
  const { first } = await store.db.selectFrom('billingAccount').select(({ fn }) => fn.min('nextDueDate').as('first')).executeTakeFirstOrThrow()
  expect(first).toBe('2026-11-23')
})
