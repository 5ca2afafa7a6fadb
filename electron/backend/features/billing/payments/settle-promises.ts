/** Promises are kept or broken by what happens: after each payment, and when their day is over. */
import { sql } from 'kysely'
import { readRows } from '../../../store/rows.ts'
import { announceChange } from '../../../store/announce.ts'
import type { Services } from '../../../services.ts'
import type { Transaction } from '../../../store/store.ts'
import type { PaymentPromise } from '#shared/features/billing/payments.schema.ts'
import { lockEvenErased } from '../../customers/customers.queries.ts'

type Account = { customerId: string; billingAccountId: string }

/**
 * What is decided stays so, but that what was kept by a payment that had not come after all is broken. While the gateway's
 * answer is out, nothing is.
 * @param today of the operator's calendar. @param takenBack when the payment was made that was taken back just now.
 * @returns the promises that are in another state now
 */
export async function settlePromises(trx: Transaction, { billingAccountId }: Account, today: string, takenBack: string | null = null): Promise<PaymentPromise[]> {
  const { rows } = await sql<{ id: string }>`
    with standing as (
      select promise.id,
        case when bill.remaining = 0 or paid.amount >= promise.amount then 'kept'
          when promise.state = 'kept' or promise.promised_for < ${today}::date and not waiting.is then 'broken' else 'open' end as state
      from payment_promise promise
      left join customer_bill bill on bill.id = promise.bill_id
      cross join lateral (
        select coalesce(sum(greatest(0, (payment.paid ->> promise.bill_id::text)::bigint - payment.refunded)), 0) as amount from payment
        where payment.customer_id = promise.customer_id and payment.billing_account_id = promise.billing_account_id
          and payment.kind = 'payment' and payment.state = 'done' and payment.removed_at is null and payment.at >= promise.made_at
      ) paid
      cross join lateral (
        select exists (select from gateway_request where billing_account_id = promise.billing_account_id and operation = 'charge' and state in ('waiting', 'asked')) as is
      ) waiting
      where promise.billing_account_id = ${billingAccountId} and promise.removed_at is null
        and (promise.state = 'open' or promise.state = 'kept' and promise.made_at <= ${takenBack}::timestamptz)
    )
    update payment_promise promise set version = version + 1, state = standing.state
    from standing where promise.id = standing.id and promise.state <> standing.state
    returning promise.id`.execute(trx)
  return readRows(trx, 'paymentPromise', rows.map(({ id }) => id))
}

/** Accounts in one round of the housekeeping. */
const MAX_ACCOUNTS = 2_000

/** Each account in a transaction of its own. @returns how many promises were decided. */
export async function settleDuePromises(services: Pick<Services, 'store' | 'log'>, { today, signal }: { today: string; signal?: AbortSignal }): Promise<number> {
  const accounts = await services.store.db.selectFrom('paymentPromise').select(['customerId', 'billingAccountId']).distinct()
    .where('state', '=', 'open').where('promisedFor', '<', today).where('removedAt', 'is', null).limit(MAX_ACCOUNTS).execute()
  let decided = 0
  for (const account of accounts) {
    if (signal?.aborted) break
    decided += await tryToSettle(services, account, today)
  }
  return decided
}

/** One account's fault holds up nobody: it is tried again in the next round. */
async function tryToSettle({ store, log }: Pick<Services, 'store' | 'log'>, account: Account, today: string): Promise<number> {
  try {
    return await store.db.transaction().execute(async (trx) => {
      await lockEvenErased(trx, account.customerId)
      const changed = await settlePromises(trx, account, today)
      if (changed.length > 0) await announceChange(trx, ['paymentPromise'], [account.customerId])
      return changed.length
    })
  } catch (error) {
    log.error({ billingAccountId: account.billingAccountId, code: String((error as { code?: unknown }).code ?? 'unknown') }, 'a promise could not be settled')
    return 0
  }
}
