/** The way of every command from the window: stored and visible in one transaction, then sent. */
import { AppError } from '#shared/kernel/errors.ts'
import { findById } from '../database/stream-tables.ts'
import { run } from '../database/statements.ts'
import { kickPush, type DeskCore } from '../desk-core.ts'
import { enqueue, type NewCommand } from './outbox.commands.ts'

/**
 * @param draftKey the draft that this command was typed in; it goes when the command is stored, and stays if not
 * @throws AppError `notFound`; `limitExceeded` with unit `disk` when there is no room: nothing was written
 */
export function submitCommand(core: DeskCore, command: NewCommand & { customerId: string }, draftKey: string): void {
  const agent = core.session.requireAgent()
  core.cache.write((db) => {
    if (!findById(db, 'customer', command.customerId)) throw new AppError('notFound', { what: 'customer' })
    enqueue(db, core.clock, agent, command)
    run(db, 'delete from draft where agentId = ? and customerId = ? and key = ?', agent.id, command.customerId, draftKey)
  })
  core.hub.changed(['outbox'], [command.customerId])
  kickPush(core)
}
