/**
 * Drafts of autopay: on a bill's due date what is left of it, once, and once more two days later when it was declined. A
 * promise for the bill holds both until its day: whoever was told "pay by Friday" is not charged on Tuesday.
 */
import { sql } from 'kysely'
import { addDays } from '#shared/kernel/calendar.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { Payment } from '#shared/features/billing/billing.schema.ts'
import { methodLabel } from '#shared/features/billing/payments.schema.ts'
import type { Services } from '../../../services.ts'
import { announceChange } from '../../../store/announce.ts'
import { bulkInsert } from '../../../store/bulk-insert.ts'
import type { Queryable, Transaction } from '../../../store/store.ts'
import { writeAudit } from '../../../write-audit.ts'
import { askGateway } from './gateway-requests.ts'
import { lockEvenErased } from '../../customers/customers.queries.ts'
import { findOpenCharge, getPaymentMethod } from './payments.queries.ts'

/** Days from a declined draft to the second one. */
export const RETRY_DAYS = 2
/** Days that a draft is made late, when nobody ran the program: what is older is left to people, for nobody expects it any more. */
export const LATE_DAYS = 7
/** Accounts looked up at once, and most in one round of the housekeeping. */
const BATCH = 200
const MAX_DRAFTS = 4_000

export type DueDraft = { billId: string; customerId: string; billingAccountId: string; paymentMethodId: string; currency: string; remaining: number; attempt: 1 | 2; on: string }

/**
 * What is to be drafted, the earliest first: both attempts, each from its own day on.
 * @param until the last day that counts. @param account one account alone, for the answer to "when is my next draft?"
 */
export async function draftsUntil(db: Queryable, { today, until }: { today: string; until: string }, { account, after }: { account?: string; after?: DueDraft | null } = {}): Promise<DueDraft[]> {
  const only = account === undefined ? sql`true` : sql`bill.billing_account_id = ${account}`
  const rest = after ? sql`(draft."on", draft."billId") > (${after.on}::date, ${after.billId}::uuid)` : sql`true`
  const { rows } = await sql<DueDraft>`
    select * from (
      select bill.id as "billId", bill.customer_id as "customerId", bill.billing_account_id as "billingAccountId", autopay.payment_method_id as "paymentMethodId", bill.currency, bill.remaining,
        case when first.bill_id is null then 1 else 2 end as attempt,
        greatest(case when first.bill_id is null then bill.due_date else first.made_on + ${RETRY_DAYS}::integer end, promised.until) as "on"
      from customer_bill bill
      join billing_account account on account.id = bill.billing_account_id and account.autopay and account.removed_at is null
      join autopay on autopay.billing_account_id = account.id
      left join autopay_draft first on first.bill_id = bill.id and first.attempt = 1
      left join payment tried on tried.id = first.payment_id
      left join autopay_draft second on second.bill_id = bill.id and second.attempt = 2
      cross join lateral (
        -- A kept or broken one too: what is left is drafted on the day that was agreed, and no other. A withdrawn one was never made.
        select max(promised_for) as until from payment_promise promise where promise.bill_id = bill.id and promise.state <> 'withdrawn' and promise.removed_at is null
      ) promised
      where bill.remaining > 0 and bill.removed_at is null and bill.due_date >= autopay.since and ${only}
        and greatest(bill.due_date, promised.until) >= ${addDays(today, -LATE_DAYS - LATE_DAYS - RETRY_DAYS)}::date
        and second.bill_id is null and (first.bill_id is null or tried.state = 'declined')
        -- What the bank has returned once is left to people: the account may be closed, or the customer in dispute.
        and not exists (select from payment back where back.customer_id = bill.customer_id and back.billing_account_id = bill.billing_account_id
          and back.state = 'reversed' and back.method_id is not null and jsonb_exists(back.paid, bill.id::text))
    ) draft
    where draft."on" between ${addDays(today, -LATE_DAYS)}::date and ${until}::date and ${rest}
    order by draft."on", draft."billId" limit ${BATCH}`.execute(db)
  return rows
}

/**
 * Each account in a transaction of its own; nodes may run it at once. An account with a charge that is out waits for a
 * later round: what is left of the bill is not known before.
 * @param today of the operator's calendar. @returns how many drafts were made
 */
export async function runAutopay(services: Pick<Services, 'store' | 'clock' | 'log' | 'gateway'>, { today, signal }: { today: string; signal?: AbortSignal }): Promise<number> {
  if (!services.gateway) return 0
  let [made, seen] = [0, 0]
  let after: DueDraft | null = null
  while (seen < MAX_DRAFTS) {
    const due: DueDraft[] = await draftsUntil(services.store.db, { today, until: today }, { after })
    for (const draft of due) {
      if (signal?.aborted) return made
      if (await tryDraft(services, draft, today)) made += 1
    }
    seen += due.length
    after = due.at(-1) ?? null
    if (due.length < BATCH) break
  }
  return made
}

/** One account's fault holds up nobody: it is tried again in the next round. */
async function tryDraft({ store, clock, log }: Pick<Services, 'store' | 'clock' | 'log'>, draft: DueDraft, today: string): Promise<boolean> {
  try {
    return await store.db.transaction().execute((trx) => makeDraft(trx, clock, draft, today))
  } catch (error) {
    log.error({ billingAccountId: draft.billingAccountId, code: String((error as { code?: unknown }).code ?? 'unknown') }, 'a draft could not be made')
    return false
  }
}

async function makeDraft(trx: Transaction, clock: Services['clock'], { customerId, billingAccountId, billId }: DueDraft, today: string): Promise<boolean> {
  await lockEvenErased(trx, customerId)
  // As it is under the lock: somebody may have paid, or another node may have been here.
  const draft = (await draftsUntil(trx, { today, until: today }, { account: billingAccountId })).find((due) => due.billId === billId)
  if (!draft || (await findOpenCharge(trx, { id: billingAccountId })) !== null) return false
  const method = await getPaymentMethod(trx, { ...draft, customerId })
  const payment: Payment = {
    id: newId(clock), customerId, version: 1, billingAccountId, at: isoInstant(clock.now()), currency: draft.currency, amount: draft.remaining, kind: 'payment',
    method: methodLabel(method), state: 'pending', paid: {}, refunded: 0, refundOf: null, by: null, reference: null, methodId: method.id, declineReason: null, reason: null, reversal: null,
  }
  await bulkInsert(trx, 'payment', [payment])
  await trx.insertInto('autopayDraft').values({ billId, attempt: draft.attempt, paymentId: payment.id, madeOn: today }).execute()
  await askGateway(trx, { operation: 'charge', payment, methodId: method.id, billIds: [billId], agentId: null })
  await writeAudit(trx, clock, { action: 'billing.autopayDraft', by: null, customerId, detail: { paymentId: payment.id, billId, amount: payment.amount, attempt: draft.attempt } })
  await announceChange(trx, ['payment'], [customerId])
  return true
}
