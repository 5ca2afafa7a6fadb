/** Several people into a queue, or out of one: a command for each, so that what stands in the way of one is no matter of the others. */
import { isAppError } from '#shared/kernel/errors.ts'
import type { MoveAgents, MovedAgents } from '#shared/features/chat/chat-setup.schema.ts'
import type { DeskCore } from '../../desk-core.ts'
import { commandOnce } from '../../sync/command-once.ts'

type Moved = MovedAgents[number]

export async function moveAgents(core: DeskCore, { agents, into, outOf }: MoveAgents): Promise<MovedAgents> {
  const moved: Moved[] = []
  for (const { agentId, expectedVersion } of agents) {
    const refused = await commandOnce(core, 'chat.moveAgent', { agentId, expectedVersion, into, outOf }).then(() => null, (error: unknown) => ({ error }))
    moved.push(refused ? { agentId, ...outcomeOf(core, refused.error) } : { agentId, outcome: 'done', changedBy: null })
  }
  return moved
}

function outcomeOf(core: DeskCore, error: unknown): Pick<Moved, 'outcome' | 'changedBy'> {
  if (isAppError(error, 'conflict')) return { outcome: 'changed', changedBy: error.data.changedBy }
  const outcome = isAppError(error, 'notFound') ? 'gone' : isAppError(error, 'validation') ? 'queueClosed' : isAppError(error, 'forbidden') ? 'forbidden' : isAppError(error, 'offline') ? 'offline' : 'failed'
  if (outcome === 'failed') core.log.error('chat.moveAgents', error)
  return { outcome, changedBy: null }
}
