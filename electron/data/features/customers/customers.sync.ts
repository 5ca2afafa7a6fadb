/** Opening an account: answered from the cache when it is there, and owed to the audit either way. */
import { isoInstant } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'
import { findById } from '../../database/stream-tables.ts'
import { kickPush, type DeskCore } from '../../desk-core.ts'
import { enqueue } from '../../sync/outbox.commands.ts'
import { accountsAsOf } from '../../sync/cursors.ts'
import { isFirstRead } from './account-reads.ts'
import { accountView, asOf } from './account-view.queries.ts'
import { rememberOpened } from './recent.ts'

/** @throws AppError `notFound`, or `offline` when it is not here and nobody can be asked */
export async function openAccount(core: DeskCore, customerId: string): Promise<AccountView> {
  const agent = core.session.requireAgent()
  const here = findById(core.cache.db, 'customer', customerId) !== null
  // The backend audits what it hands out; what is shown from the cache is reported by the desk.
  if (!here) await (await core.network()).accounts.fetch(customerId)
  isFirstRead(core, customerId)
  const readAt = isoInstant(core.clock.now())
  core.cache.write((db) => {
    rememberOpened(db, agent.id, customerId, readAt)
    if (here) enqueue(db, core.clock, agent, { procedure: 'audit.recordAccountRead', customerId, input: { commandId: newId(core.clock), customerId, readAt } })
  })
  // Nothing in anybody's account has changed.
  core.hub.changed(['recent'], [])
  void completeBehind(core, customerId, here)
  return accountView(core, customerId)
}

/** Where accounts are pulled with everybody's they are as new as can be, once all have come. Then the newest bills, line by line, and the use by the day. */
async function completeBehind(core: DeskCore, customerId: string, here: boolean): Promise<void> {
  const network = await core.network()
  const complete = async (): Promise<void> => {
    // Whether it succeeded is seen in `asOf` and the connectivity.
    if (here && accountsAsOf(core.cache.db, core.scope) === null) await network.accounts.fetch(customerId, true).catch(() => undefined)
    network.bills.fetchAhead(customerId)
    network.usage.fetchAhead(customerId)
  }
  // Nothing but the customer is here: somebody waits for the rest.
  const partial = asOf(core, customerId) === null
  if (partial) void complete()
  network.behind.add(() => {
    if (here) kickPush(core)
    if (!partial) void complete()
  })
}
