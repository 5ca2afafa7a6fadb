/** A house full of chats, put into the database without a word: agents who are signed in, each with conversations in their places. */
import { hashToken, newToken } from '../../../electron/backend/secret-token.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { isoInstant, systemClock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import { addQueue, anyRule, publishRules } from '../../../tests/support/chatting.ts'

export type ChatPlace = { conversationId: string; token: string }
export type ChatDeskOf = { agentId: string; token: string; places: ChatPlace[] }

/** @returns desks with as many conversations each as there are customers for each agent; the last desk has the rest */
export async function fillChatHouse(store: Store, { agents, customers, undoSeconds = 0 }: { agents: number; customers: number; undoSeconds?: number }): Promise<ChatDeskOf[]> {
  const clock = systemClock
  const queueId = await addQueue(store, clock, 'Help', { maxWaiting: customers })
  await publishRules(store, clock, 1, [anyRule(queueId)])
  const capacity = Math.ceil(customers / agents)
  const now = isoInstant(clock.now())
  const desks = Array.from({ length: agents }, (): ChatDeskOf => ({ agentId: newId(clock), token: newToken(), places: [] }))
  for (let index = 0; index < customers; index += 1) desks[Math.floor(index / capacity)]!.places.push({ conversationId: newId(clock), token: newToken() })
  const many = (sql: string, ...columns: unknown[][]): Promise<unknown> => store.pool.query(sql, columns)
  const ids = desks.map(({ agentId }) => agentId)
  await many(`insert into agent (id, user_name, display_name, role, password_hash, created_at) select id, 'chat-' || n, 'Agent ' || n, 'agent', '-', now() from unnest($1::uuid[]) with ordinality as t (id, n)`, ids)
  await many(`insert into session (id, token_hash, agent_id, started_at, last_seen_at, proven_at, absolute_ends_at, stage) select id, hash, id, now(), now(), now(), now() + interval '12 hours', 'full' from unnest($1::uuid[], $2::bytea[]) as t (id, hash)`, ids, desks.map(({ token }) => hashToken(token)))
  await store.pool.query(`insert into chat_agent (agent_id, queue_ids, capacity, undo_seconds, status, status_at, seen_at) select id, array[$2::uuid], $3, $4, 'available', now(), now() from unnest($1::uuid[]) as t (id)`, [ids, queueId, capacity, undoSeconds])
  const held = desks.flatMap(({ agentId, places }) => places.map((place, slot) => ({ ...place, agentId, slot: slot + 1 })))
  await store.db.transaction().execute(async (trx) => {
    for (let from = 0; from < held.length; from += 500) {
      const part = held.slice(from, from + 500)
      await trx.insertInto('chatConversation').values(part.map(({ conversationId, token, agentId }) => ({
        id: conversationId, name: 'Ana', topic: 'internet' as const, language: 'en', resumeHash: hashToken(token), queueId, reasons: [], status: 'active' as const, rankAt: now, begunAt: now, acceptedAt: now, agentActiveAt: now, customerSeenAt: now, ownerId: agentId,
      }))).execute()
      for (const { conversationId, agentId, slot } of part) await trx.updateTable('chatSlot').set({ conversationId }).where('agentId', '=', agentId).where('slot', '=', slot).execute()
    }
  })
  return desks
}
