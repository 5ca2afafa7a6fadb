/** What an account looks like at one moment, as an approver is shown it and as it is kept with the request. */
import { sql } from 'kysely'
import type { AdjustmentFigures } from '#shared/features/billing/adjustments.schema.ts'
import type { Queryable } from '../../store/store.ts'
import { givenSince } from './adjustment-sums.ts'

/** @param except the adjustment that the figures are for, once it is written: it is left out of the credits. */
export type Subject = { customerId: string; billingAccountId: string; billId: string | null; except: string | null }

/**
 * One statement for any number of cases, so that a queue of a hundred costs as little as one.
 * The balance is what stands on the debit side of the customer's three accounts (`ledger-accounts.ts`).
 * @param today of the operator's calendar: a bill due today is not past due. @returns in the order of the subjects
 */
export async function figuresOf(db: Queryable, subjects: readonly Subject[], { at, today }: { at: string; today: string }): Promise<AdjustmentFigures[]> {
  const column = (key: keyof Subject) => subjects.map((subject) => subject[key])
  const { rows } = await sql<AdjustmentFigures>`
    select
      coalesce((
        select sum(case when debit in ('receivable', 'unbilled', 'unapplied') then amount else 0 end
          - case when credit in ('receivable', 'unbilled', 'unapplied') then amount else 0 end)
        from ledger_posting where billing_account_id = subject.account), 0)::bigint as balance,
      coalesce((
        select sum(remaining) from customer_bill bill
        where bill.customer_id = subject.customer and billing_account_id = subject.account and removed_at is null and due_date < ${today}::date), 0)::bigint as "pastDue",
      (select remaining from customer_bill bill where bill.id = subject.bill) as "billRemaining",
      ${givenSince(sql`subject.customer`, at, sql`subject.but`)} as "creditsIn30Days"
    from unnest(${column('customerId')}::uuid[], ${column('billingAccountId')}::uuid[], ${column('billId')}::uuid[], ${column('except')}::uuid[])
      with ordinality as subject(customer, account, bill, but, place)
    order by place`.execute(db)
  return rows
}

export async function figuresOfOne(db: Queryable, subject: Subject, moment: { at: string; today: string }): Promise<AdjustmentFigures> {
  const [figures] = await figuresOf(db, [subject], moment)
  return figures as AdjustmentFigures
}

export const sameFigures = (a: AdjustmentFigures, b: AdjustmentFigures): boolean =>
  a.balance === b.balance && a.pastDue === b.pastDue && a.billRemaining === b.billRemaining && a.creditsIn30Days === b.creditsIn30Days
