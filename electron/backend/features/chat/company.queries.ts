/** Who is in a conversation beside its holder, and into which an agent is asked. */
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import type { ChatCompany, ChatInvitation } from '#shared/features/chat/chat-company.schema.ts'
import type { Queryable } from '../../store/store.ts'

export const MAX_INVITATIONS = 20

/** Of each desk, the one whose answer is waited for longest first. */
export async function listInvitations(db: Queryable, agentIds: readonly string[], now: number): Promise<(ChatInvitation & { deskOf: string })[]> {
  const { rows } = await sql<ChatInvitation & { deskOf: string }>`
    select i.agent_id as desk_of, i.conversation_id, c.name, c.topic, c.language, a.display_name as invited_by, i.expires_at from unnest(${[...agentIds]}::uuid[]) as asked (id)
    cross join lateral (select * from chat_invitation where agent_id = asked.id and expires_at > ${isoInstant(now)}::timestamptz order by expires_at limit ${MAX_INVITATIONS}) i
    join chat_conversation c on c.id = i.conversation_id join agent a on a.id = i.invited_by order by i.agent_id, i.expires_at`.execute(db)
  return rows
}

/** In these conversations; each agent of each once, whoever is in it before whoever is asked. The database holds how many they are. */
export async function listCompany(db: Queryable, conversationIds: readonly string[]): Promise<ChatCompany[]> {
  if (conversationIds.length === 0) return []
  const joined = db.selectFrom('chatParticipant').select(['conversationId', 'agentId', 'since', sql.lit<ChatCompany['as']>('joined').as('as')]).where('role', '=', 'joined').where('conversationId', 'in', conversationIds)
  const invited = db.selectFrom('chatInvitation').select(['conversationId', 'agentId', 'at as since', sql.lit<ChatCompany['as']>('invited').as('as')]).where('conversationId', 'in', conversationIds)
  return db.selectFrom(joined.unionAll(invited).as('i')).innerJoin('agent as a', 'a.id', 'i.agentId').select(['i.conversationId', 'i.agentId', 'a.displayName as name', 'i.as']).orderBy('i.as', 'desc').orderBy('i.since').execute()
}
