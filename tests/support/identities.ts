/** Customers who can sign in, for tests. One hash for all: argon2 takes its time. */
import { newId } from '../../shared/kernel/ids.ts'
import { bulkInsert } from '../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { hashSecret } from '../../electron/backend/secret-hash.ts'
import { makeRow } from './rows.ts'

export const CUSTOMER_PASSWORD = 'a kettle on the north wall'
let hashed: Promise<string> | undefined

export type TestIdentity = { id: string; customerId: string; userName: string; email: string; mobile: string }

let counter = 0

/** A customer with e-mail, mobile phone and a sign-in. @param validFrom of the contacts */
export async function makeIdentity(store: Store, { language = 'en', validFrom = '2026-01-02T03:04:05.678Z', signIn = true } = {}): Promise<TestIdentity> {
  hashed ??= hashSecret(CUSTOMER_PASSWORD)
  const passwordHash = await hashed
  const number = (counter += 1)
  const customer = makeRow('customer', { language })
  const identity = { id: newId(), customerId: customer.id, userName: `ana-${number}-${Math.random().toString(36).slice(2, 8)}`, email: `ana${number}.${Math.random().toString(36).slice(2, 8)}@example.org`, mobile: `+1914555${String(1_000 + number)}` }
  await store.db.transaction().execute(async (trx) => {
    await bulkInsert(trx, 'customer', [customer])
    const of = { customerId: customer.id, validFrom, preferred: true }
    await bulkInsert(trx, 'contactMedium', [
      makeRow('contactMedium', { ...of, mediumType: 'email', use: 'home', value: identity.email }), makeRow('contactMedium', { ...of, mediumType: 'phone', use: 'mobile', value: identity.mobile }),
    ])
    const at = '2026-02-03T04:05:06.000Z'
    if (signIn) await trx.insertInto('digitalIdentity').values({ id: identity.id, customerId: customer.id, userName: identity.userName, passwordHash, createdAt: at, passwordChangedAt: at }).execute()
  })
  return identity
}

/** What was sent to a customer, newest first: template and parameters. */
export async function sentTo(store: Store, customerId: string): Promise<{ template: string; channel: string; recipient: string; params: { link?: string; code?: string } }[]> {
  const { rows } = await store.pool.query<{ template: string; channel: string; recipient: string; params: { link?: string; code?: string } }>(
    `select message.template, message.channel, dispatch.recipient, dispatch.params from communication_message message
     join message_dispatch dispatch on message.id = message_id where customer_id = $1 order by message.at desc, message.id desc`, [customerId])
  return rows
}
