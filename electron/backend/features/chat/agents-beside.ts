/** Who holds a conversation, and who is beside it: asked once, until a notice says that it is otherwise. */
import type { Queryable } from '../../store/store.ts'

/** Conversations of which it is remembered who is at them. */
const MAX_REMEMBERED = 20_000

export function agentsBeside(db: Queryable) {
  const known = new Map<string, Promise<string[]>>()
  // To whom it is only offered reads nothing of it yet.
  const ask = async (id: string): Promise<string[]> => {
    const [owner, others] = [
      await db.selectFrom('chatConversation').select('ownerId').where('id', '=', id).where('status', '<>', 'offered').executeTakeFirst(),
      await db.selectFrom('chatParticipant').select('agentId').where('conversationId', '=', id).where('role', 'in', ['watching', 'joined']).execute(),
    ]
    return [...(owner?.ownerId ? [owner.ownerId] : []), ...others.map(({ agentId }) => agentId)]
  }
  return {
    of(id: string): Promise<string[]> {
      let found = known.get(id)
      if (!found) {
        known.set(id, (found = ask(id)))
        found.catch(() => known.delete(id))
      }
      for (const oldest of known.keys()) {
        if (known.size <= MAX_REMEMBERED) break
        known.delete(oldest)
      }
      return found
    },
    forget: (id: string | null): void => (id === null ? known.clear() : void known.delete(id)),
  }
}
