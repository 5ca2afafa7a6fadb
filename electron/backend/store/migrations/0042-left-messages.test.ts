import { expect, it } from 'vitest'
import { newId } from '#shared/kernel/ids.ts'
import { beforeMigration } from './migration-test.ts'

it('keeps what was left until somebody has done it, and says who and what it came to', async () => {
  await beforeMigration(42, async (store, step) => {
    await step()
    const id = newId()
    const leave = (wants: string, of = id) => store.pool.query(`insert into chat_left_message (id, name, topic, language, wants, reach, body, left_at) values ('${of}', 'Bo', 'bill', 'en', '${wants}', 'bo@example.org', 'Hello', now())`)
    await leave('message')
    await expect(leave('message'), 'twice').rejects.toThrow(/duplicate key/)
    await expect(leave('gift', newId())).rejects.toThrow(/wants/)
    await expect(store.pool.query(`update chat_left_message set done_at = now()`), 'by nobody').rejects.toThrow(/check/)
    expect((await store.pool.query(`update chat_left_message set done_at = now(), done_by = 'Ana', disposition = 'resolved'`)).rowCount).toBe(1)
  })
})
