import { expect, it } from 'vitest'
import { beforeMigration } from './migration-test.ts'

const insert = `insert into payment_link (id, customer_id, version, billing_account_id, currency, channel, recipient, sent_at, sent_by, expires_at, purpose, amount, state, used_at, payment_id)
  values (gen_random_uuid(), gen_random_uuid(), 1, '00000000-0000-4000-8000-000000000001', 'USD', 'email', 'a···@example.org', now(), 'Jo', now(), VALUES)`

it.each([
  ['a payment of nothing', `'pay', null, 'sent', null, null`, `'pay', 1, 'sent', null, null`],
  ['a charge without its payment', `'pay', 1, 'paying', null, null`, `'pay', 1, 'paying', null, gen_random_uuid()`],
  ['used at no time', `'addMethod', null, 'used', null, null`, `'addMethod', null, 'used', now(), null`],
])('refuses %s', async (_what, refused, allowed) => {
  await beforeMigration(14, async (store, step) => {
    await step()
    await expect(store.pool.query(insert.replace('VALUES', refused))).rejects.toMatchObject({ code: '23514' })
    await store.pool.query(insert.replace('VALUES', allowed))
  })
})

it('has one live link of a kind for an account', async () => {
  await beforeMigration(14, async (store, step) => {
    await step()
    const live = insert.replace('VALUES', `'pay', 1, 'sent', null, null`)
    await store.pool.query(live)
    await expect(store.pool.query(live)).rejects.toMatchObject({ constraint: 'payment_link_one_live' })
    await store.pool.query(insert.replace('VALUES', `'pay', 1, 'revoked', null, null`))
    await store.pool.query(insert.replace('VALUES', `'addMethod', null, 'sent', null, null`))
  })
})

it('has one reference for an entry, and an entry for a reference', async () => {
  await beforeMigration(14, async (store, step) => {
    await step()
    const { rows: [link] } = await store.pool.query<{ id: string }>(`${insert.replace('VALUES', `'pay', 1, 'sent', null, null`)} returning id`)
    const entry = (number: number, hash: string) => store.pool.query(`insert into payment_link_entry (link_id, number, reference_hash) values ('${link?.id ?? ''}', ${number}, '${hash}')`)
    await entry(1, 'a')
    for (const [number, hash] of [[1, 'b'], [2, 'a']] as const) await expect(entry(number, hash)).rejects.toMatchObject({ code: '23505' })
    await entry(2, 'b')
  })
})
