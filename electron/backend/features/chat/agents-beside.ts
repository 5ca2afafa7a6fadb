/** Who holds a conversation, and who is beside it: asked once, until a notice says that it is otherwise. */
import { sql } from 'kysely'
import type { Queryable } from '../../store/store.ts'

/** Conversations of which it is remembered who is at them. */
const MAX_REMEMBERED = 20_000

export function agentsBeside(db: Queryable) {
  const known = new Map<string, Promise<string[]>>()
  // To whom it is only offered reads nothing of it yet; and a line is told to nobody who could not ask for it.
  const ask = async (id: string): Promise<string[]> => {
    const { rows } = await sql<{ agentId: string }>`
      with there as (select owner_id as agent_id, 'chat.answer' as permission from chat_conversation where id = ${id} and owner_id is not null and status <> 'offered'
        union all select agent_id, case role when 'watching' then 'chat.supervise' else 'chat.answer' end from chat_participant where conversation_id = ${id} and role in ('watching', 'joined'))
      select distinct there.agent_id from there join agent a on a.id = there.agent_id and a.active join role_permission r on r.role = a.role and r.permission = there.permission`.execute(db)
    return rows.map(({ agentId }) => agentId)
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
