import { expect, it } from 'vitest'
import { beforeMigration } from './migration-test.ts'

const insert = `insert into communication_message (id, customer_id, version, at, channel, template, language, recipient, state, failure, sent_at)
  values (gen_random_uuid(), gen_random_uuid(), 1, now(), 'email', 'bill', 'en', 'a···@example.org', STATE)`

it.each([
  ['a failure without its reason', `'failed', null, null`, `'failed', 'refused', null`],
  ['a reason without a failure', `'waiting', 'refused', null`, `'waiting', null, null`],
  ['sent at no time', `'sent', null, null`, `'sent', null, now()`],
])('refuses %s', async (_what, refused, allowed) => {
  await beforeMigration(11, async (store, step) => {
    await step()
    await expect(store.pool.query(insert.replace('STATE', refused))).rejects.toMatchObject({ code: '23514' })
    await store.pool.query(insert.replace('STATE', allowed))
  })
})

it('has nothing to send without the message that desks see', async () => {
  await beforeMigration(11, async (store, step) => {
    await step()
    const orphan = `insert into message_dispatch (message_id, recipient, params, state, not_before) values (gen_random_uuid(), 'a@example.org', '{}', 'waiting', now())`
    await expect(store.pool.query(orphan)).rejects.toMatchObject({ code: '23503' })
  })
})
