/** The way of every command from the window: stored and visible in one transaction, then sent. */
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { findById } from '../../database/stream-tables.ts'
import { kickPush, type DeskCore } from '../../desk-core.ts'
import { enqueue, type NewCommand } from '../workspace/outbox.commands.ts'
import { removeDraft } from '../workspace/workspace.commands.ts'
import { accountView } from './account-view.queries.ts'

/**
 * @param draftKey the draft that this command was typed in; it goes when the command is stored, and stays if not
 * @throws AppError `notFound`; `limitExceeded` with unit `disk` when there is no room: nothing was written
 */
export function submitCommand(core: DeskCore, command: NewCommand & { customerId: string }, draftKey: string): AccountView {
  const agent = core.session.requireAgent()
  core.cache.write((db) => {
    if (!findById(db, 'customer', command.customerId)) throw new AppError('notFound', { what: 'customer' })
    enqueue(db, core.clock, agent, command)
    removeDraft(db, agent.id, command.customerId, draftKey)
  })
  core.hub.changed(['outbox'], [command.customerId])
  kickPush(core)
  return accountView(core, command.customerId)
}
