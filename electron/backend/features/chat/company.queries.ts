/** Who is in a conversation beside its holder, and into which an agent is asked. */
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import type { ChatCompany, ChatInvitation } from '#shared/features/chat/chat-company.schema.ts'
import type { Queryable } from '../../store/store.ts'

export const MAX_INVITATIONS = 20
export const MAX_COMPANY_LISTED = 480

/** The one whose answer is waited for longest first. */
export async function listInvitations(db: Queryable, agentId: string, now: number): Promise<ChatInvitation[]> {
  return db.selectFrom('chatInvitation as i').innerJoin('chatConversation as c', 'c.id', 'i.conversationId').innerJoin('agent as a', 'a.id', 'i.invitedBy')
    .select(['i.conversationId', 'c.name', 'c.topic', 'c.language', 'a.displayName as invitedBy', 'i.expiresAt'])
    .where('i.agentId', '=', agentId).where('i.expiresAt', '>', isoInstant(now)).orderBy('i.expiresAt').limit(MAX_INVITATIONS).execute()
}

/** In these conversations, without whoever asks; each agent of each once, whoever is in it before whoever is asked. */
export async function listCompany(db: Queryable, agentId: string, conversationIds: readonly string[]): Promise<ChatCompany[]> {
  if (conversationIds.length === 0) return []
  const joined = db.selectFrom('chatParticipant').select(['conversationId', 'agentId', 'since', sql.lit<ChatCompany['as']>('joined').as('as')]).where('role', '=', 'joined').where('agentId', '!=', agentId).where('conversationId', 'in', conversationIds)
  const invited = db.selectFrom('chatInvitation').select(['conversationId', 'agentId', 'at as since', sql.lit<ChatCompany['as']>('invited').as('as')]).where('agentId', '!=', agentId).where('conversationId', 'in', conversationIds)
  return db.selectFrom(joined.unionAll(invited).as('i')).innerJoin('agent as a', 'a.id', 'i.agentId').select(['i.conversationId', 'i.agentId', 'a.displayName as name', 'i.as'])
    .orderBy('i.as', 'desc').orderBy('i.since').limit(MAX_COMPANY_LISTED).execute()
}
