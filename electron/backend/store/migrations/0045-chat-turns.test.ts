import { expect, it } from 'vitest'
import { newId } from '#shared/kernel/ids.ts'
import { beforeMigration } from './migration-test.ts'

const HOURS = JSON.stringify(Array.from({ length: 7 }, () => null))

it('gives those who were there their turns, and keeps one for each time that somebody waits', async () => {
  await beforeMigration(45, async (store, step) => {
    const [agent, queue, other, answered, left, waiting] = [newId(), newId(), newId(), newId(), newId(), newId()]
    await store.pool.query(`insert into agent (id, user_name, display_name, role, password_hash, created_at) values ($1, 'ana', 'Ana', 'agent', '-', now())`, [agent])
    for (const id of [queue, other]) await store.pool.query(`insert into chat_queue (id, name, spanish_name, hours, target_seconds, max_waiting, changed_at) values ($1, $2, 'Ayuda', $3, 60, 10, now())`, [id, id, HOURS])
    await store.pool.query(`update chat_queue set target_seconds = 90 where id = $1`, [other])
    const insert = (id: string, status: string, more: string) => store.pool.query(`insert into chat_conversation (id, name, topic, language, resume_hash, queue_id, rank_at, begun_at, status, ${more.split('=')[0]}) values ('${id}', 'Bo', 'internet', 'en', '${id}', '${queue}', '2026-11-30T10:00Z', '2026-11-30T10:00Z', '${status}', ${more.split('=')[1]})`)
    await insert(answered, 'closed', `accepted_at, closed_at='2026-11-30T10:01Z', '2026-11-30T10:20Z'`)
    await store.pool.query(`insert into chat_assignment (id, conversation_id, queue_id, agent_id, offered_at, accepted_at, ended_at, ended_how) values ($1, $2, $3, $4, '2026-11-30T10:00Z', '2026-11-30T10:01Z', '2026-11-30T10:21Z', 'closed')`, [newId(), answered, queue, agent])
    await insert(left, 'closed', `closed_at, closed_by='2026-11-30T10:05Z', 'customer'`)
    await insert(waiting, 'waiting', `waiting_since='2026-11-30T10:00Z'`)
    await step()
    const turns = async () => (await store.db.selectFrom('chatTurn').select(['conversationId', 'queueId', 'why', 'since', 'targetSeconds', 'endedAt', 'endedHow', 'agentId']).orderBy('id').execute()).map(({ since, endedAt, ...rest }) => ({ ...rest, since: since.slice(11, 16), endedAt: endedAt?.slice(11, 16) ?? null }))
    const begun = { queueId: queue, why: 'begun', since: '10:00', targetSeconds: 60 }
    expect((await turns()).sort((a, b) => (a.endedAt ?? 'z').localeCompare(b.endedAt ?? 'z'))).toEqual([
      { ...begun, conversationId: answered, endedAt: '10:01', endedHow: 'accepted', agentId: agent }, { ...begun, conversationId: left, endedAt: '10:05', endedHow: 'left', agentId: null },
      { ...begun, conversationId: waiting, endedAt: null, endedHow: null, agentId: null },
    ])
    await store.pool.query(`update chat_conversation set queue_id = $2 where id = $1`, [waiting, other])
    expect((await turns()).find(({ conversationId }) => conversationId === waiting), 'moved while they wait').toMatchObject({ queueId: other, targetSeconds: 90, endedAt: null })
    await store.pool.query(`update chat_conversation set status = 'closed', waiting_since = null, closed_at = '2026-11-30T10:15Z', closed_by = 'silence', customer_seen_at = '2026-11-30T10:10Z' where id = $1`, [waiting])
    expect((await turns()).find(({ conversationId }) => conversationId === waiting), 'left when the page was seen last').toMatchObject({ endedHow: 'left', endedAt: '10:10' })
    await store.pool.query(`update chat_conversation set status = 'waiting', waiting_since = '2026-11-30T11:00Z', closed_at = null, closed_by = null where id = $1`, [waiting])
    expect((await turns()).at(-1)).toMatchObject({ conversationId: waiting, why: 'reopened', since: '11:00', endedAt: null })
    const alert = () => store.pool.query(`insert into chat_alert (id, queue_id, kind, begun_at, held_at) values ('${newId()}', '${queue}', 'wait', now(), now())`)
    await alert()
    await expect(alert(), 'of a kind and a queue there is one').rejects.toThrow(/chat_alert_running/)
    await expect(store.pool.query(`insert into chat_turn (conversation_id, queue_id, why, since, target_seconds) values ('${waiting}', '${queue}', 'begun', now(), 60)`), 'two at once').rejects.toThrow(/chat_turn_running/)
  })
})
