import { expect, it } from 'vitest'
import { beforeMigration } from './migration-test.ts'

const identity = (userName: string, customer = 'gen_random_uuid()') =>
  `insert into digital_identity (id, customer_id, user_name, password_hash, created_at, password_changed_at) values (gen_random_uuid(), ${customer}, '${userName}', '$argon2id$', now(), now())`

it('has one sign-in of a name in whatever case, one link of a customer that works, and an app with its key', async () => {
  await beforeMigration(19, async (store, step) => {
    await step()
    await store.pool.query(identity('ana'))
    await expect(store.pool.query(identity('ANA'))).rejects.toMatchObject({ code: '23505' })
    await expect(store.pool.query(identity('ana@example.org'))).rejects.toMatchObject({ code: '23514' })
    await store.pool.query(identity('bea', `'01939b5e-0000-7000-8000-000000000001'`))
    await expect(store.pool.query(identity('cleo', `'01939b5e-0000-7000-8000-000000000001'`))).rejects.toMatchObject({ code: '23505' })

    const link = (token: string) => `insert into identity_link (id, customer_id, purpose, token_hash, channel, recipient, sent_at, expires_at)
      values (gen_random_uuid(), '01939b5e-0000-7000-8000-000000000001', 'reset', '${token}', 'email', 'a···@example.org', now(), now())`
    await store.pool.query(link('one'))
    await expect(store.pool.query(link('two'))).rejects.toMatchObject({ code: '23505' })
    await store.pool.query('update identity_link set revoked_at = now()')
    await store.pool.query(link('two'))

    const factor = (kind: string, secret: string) => `insert into identity_factor (id, identity_id, kind, secret, state, added_at) select gen_random_uuid(), id, '${kind}', ${secret}, 'active', now() from digital_identity where user_name = 'ana'`
    await expect(store.pool.query(factor('totp', 'null'))).rejects.toMatchObject({ code: '23514' })
    await expect(store.pool.query(factor('sms', `'JBSWY3DP'`))).rejects.toMatchObject({ code: '23514' })
    await store.pool.query(factor('totp', `'JBSWY3DP'`))
    await expect(store.pool.query(factor('totp', `'JBSWY3DP'`)), 'one of a kind').rejects.toMatchObject({ code: '23505' })
  })
})
