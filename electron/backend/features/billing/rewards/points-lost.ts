/**
 * Who refunds or reverses a payment whose points are spent gives what they were worth: the credit stays with the customer,
 * until points that are earned later cover it. So it meets the limits of a credit. Nobody is stuck with a check that has
 * bounced: the redemption can be taken back first, or somebody with higher limits reverses it.
 */
import { sql } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import type { Payment } from '#shared/features/billing/billing.schema.ts'
import { worthOf } from '#shared/features/rewards/rewards.schema.ts'
import type { Role } from '#shared/features/session/session.schema.ts'
import type { Act } from '../../../command.ts'
import type { Transaction } from '../../../store/store.ts'
import { creditExceeds, limitsOf } from '../adjustment-limits.ts'
import { usedOf } from '../adjustment-sums.ts'
import { momentOf } from '../moment.ts'
import { pointsIn, spendableBatches } from './points-ledger.ts'
import { rewardRules } from './rewards.queries.ts'

/** @param kept what will stay paid of the payment, minor units. @throws AppError `validation`: a limit in money would read as one of the payment's amount */
export async function requireMayLose(trx: Transaction, payment: Payment, { kept, role, act }: { kept: number; role: Role; act: Act }): Promise<void> {
  const lost = await pointsLost(trx, payment, { kept, today: act.today })
  if (lost === 0) return
  const rules = await rewardRules(trx)
  const used = await usedOf(trx, { agentId: act.by.agent.id, customerId: payment.customerId, currency: rules.currency }, momentOf(act.services, act.at))
  if (creditExceeds(worthOf(lost, rules), await limitsOf(trx, role), used) !== null)
    throw new AppError('validation', { issues: [{ path: 'paymentId', message: 'pointsSpent' }] })
}

/** Of the payment's own points, those that nothing is left of. */
async function pointsLost(trx: Transaction, { id, customerId, amount }: Payment, { kept, today }: { kept: number; today: string }): Promise<number> {
  const { rows } = await sql<{ earned: number; standing: number }>`
    select coalesce(sum(points) filter (where kind = 'earned'), 0)::bigint as earned, coalesce(sum(points), 0)::bigint as standing
    from loyalty_transaction where customer_id = ${customerId} and earned_for = 'payment' and source_id = ${id}`.execute(trx)
  const there = (await spendableBatches(trx, customerId, today)).filter(({ origin }) => origin === 'earned')
  return lostOf(rows[0] ?? { earned: 0, standing: 0 }, { amount, kept, there: pointsIn(there) })
}

/** @param points what the payment has earned, and what of that was not taken back. @param of `there`: earned points that can be taken */
export function lostOf({ earned, standing }: { earned: number; standing: number }, { amount, kept, there }: { amount: number; kept: number; there: number }): number {
  const stays = Number((BigInt(earned) * BigInt(kept)) / BigInt(Math.max(1, amount)))
  return Math.max(0, standing - stays - there)
}
