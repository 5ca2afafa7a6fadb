/** The way of every command from the window: stored and visible in one transaction, then sent. */
import { AppError } from '#shared/kernel/errors.ts'
import { findById } from '../database/stream-tables.ts'
import type { Db } from '../database/statements.ts'
import { kickPush, type DeskCore } from '../desk-core.ts'
import { dropDraft, enqueue, type NewCommand } from './outbox.commands.ts'

/**
 * @param isDone asked in the same transaction: true when an earlier call stored this very thing and only its answer
 *   was lost; then nothing is stored again
 * @param draftKey the draft that this command was typed in; it goes when the command is stored, and stays if not
 * @throws AppError `notFound`; `validation` with `erased`; `limitExceeded` with unit `disk` when there is no room: nothing was written
 */
export function submitCommand(
  core: DeskCore, command: NewCommand & { customerId: string }, draftKey: string, isDone: (db: Db) => boolean = () => false,
): void {
  const agent = core.session.requireAgent()
  core.cache.write((db) => {
    if (!findById(db, 'customer', command.customerId)) throw new AppError('notFound', { what: 'customer' })
    if (!isDone(db)) enqueue(db, core.clock, agent, command)
    dropDraft(db, { agentId: agent.id, customerId: command.customerId, key: draftKey })
  })
  core.hub.changed(['outbox'], [command.customerId])
  kickPush(core)
}
