/** Whether what is asked for has happened already, by the rows here (see adjustments.queries.ts of billing). */
import type { ChangeUsageAlert, RemoveUsageAlert, SetUsageAlert, TakeBackTopUp, TopUpUsage, UsageAlert } from '#shared/features/usage/usage.schema.ts'
import { sameThreshold } from '#shared/features/usage/usage-threshold.ts'
import { findById } from '../../database/stream-tables.ts'
import type { Db } from '../../database/statements.ts'
import type { Standing } from '../../sync/submit-now.ts'

type Asked<T> = Omit<T, 'commandId'>

const isAs = (row: UsageAlert | null, { threshold, channel }: Pick<SetUsageAlert, 'threshold' | 'channel'>): boolean =>
  row !== null && row.state === 'active' && sameThreshold(row, threshold) && row.channel === channel

export function alertSet(db: Db, input: Asked<SetUsageAlert>): Standing {
  const row = findById(db, 'usageAlert', input.alertId)
  return !row ? 'none' : isAs(row, input) ? 'done' : 'other'
}

/** By this agent: what a colleague did meanwhile is a conflict, which the backend shows. */
export function alertChanged(db: Db, input: Asked<ChangeUsageAlert>, agentName: string): Standing {
  const row = findById(db, 'usageAlert', input.alertId)
  return row?.version === input.expectedVersion + 1 && row.setBy === agentName && isAs(row, input) ? 'done' : 'none'
}

export const alertRemoved = (db: Db, { alertId }: Asked<RemoveUsageAlert>): Standing => (findById(db, 'usageAlert', alertId)?.state === 'removed' ? 'done' : 'none')

/** The same id for another cycle is another one. What offer it was is in its size and price, which the backend compares. */
export function toppedUp(db: Db, input: Asked<TopUpUsage>): Standing {
  const row = findById(db, 'usageTopUp', input.topUpId)
  return !row ? 'none' : row.usageConsumptionId === input.usageConsumptionId ? 'done' : 'other'
}

export const topUpTakenBack = (db: Db, { topUpId }: Asked<TakeBackTopUp>): Standing => (findById(db, 'usageTopUp', topUpId)?.state === 'takenBack' ? 'done' : 'none')
