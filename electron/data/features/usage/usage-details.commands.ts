import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import type { UsageDetail } from '#shared/features/usage/usage.schema.ts'
import { dropCopiesOfOthers } from '../../database/kept-copies.ts'
import { run, type WritableDb } from '../../database/statements.ts'

/** Keeps a copy, and lets those go that are of no account which this agent has open or had open lately. */
export function keepUsageDetail(db: WritableDb, clock: Clock, agentId: string, detail: UsageDetail): void {
  const { customerId } = detail
  run(db, 'insert or replace into usageDetail(customerId, keptAt, detail) values (?, ?, ?)', customerId, isoInstant(clock.now()), JSON.stringify(detail))
  dropCopiesOfOthers(db, 'usageDetail', { customerId, agentId })
}
