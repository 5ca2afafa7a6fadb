/** What the tests and proofs of adjustments have in common: inputs, agents, and what came of it. */
import { newId } from '../../shared/kernel/ids.ts'
import { dateIn } from '../../shared/kernel/calendar.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Adjustment, DecideAdjustment, SubmitAdjustment } from '../../shared/features/billing/adjustments.schema.ts'
import type { Permission, Role } from '../../shared/features/session/session.schema.ts'
import { streams, type StreamName } from '../../shared/features/sync/streams.ts'
import type { CommandResult } from '../../shared/features/sync/sync.schema.ts'
import { balanceOf, standingOf } from '../../electron/backend/features/billing/ledger.ts'
import { readRows } from '../../electron/backend/store/rows.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import type { Account } from './simple-billing.ts'

/** A credit of goodwill on the account. */
export const credit = (account: Account, amount: number, more: Partial<SubmitAdjustment> = {}): SubmitAdjustment => ({
  commandId: newId(), customerId: account.customerId, billingAccountId: account.billingAccountId, adjustmentId: newId(), direction: 'credit', amount,
  reason: 'goodwill', comment: 'Called twice', target: 'account', billId: null, billLineId: null, outageReference: null, periodStart: null, periodEnd: null, ...more,
})
export const charge = (account: Account, amount: number): SubmitAdjustment => credit(account, amount, { direction: 'charge', reason: 'unreturnedEquipment' })
export const ofBill = (billId: string, billLineId: string | null = null) => ({ target: billLineId ? 'billLine' : 'bill', billId, billLineId, reason: 'billingError' }) as const
export const ofDays = (periodStart: string | null, periodEnd: string | null) => ({ reason: 'serviceOutage', periodStart, periodEnd }) as const

/** Approves what was asked for, upon the figures of the request. */
export const decision = ({ customerId, id, version, figures, amount }: Adjustment, more: Partial<DecideAdjustment> = {}): DecideAdjustment =>
  ({ commandId: newId(), customerId, adjustmentId: id, expectedVersion: version, figures, decision: 'approve', amount, comment: null, ...more })
export const withdrawal = ({ customerId, id, version }: Adjustment) => ({ commandId: newId(), customerId, adjustmentId: id, expectedVersion: version })
export const reversal = (adjustment: Adjustment) => ({ ...withdrawal(adjustment), reason: 'Given to the wrong account' })

/** The adjustment of an answer, whose rows are all as the contract has them. */
export function answered({ rows }: CommandResult): Adjustment {
  for (const [stream, list] of Object.entries(rows)) list.forEach((row) => streams[stream as StreamName].parse(row))
  return rows.adjustment?.[0] as Adjustment
}

export const operatorToday = (clock: Clock): string => dateIn('America/New_York', clock.now())
export const balanceIn = async (store: Store, account: Account): Promise<number> => balanceOf(await standingOf(store.db, account)).amount
export const storedAdjustment = async (store: Store, id: string): Promise<Adjustment | undefined> => (await readRows(store.db, 'adjustment', [id]))[0]

/** Everything that an adjustment can write for a customer, in numbers: two that are alike say that nothing was written between. */
export async function writtenFor(store: Store, { customerId, billingAccountId }: Account): Promise<unknown> {
  const { rows } = await store.pool.query(`
    select (select json_agg(row(id, version, state) order by id) from adjustment where customer_id = $1) as adjustments,
      (select count(*) from ledger_entry where customer_id = $1) as entries, (select count(*) from ledger_posting where billing_account_id = $2) as postings,
      (select json_agg(row(id, version, remaining) order by id) from customer_bill where customer_id = $1) as bills, (select version from billing_account where id = $2) as account`,
    [customerId, billingAccountId])
  return rows[0]
}

/** What something was refused with. @throws when it was not refused. */
export async function refusalOf(work: Promise<unknown>): Promise<{ code: string; data: Record<string, unknown> }> {
  const refused = await work.then(() => null, (error: unknown) => error as { code: string; data: Record<string, unknown> })
  if (refused === null) throw new Error('it was not refused')
  return refused
}

/** Takes a right from a role while the work is done. */
export async function withoutRight(store: Store, role: Role, permission: Permission, work: () => Promise<unknown>): Promise<void> {
  await store.db.deleteFrom('rolePermission').where('role', '=', role).where('permission', '=', permission).execute()
  await work().finally(() => store.db.insertInto('rolePermission').values({ role, permission }).execute())
}
