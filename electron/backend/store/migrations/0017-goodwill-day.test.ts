import { expect, it } from 'vitest'
import { roleSchema } from '#shared/features/session/session.schema.ts'
import { rewardLimitsSchema } from '#shared/features/rewards/rewards.schema.ts'
import { rewardLimitsOf } from '../../features/billing/rewards/goodwill-limits.ts'
import { beforeMigration } from './migration-test.ts'

const customer = '01920000-0000-7000-8000-000000000001'
const gift = (number: number, by: string) => `insert into loyalty_transaction (id, customer_id, version, kind, points, at, by)
  values ('01920000-0000-7000-8000-00000000001${number}', '${customer}', 1, 'goodwill', 50, now(), '${by}')`
const agent = (number: number, name: string) => `insert into agent (id, user_name, display_name, role, password_hash, created_at)
  values ('01920000-0000-7000-8000-00000000002${number}', 'u${number}', '${name}', 'agent', '', now())`

it('gives every role a limit of a day: five of its largest gifts, however an operator has set those', async () => {
  await beforeMigration(17, async (store, step) => {
    await store.pool.query(`update reward_limit set per_gift = 9999999 where role = 'supervisor'`)
    await step()
    for (const role of roleSchema.options) rewardLimitsSchema.parse(await rewardLimitsOf(store.db, role))
    expect([await rewardLimitsOf(store.db, 'agent'), await rewardLimitsOf(store.db, 'supervisor')]).toMatchObject([{ perGift: 500, perDay: 2_500 }, { perGift: 9_999_999, perDay: 10_000_000 }])
    await expect(store.pool.query('update reward_limit set per_day = -1')).rejects.toMatchObject({ code: '23514' })
  })
})

it('knows who gave what was given before, where the name is one agent\u2019s alone', async () => {
  await beforeMigration(17, async (store, step) => {
    for (const text of [agent(1, 'Jo Only'), agent(2, 'Sam Twice'), agent(3, 'Sam Twice'), gift(1, 'Jo Only'), gift(2, 'Sam Twice'), gift(3, 'Somebody else')]) await store.pool.query(text)
    await step()
    const gifts = await store.db.selectFrom('loyaltyGift').select(['transactionId', 'agentId']).execute()
    expect(gifts).toEqual([{ transactionId: '01920000-0000-7000-8000-000000000011', agentId: '01920000-0000-7000-8000-000000000021' }])
  })
})
