/** Which accounts were shown in this session: decided here and not in the window, so that no read goes unreported. */
import { isoInstant } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import { findById } from '../../database/stream-tables.ts'
import { kickPush, type DeskCore } from '../../desk-core.ts'
import { enqueue } from '../../sync/outbox.commands.ts'

type Reads = { token: string | null; customerIds: Set<string> }
const readsOf = new WeakMap<DeskCore, Reads>()

/** @returns true when this session has not seen the account before; from now on it has */
export function isFirstRead(core: DeskCore, customerId: string): boolean {
  let reads = readsOf.get(core)
  if (reads?.token !== core.session.token || !reads) readsOf.set(core, (reads = { token: core.session.token, customerIds: new Set() }))
  if (reads.customerIds.has(customerId)) return false
  reads.customerIds.add(customerId)
  return true
}

/** Owed to the audit when an account is shown that was not opened, such as one in a tab after a restart. */
export function reportFirstRead(core: DeskCore, customerId: string): void {
  const agent = core.session.requireAgent()
  if (findById(core.cache.db, 'customer', customerId) === null || !isFirstRead(core, customerId)) return
  const input = { commandId: newId(core.clock), customerId, readAt: isoInstant(core.clock.now()) }
  core.cache.write((db) => enqueue(db, core.clock, agent, { procedure: 'audit.recordAccountRead', customerId, input }))
  kickPush(core)
}
