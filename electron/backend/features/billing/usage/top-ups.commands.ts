/**
 * More data for this cycle, on the next bill. It is used last: a top-up is unused while the use is within what the customer
 * would have without it, on the plan that it was bought beside, and can be taken back so long, if its cycle still runs and no bill has it.
 */
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import { MAX_PAID_TOP_UPS, type TakeBackTopUp, type TopUpUsage, type UsageTopUp } from '#shared/features/usage/usage.schema.ts'
import type { RowsByStream } from '#shared/features/sync/sync.schema.ts'
import type { Act, Effect } from '../../../command.ts'
import { insertNew, readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { readBillBasis } from '../bill-basis.ts'
import { lockForMoney } from '../money-lock.ts'
import { addOneTimeCharges, cancelOneTimeCharges, findBillOfCharge } from '../one-time-charges.ts'
import { fireUsageAlerts } from './fire-usage-alerts.ts'
import { chargeFor, hasEnough, offersOn, priced, topUpBasis } from './top-up-terms.ts'
import { settleCycles } from './usage-cycles.ts'
import { getCycle, type DatedCycle } from './usage.queries.ts'

export const topUpUsage: Effect<TopUpUsage> = async (trx, input, act) => {
  await lockForMoney(trx, input, act, 'usage.topUp')
  const { refused, cycle, account } = await topUpBasis(trx, input.customerId, act.today)
  if (refused) throw wrong('customerId', refused)
  // What was shown was of a cycle that has ended since.
  if (cycle.id !== input.usageConsumptionId) throw wrong('usageConsumptionId', 'otherCycle')
  const offer = (await offersOn(trx, act.today)).find(({ code, currency }) => code === input.offer && currency === account.currency)
  if (!offer) throw wrong('offer', 'unknown')
  const { total } = priced(offer, await readBillBasis(trx, account), () => newId(act.services.clock))
  if (total !== input.total) throw wrong('total', 'changed')
  const { name, megabytes, currency, amount } = offer
  if (amount > 0 && (await hasEnough(trx, cycle))) throw new AppError('limitExceeded', { limit: MAX_PAID_TOP_UPS, left: 0, unit: 'topUps' })
  const topUp: UsageTopUp = {
    id: input.topUpId, customerId: input.customerId, version: 1, usageConsumptionId: cycle.id, billingAccountId: account.billingAccountId, name, megabytes, currency, amount,
    state: 'active', addedAt: act.at, addedBy: act.by.agent.displayName, takenBackAt: null, takenBackBy: null,
  }
  await insertNew(trx, 'usageTopUp', topUp, 'topUpId')
  await trx.updateTable('usageTopUp').set({ planMegabytes: planOf(cycle) }).where('id', '=', topUp.id).execute()
  // What costs nothing, such as a gift of the operator, is no line of a bill.
  const charges = amount > 0 ? [{ ...chargeFor(offer), source: 'topUp', sourceId: topUp.id, dueOn: act.today } as const] : []
  await addOneTimeCharges(trx, act.services.clock, account, charges)
  return { usageTopUp: [topUp], ...(await settle(trx, act, topUp)) }
}

export const takeBackTopUp: Effect<TakeBackTopUp> = async (trx, input, act) => {
  await lockForMoney(trx, input, act, 'usage.topUp')
  const before = await getTopUp(trx, input)
  if (before.version !== input.expectedVersion || before.state !== 'active')
    throw new AppError('conflict', { stream: 'usageTopUp', current: { ...before }, changedBy: before.takenBackBy ?? before.addedBy, changedAt: before.takenBackAt ?? before.addedAt })
  const cycle = await getCycle(trx, input.customerId, before.usageConsumptionId)
  if (cycle.periodEnd < act.today) throw wrong('topUpId', 'cycleOver')
  if (cycle.usedMegabytes > (await allowanceWithout(trx, before, cycle))) throw wrong('topUpId', 'used')
  if (await findBillOfCharge(trx, before.id)) throw wrong('topUpId', 'billed')
  await cancelOneTimeCharges(trx, act.services.clock, before.id)
  const topUp: UsageTopUp = { ...before, version: before.version + 1, state: 'takenBack', takenBackAt: act.at, takenBackBy: act.by.agent.displayName }
  const { version, state, takenBackAt, takenBackBy } = topUp
  await trx.updateTable('usageTopUp').set({ version, state, takenBackAt, takenBackBy }).where('id', '=', topUp.id).execute()
  return { usageTopUp: [topUp], ...(await settle(trx, act, topUp)) }
}

/** What the plan alone brings, without what was bought; null without a limit. */
const planOf = ({ allowanceMegabytes, toppedUpMegabytes }: DatedCycle): number | null => (allowanceMegabytes === null ? null : allowanceMegabytes - toppedUpMegabytes)

/**
 * What there would be without it, beside the smaller of two plans: of now, and of when it was bought. A limit that is taken away
 * for a minute, or a larger plan, does not make unused what was used before.
 */
async function allowanceWithout(trx: Transaction, { id, megabytes }: UsageTopUp, cycle: DatedCycle): Promise<number> {
  const { planMegabytes } = await trx.selectFrom('usageTopUp').select('planMegabytes').where('id', '=', id).executeTakeFirstOrThrow()
  return Math.min(planOf(cycle) ?? Infinity, planMegabytes ?? Infinity) + cycle.toppedUpMegabytes - megabytes
}

/** Another allowance may bring the customer back under a threshold, or over it again. */
async function settle(trx: Transaction, { services, at, today }: Act, { customerId, usageConsumptionId }: UsageTopUp): Promise<RowsByStream> {
  await settleCycles(trx, [usageConsumptionId], today)
  const usageAlertEvent = await fireUsageAlerts(trx, services, { customerIds: [customerId], at, today })
  return { usageConsumption: await readRows(trx, 'usageConsumption', [usageConsumptionId]), usageAlertEvent }
}

async function getTopUp(trx: Transaction, { customerId, topUpId }: TakeBackTopUp): Promise<UsageTopUp> {
  const [topUp] = await readRows(trx, 'usageTopUp', [topUpId])
  if (topUp?.customerId !== customerId) throw new AppError('notFound', { what: 'usageTopUp' })
  return topUp
}
