/** The thresholds that a customer wants to hear of: set, changed and removed by an agent who speaks with them. */
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { MAX_USAGE_ALERTS, type ChangeUsageAlert, type RemoveUsageAlert, type SetUsageAlert, type UsageAlert, type UsageThreshold } from '#shared/features/usage/usage.schema.ts'
import type { Act, Effect } from '../../../command.ts'
import { insertNew, readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { getCustomer, lockCustomer } from '../../customers/customers.queries.ts'
import { fireUsageAlerts } from './fire-usage-alerts.ts'
import { findCycle } from './usage.queries.ts'

const conflict = (current: UsageAlert): AppError =>
  new AppError('conflict', { stream: 'usageAlert', current: { ...current }, changedBy: current.setBy, changedAt: current.setAt })

export const setUsageAlert: Effect<SetUsageAlert> = async (trx, input, act) => {
  await requireOpen(trx, input.customerId)
  const others = await activeAlerts(trx, input.customerId)
  if (others.length >= MAX_USAGE_ALERTS) throw new AppError('limitExceeded', { limit: MAX_USAGE_ALERTS, left: 0, unit: 'usageAlerts' })
  await requirePossible(trx, input, act)
  const { customerId, alertId: id, threshold, channel } = input
  requireNew(others, threshold)
  const alert: UsageAlert = { id, customerId, version: 1, ...threshold, channel, state: 'active', setAt: act.at, setBy: act.by.agent.displayName }
  await insertNew(trx, 'usageAlert', alert, 'alertId')
  return { usageAlert: [alert], usageAlertEvent: await fire(trx, act, alert) }
}

export const changeUsageAlert: Effect<ChangeUsageAlert> = async (trx, input, act) => {
  await requireOpen(trx, input.customerId)
  const before = await getUnchanged(trx, input)
  await requirePossible(trx, input, act)
  requireNew((await activeAlerts(trx, input.customerId)).filter(({ id }) => id !== before.id), input.threshold)
  const alert = await change(trx, before, { ...input.threshold, channel: input.channel, setAt: act.at, setBy: act.by.agent.displayName })
  return { usageAlert: [alert], usageAlertEvent: await fire(trx, act, alert) }
}

/** Of a closed account too: nobody should be told any more. */
export const removeUsageAlert: Effect<RemoveUsageAlert> = async (trx, input, act) => {
  await lockCustomer(trx, input.customerId)
  const before = await getUnchanged(trx, input)
  return { usageAlert: [await change(trx, before, { state: 'removed', setAt: act.at, setBy: act.by.agent.displayName })] }
}

/** Who speaks with the agent knows what is crossed already; they are told of the next turn. */
const fire = (trx: Transaction, { services, at, today }: Act, { id, customerId }: UsageAlert) =>
  fireUsageAlerts(trx, services, { customerIds: [customerId], at, today, justSet: id })

async function requireOpen(trx: Transaction, customerId: string): Promise<void> {
  await lockCustomer(trx, customerId)
  if (hasLeft((await getCustomer(trx, customerId)).status)) throw wrong('customerId', 'closedAccount')
}

/** @throws AppError `validation` for a share of no allowance: it would never be told */
async function requirePossible(trx: Transaction, { customerId, threshold }: { customerId: string; threshold: UsageThreshold }, { today }: Act): Promise<void> {
  if (threshold.unit === 'percent' && (await findCycle(trx, customerId, today))?.allowanceMegabytes === null) throw wrong('threshold', 'unlimited')
}

function requireNew(others: readonly UsageAlert[], { unit, amount }: UsageThreshold): void {
  const same = others.find((other) => other.unit === unit && other.amount === amount)
  if (same) throw conflict(same)
}

async function activeAlerts(trx: Transaction, customerId: string): Promise<UsageAlert[]> {
  const ids = await trx.selectFrom('usageAlert').select('id').where('customerId', '=', customerId).where('state', '=', 'active').where('removedAt', 'is', null).execute()
  return readRows(trx, 'usageAlert', ids.map(({ id }) => id))
}

async function getUnchanged(trx: Transaction, input: { customerId: string; alertId: string; expectedVersion: number }): Promise<UsageAlert> {
  const [alert] = await readRows(trx, 'usageAlert', [input.alertId])
  if (alert?.customerId !== input.customerId) throw new AppError('notFound', { what: 'usageAlert' })
  if (alert.version !== input.expectedVersion || alert.state === 'removed') throw conflict(alert)
  return alert
}

async function change(trx: Transaction, before: UsageAlert, part: Partial<UsageAlert>): Promise<UsageAlert> {
  const alert = { ...before, ...part, version: before.version + 1 }
  const { id, customerId: _, ...columns } = alert
  await trx.updateTable('usageAlert').set(columns).where('id', '=', id).execute()
  return alert
}
