/**
 * A desk that pulls nobody learns by asking who of those it holds, or has unsent work of, was erased: at each new connection, and when it hears that one of
 * them changed. Then it fetches them once more, and what comes takes their copies along (erase-copies.ts).
 */
import { MAX_ASKED_ABOUT } from '#shared/features/privacy/privacy.procedures.ts'
import { NO_CUSTOMER } from '#shared/features/workspace/no-customer.ts'
import type { Cache } from '../database/cache.ts'
import { listRows, type Db } from '../database/statements.ts'
import type { AccountFetcher } from './accounts.ts'
import type { ApiClient } from './api-client.ts'

/** Drafts and unsent work stay through a sign-out, in which the rows go. */
const HELD = `select id from customer union select customerId from draft union select customerId from outbox where customerId is not null and procedure not like 'audit.%'`
const listHeld = (db: Db): string[] =>
  listRows<{ id: string }>(db, `select id from (${HELD}) where id not in (select customerId from erasedCustomer) and id <> '${NO_CUSTOMER}' order by id`).map(({ id }) => id)

type Deps = { cache: Cache; api: ApiClient; accounts: AccountFetcher }

/** @param among those who changed; null: possibly everybody. @throws AppError `offline`, …: the next connection asks again */
export async function forgetErased({ cache, api, accounts }: Deps, among: readonly string[] | null): Promise<void> {
  const held = listHeld(cache.db).filter((id) => among === null || among.includes(id))
  for (let from = 0; from < held.length; from += MAX_ASKED_ABOUT) {
    const customerIds = held.slice(from, from + MAX_ASKED_ABOUT)
    const erased = await api.call((client, options) => client.privacy.erasedAmong({ customerIds }, options), undefined, true)
    for (const id of erased.customerIds) await accounts.fetch(id, true)
  }
}
