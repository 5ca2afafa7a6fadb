import { expect, it } from 'vitest'
import { newId } from '#shared/kernel/ids.ts'
import { beforeMigration } from './migration-test.ts'

const HOURS = JSON.stringify([null, null, null, null, null, null, null])

it('takes a line that is a file only where the file is there, whole and of the same side, and lets its bytes go with it', async () => {
  await beforeMigration(43, async (store, step) => {
    const [queue, conversation, agent, file] = [newId(), newId(), newId(), newId()]
    // Values in the text: a statement with places that fails ends the one connection of the pool.
    const run = (statement: string, ...values: (string | number)[]) => store.pool.query(values.reduceRight<string>((text, value, index) => text.replaceAll(`$${index + 1}`, typeof value === 'number' ? String(value) : `'${value}'`), statement))
    await run(`insert into agent (id, user_name, display_name, role, password_hash, created_at) values ($1, 'ana', 'Ana', 'agent', '-', now())`, agent)
    await run(`insert into chat_queue (id, name, spanish_name, hours, target_seconds, max_waiting, changed_at) values ($1, 'Help', 'Ayuda', $2, 60, 10, now())`, queue, HOURS)
    await run(`insert into chat_conversation (id, name, topic, language, resume_hash, queue_id, status, rank_at, waiting_since, begun_at) values ($1, 'Bo', 'internet', 'en', 'x', $2, 'waiting', now(), now(), now())`, conversation, queue)
    await run(`insert into chat_outgoing (conversation_id, client_id, agent_id, body, sent_at, leaves_at) values ($1, $2, $3, 'Hello', now(), now())`, conversation, newId(), agent)
    await step()
    expect((await run('select kind from chat_outgoing')).rows, 'what was sent before is text').toEqual([{ kind: 'text' }])
    const line = (sequence: number, author = 'customer') =>
      run(`insert into chat_message (conversation_id, sequence, client_id, author, kind, body, at) values ($1, $2, $3, $4, 'attachment', '{}', now())`, conversation, sequence, file, author)
    await expect(line(1), 'without a file').rejects.toThrow(/chat_attachment_missing/)
    await run(`insert into chat_attachment (id, conversation_id, author, name, type, size, sent_hash, created_at) values ($1, $2, 'customer', 'a.pdf', 'application/pdf', 4, 'x', now())`, file, conversation)
    await expect(line(1), 'not whole').rejects.toThrow(/chat_attachment_missing/)
    await run(`update chat_attachment set stored_at = now()`)
    await expect(line(1, 'agent'), 'of the other side').rejects.toThrow(/chat_attachment_missing/)
    await line(1)
    expect((await run('select named_at from chat_attachment where named_at is not null')).rowCount).toBe(1)
    await expect(run(`update chat_attachment set type = 'image/svg+xml', width = 1, height = 1`)).rejects.toThrow(/type/)
    await expect(run(`update chat_attachment set size = 10485761`)).rejects.toThrow(/size/)
    await run(`insert into chat_attachment_part (attachment_id, part, bytes) values ($1, 0, 'abcd')`, file)
    await run(`delete from chat_attachment`)
    expect((await run('select part from chat_attachment_part')).rowCount).toBe(0)
  })
})
