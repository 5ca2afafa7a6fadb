/** What the tests of points have in common: inputs, commands without HTTP before them, and what of it is written. */
import { newId } from '../../shared/kernel/ids.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Permission } from '../../shared/features/session/session.schema.ts'
import type { GiveGoodwillPoints, LoyaltyBatch, LoyaltyTransaction, RedeemPoints, ReverseLoyalty } from '../../shared/features/rewards/rewards.schema.ts'
import { runCommand, type CommandInput, type Effect } from '../../electron/backend/command.ts'
import { recordPayment } from '../../electron/backend/features/billing/payments/payments.commands.ts'
import { reversePayment } from '../../electron/backend/features/billing/payments/refunds.commands.ts'
import { giveGoodwillPoints, redeemPoints, reverseLoyalty } from '../../electron/backend/features/billing/rewards/rewards.commands.ts'
import type { SignedIn } from '../../electron/backend/services.ts'
import { readRows } from '../../electron/backend/store/rows.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import type { Account } from './simple-billing.ts'
import { servicesOf } from './direct-commands.ts'

type Owner = Pick<Account, 'customerId' | 'billingAccountId'>

export const gift = ({ customerId }: Owner, points: number, more: Partial<GiveGoodwillPoints> = {}): GiveGoodwillPoints =>
  ({ commandId: newId(), customerId, giftId: newId(), points, comment: 'For the trouble', ...more })
/** At the rate that is delivered: a point is a cent. */
export const redemption = ({ customerId, billingAccountId }: Owner, points: number, more: Partial<RedeemPoints> = {}): RedeemPoints =>
  ({ commandId: newId(), customerId, redemptionId: newId(), billingAccountId, points, amount: points, ...more })
export const takingBack = ({ customerId, id }: Pick<LoyaltyTransaction, 'customerId' | 'id'>, more: Partial<ReverseLoyalty> = {}): ReverseLoyalty =>
  ({ commandId: newId(), customerId, reversalId: newId(), transactionId: id, reason: 'Redeemed by mistake', ...more })

export function rewardsDesk(store: Store, clock: Clock) {
  const services = servicesOf(store, clock)
  const command = <I extends CommandInput>(name: string, permission: Permission, effect: Effect<I>) => (by: SignedIn, input: I) =>
    runCommand({ services, signedIn: () => by, asked: { action: name, permission, verification: 'unverified' } }, input, effect)
  return {
    services,
    give: command('rewards.giveGoodwillPoints', 'rewards.give', giveGoodwillPoints),
    redeem: command('rewards.redeemPoints', 'rewards.redeem', redeemPoints),
    reverse: command('rewards.reverseLoyalty', 'rewards.reverse', reverseLoyalty),
    record: command('billing.recordPayment', 'billing.recordPayment', recordPayment),
    reversePayment: command('billing.reversePayment', 'billing.reverse', reversePayment),
  }
}

export async function batchesOf({ db }: Store, { customerId }: Pick<Owner, 'customerId'>): Promise<LoyaltyBatch[]> {
  const ids = await db.selectFrom('loyaltyBatch').select('id').where('customerId', '=', customerId).orderBy('expiresOn').orderBy('id').execute()
  const rows = new Map((await readRows(db, 'loyaltyBatch', ids.map(({ id }) => id))).map((row) => [row.id, row]))
  return ids.flatMap(({ id }) => rows.get(id) ?? [])
}

export async function transactionsOf({ db }: Store, { customerId }: Pick<Owner, 'customerId'>): Promise<LoyaltyTransaction[]> {
  const ids = await db.selectFrom('loyaltyTransaction').select('id').where('customerId', '=', customerId).execute()
  return (await readRows(db, 'loyaltyTransaction', ids.map(({ id }) => id))).sort((a, b) => (a.at < b.at ? -1 : 1))
}

