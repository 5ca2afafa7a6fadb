import { expect, it } from 'vitest'
import { newId } from '#shared/kernel/ids.ts'
import { beforeMigration } from './migration-test.ts'

const HOURS = JSON.stringify(Array.from({ length: 7 }, () => null))

it('keeps a place for each conversation that somebody holds, and no more than their capacity; rights are for those who take chats', async () => {
  await beforeMigration(41, async (store, step) => {
    await step()
    const rights = await store.db.selectFrom('rolePermission').select(['role', 'permission']).where('permission', 'in', ['chat.answer', 'chat.supervise']).orderBy('permission').orderBy('role').execute()
    expect(rights.map(({ role, permission }) => `${role} ${permission}`)).toEqual(['agent chat.answer', 'seniorAgent chat.answer', 'supervisor chat.answer', 'supervisor chat.supervise'])
    const [agent, queue, one, two] = [newId(), newId(), newId(), newId()]
    await store.pool.query(`insert into agent (id, user_name, display_name, role, password_hash, created_at) values ($1, 'ana', 'Ana', 'agent', '-', now())`, [agent])
    await store.pool.query(`insert into chat_queue (id, name, spanish_name, hours, target_seconds, max_waiting, changed_at) values ($1, 'Help', 'Ayuda', $2, 60, 10, now())`, [queue, HOURS])
    await store.pool.query(`insert into chat_agent (agent_id, capacity, away_reason, status_at) values ($1, 1, 'gone', now())`, [agent])
    for (const id of [one, two])
      await store.pool.query(`insert into chat_conversation (id, name, topic, language, resume_hash, queue_id, status, rank_at, waiting_since, begun_at) values ($1, 'Bo', 'internet', 'en', $2, $3, 'waiting', now(), now(), now())`, [id, Buffer.from(id), queue])
    const take = (id: string) => store.pool.query(`update chat_conversation set status = 'active', waiting_since = null, owner_id = $2 where id = $1`, [id, agent])
    await expect(take(one), 'without a place').rejects.toThrow(/chat_over_capacity/)
    const place = (id: string) => store.pool.query(`update chat_slot set conversation_id = $1 where agent_id = $2 and conversation_id is null`, [id, agent])
    await store.db.transaction().execute(async (trx) => {
      await trx.updateTable('chatSlot').set({ conversationId: one }).where('agentId', '=', agent).execute()
      await trx.updateTable('chatConversation').set({ status: 'active', waitingSince: null, ownerId: agent }).where('id', '=', one).execute()
    })
    expect((await place(two)).rowCount, 'the one place is taken').toBe(0)
    await store.pool.query(`update chat_conversation set status = 'closed', owner_id = null, closed_at = now() where id = $1`, [one])
    expect((await place(two)).rowCount, 'it is free again').toBe(1)
    await store.pool.query(`update chat_agent set capacity = 3`)
    expect((await store.pool.query('select slot from chat_slot')).rowCount).toBe(3)
  })
})
