import { expect, it } from 'vitest'
import { newId } from '#shared/kernel/ids.ts'
import { beforeMigration } from './migration-test.ts'

const HOURS = JSON.stringify(Array.from({ length: 7 }, () => null))

it('knows who was signed in, keeps a message in hand of one agent with a name, and which conversation a contact was', async () => {
  await beforeMigration(46, async (store, step) => {
    const [known, stranger, queue, talk, contact, agent] = [newId(), newId(), newId(), newId(), newId(), newId()]
    for (const [id, customer] of [[known, newId()], [stranger, null]])
      await store.pool.query(`insert into chat_left_message (id, customer_id, name, topic, language, wants, reach, body, left_at) values ($1, $2, 'Bo', 'bill', 'en', 'message', 'bo@example.org', 'Hello', now())`, [id, customer])
    await store.pool.query(`insert into chat_queue (id, name, spanish_name, hours, target_seconds, max_waiting, changed_at) values ($1, 'Help', 'Ayuda', $2, 60, 10, now())`, [queue, HOURS])
    await store.pool.query(`insert into chat_conversation (id, name, topic, language, resume_hash, queue_id, status, rank_at, begun_at, closed_at, contact_id) values ($1, 'Bo', 'internet', 'en', '\\x01', $2, 'closed', now(), now(), now(), $3)`, [talk, queue, contact])
    await step()
    expect((await store.pool.query('select id, signed_in from chat_left_message order by signed_in')).rows).toEqual([{ id: stranger, signed_in: false }, { id: known, signed_in: true }])
    expect((await store.pool.query('select * from chat_contact')).rows).toEqual([{ contact_id: contact, conversation_id: talk }])
    await store.pool.query(`insert into agent (id, user_name, display_name, role, password_hash, created_at) values ($1, 'ana', 'Ana', 'agent', '-', now())`, [agent])
    await expect(store.pool.query(`update chat_left_message set taken_at = now()`), 'in hand of nobody').rejects.toThrow(/chat_left_message_taken/)
    await store.pool.query(`update chat_left_message set taken_at = now(), taken_by = 'Ana', taken_by_id = $1`, [agent])
    const ticket = (followUp: string) => store.pool.query(`insert into trouble_ticket (id, customer_id, version, reference, status, title, reason, findings, visits, follow_up, opened_at, opened_by) values (gen_random_uuid(), gen_random_uuid(), 1, '${followUp}', 'open', '{}', '{}', '{}', '{}', '${followUp}', now(), 'Ana')`)
    await ticket('answer')
    await expect(ticket('nothing')).rejects.toThrow(/trouble_ticket_follow_up_check/)
  })
})
