/** Whether a customer can be erased now, and what that would be. */
import { sql } from 'kysely'
import type { ErasureRefusal, ErasureTerms } from '#shared/features/privacy/privacy.schema.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { getCustomer } from '../customers/customers.queries.ts'

/**
 * In the order in which they are dealt with. Nothing is left to be done for the customer, or with their money, that would need to
 * know who they are. What is owed is asked of the ledger, and of rows that came with a book that has no ledger.
 */
export async function listErasureRefusals(db: Queryable, customerId: string): Promise<ErasureRefusal[]> {
  const { rows } = await sql<Record<ErasureRefusal, boolean>>`
    with standing as (
      select coalesce(sum(case when 'receivable' in (debit, credit) or 'unbilled' in (debit, credit) then
          case when debit in ('receivable', 'unbilled') then amount else 0 end - case when credit in ('receivable', 'unbilled') then amount else 0 end end), 0) as owed,
        coalesce(sum(case when credit = 'unapplied' then amount when debit = 'unapplied' then -amount end), 0) as credit
      from ledger_posting where billing_account_id in (select id from billing_account where customer_id = ${customerId})
    )
    select
      not exists (select from customer where id = ${customerId} and status = 'closed') as "notClosed",
      exists (select from product where customer_id = ${customerId} and removed_at is null and status <> 'ended') as "servicesActive",
      (select owed <> 0 from standing)
        or exists (select from customer_bill where customer_id = ${customerId} and removed_at is null and remaining <> 0)
        or exists (select from billing_account where customer_id = ${customerId} and removed_at is null
          and (coalesce(past_due, 0) <> 0 or coalesce(current_due, 0) <> 0 or coalesce(unbilled, 0) <> 0))
        or exists (select from one_time_charge where customer_id = ${customerId} and bill_id is null and cancelled_at is null) as owed,
      (select credit <> 0 from standing)
        or exists (select from billing_account where customer_id = ${customerId} and removed_at is null and coalesce(credit, 0) <> 0) as "inCredit",
      exists (select from payment where customer_id = ${customerId} and removed_at is null and state in ('pending', 'unknown'))
        or exists (select from gateway_request where customer_id = ${customerId} and state in ('waiting', 'asked'))
        or exists (select from payment_link where customer_id = ${customerId} and state = 'paying') as "paymentUnderWay",
      exists (select from adjustment where customer_id = ${customerId} and removed_at is null and state = 'pendingApproval') as "approvalPending",
      exists (select from product_order where customer_id = ${customerId} and removed_at is null and state = 'scheduled') as "orderPending",
      exists (select from digital_identity where customer_id = ${customerId} and frozen_at is not null) as "signInFrozen"`.execute(db)
  return Object.entries(rows[0] ?? {}).flatMap(([reason, holds]) => (holds ? [reason as ErasureRefusal] : []))
}

/** Of these, who was erased. */
export async function erasedAmong(db: Queryable, customerIds: readonly string[]): Promise<string[]> {
  if (customerIds.length === 0) return []
  const rows = await db.selectFrom('customerErasure').select('customerId').where('customerId', 'in', customerIds).execute()
  return rows.map(({ customerId }) => customerId)
}

/** Longer than any of the sources in this folder's README asks for, from the end of the year of the erasure, which is after the last of the books. */
const YEARS_KEPT = 7
export const keptUntil = (today: string): string => `${Number(today.slice(0, 4)) + YEARS_KEPT}-12-31`

/** @throws AppError `notFound` */
export async function readErasureTerms(trx: Transaction, customerId: string, today: string): Promise<ErasureTerms> {
  const { accountNumber } = await getCustomer(trx, customerId)
  const count = (table: string) => sql<number>`(select count(*)::int from ${sql.table(table)} where customer_id = ${customerId})`
  const live = (table: string) => sql<number>`(select count(*)::int from ${sql.table(table)} where customer_id = ${customerId} and removed_at is null)`
  const { rows } = await sql<ErasureTerms['erased'] & ErasureTerms['kept']>`
    select ${live('contact_medium')} as contacts, ${live('interaction')} as interactions, ${live('communication_message')} as messages, ${count('call_record')} as calls,
      ${count('digital_identity')} as "signIns", ${live('payment_method')} as "paymentMethods",
      ${live('customer_bill')} as bills, ${live('payment')} as payments, ${live('adjustment')} as adjustments`.execute(trx)
  const { bills = 0, payments = 0, adjustments = 0, ...erased } = rows[0] ?? ({} as Partial<ErasureTerms['erased'] & ErasureTerms['kept']>)
  return {
    customerId, accountNumber, refused: await listErasureRefusals(trx, customerId), erased: erased as ErasureTerms['erased'],
    kept: { bills, payments, adjustments }, keptUntil: keptUntil(today),
  }
}
