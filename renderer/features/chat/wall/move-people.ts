/** Several people into a queue, or out of one: who is shown, what can be asked, and what came of it in words. */
import type { MovedAgents } from '#shared/features/chat/chat-setup.schema.ts'
import type { WallAgent } from '#shared/features/chat/chat-wall.schema.ts'
import type { Translate } from '../../../app/use-text.ts'

/** A queue's id beside these. */
export type PeopleFilter = 'all' | 'none' | (string & {})
export const shownPeople = <A extends Pick<WallAgent, 'queueIds'>>(agents: readonly A[], filter: PeopleFilter): A[] =>
  agents.filter(({ queueIds }) => filter === 'all' || (filter === 'none' ? queueIds.length === 0 : queueIds.includes(filter)))

type Person = Pick<WallAgent, 'agentId' | 'name'>
/** @returns how many were moved, who was not and why, and the ids of these */
export function outcomeOf(moved: MovedAgents, people: readonly Person[], t: Translate): { done: number; notDone: string[]; left: string[] } {
  const refused = moved.filter(({ outcome }) => outcome !== 'done')
  const words = ({ agentId, outcome, changedBy }: MovedAgents[number]): string =>
    t(`chatSetup.move.${outcome}`, { name: people.find((each) => each.agentId === agentId)?.name ?? '?', who: changedBy ?? t('somebody') })
  return { done: moved.length - refused.length, notDone: refused.map(words), left: refused.map(({ agentId }) => agentId) }
}
