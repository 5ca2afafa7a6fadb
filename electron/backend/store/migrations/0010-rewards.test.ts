import { expect, it } from 'vitest'
import { sql } from 'kysely'
import { permissionSchema } from '#shared/features/session/session.schema.ts'
import { rewardRulesSchema } from '#shared/features/rewards/rewards.schema.ts'
import { demoRewardRules } from '../../demo/rewards.ts'
import { rewardRules } from '../../features/billing/rewards/rewards.queries.ts'
import type { Store } from '../store.ts'
import { beforeMigration } from './migration-test.ts'

const migrated = (work: (store: Store) => Promise<void>) =>
  beforeMigration(10, async (store, step) => {
    await step()
    await work(store)
  })
const customer = '01920000-0000-7000-8000-000000000001'
const given = `insert into loyalty_transaction (id, customer_id, version, kind, points, at) values ('01920000-0000-7000-8000-000000000002', '${customer}', 1, 'goodwill', 50, now())`
const batch = `insert into loyalty_batch (id, customer_id, version, origin, transaction_id, earned_on, expires_on, points, remaining)
  values ('01920000-0000-7000-8000-000000000003', '${customer}', 1, 'goodwill', '01920000-0000-7000-8000-000000000002', '2026-01-01', '2027-01-01', 50, 50)`
const posting = `insert into loyalty_posting values ('01920000-0000-7000-8000-000000000002', '01920000-0000-7000-8000-000000000003', 50)`

it('has rules and limits that the contract reads, and the rights of its commands', async () => {
  await migrated(async (store) => {
    const rules = rewardRulesSchema.parse(await rewardRules(store.db))
    expect(rules).toMatchObject(demoRewardRules)
    const { rows: limits } = await store.pool.query<Record<string, unknown>>('select role, per_gift, per_customer30_days from reward_limit order by per_gift')
    expect(limits.map((limit) => Object.values(limit))).toEqual([['agent', 500, 1_000], ['seniorAgent', 1_500, 3_000], ['supervisor', 5_000, 10_000]])
    const rights = await store.db.selectFrom('rolePermission').selectAll().where('permission', 'in', ['rewards.give', 'rewards.redeem', 'rewards.reverse']).execute()
    rights.forEach(({ permission }) => permissionSchema.parse(permission))
    expect(rights.filter(({ permission }) => permission === 'rewards.reverse').map(({ role }) => role).sort()).toEqual(['seniorAgent', 'supervisor'])
  })
})

it('lets nothing written be changed, but for the stamp of a restored database', async () => {
  await migrated(async ({ db }) => {
    for (const text of [given, batch, posting]) await sql.raw(text).execute(db)
    for (const change of ['update loyalty_transaction set points = 60', `update loyalty_transaction set "by" = 'Jo'`, 'delete from loyalty_transaction', 'update loyalty_posting set points = 1', 'truncate loyalty_posting'])
      await expect(sql.raw(change).execute(db), change).rejects.toMatchObject({ code: expect.stringMatching(/42501|0A000/) })
    await sql.raw('update loyalty_transaction set changed_xid = changed_xid').execute(db)
  })
})

it.each([
  ['a batch below nothing', 'update loyalty_batch set remaining = -1'],
  ['a batch above itself', 'update loyalty_batch set remaining = 51'],
  ['points that came below nothing', given.replace('50, now', '-50, now').replace('0002', '0009')],
  ['a counter-entry of nothing', given.replace(`'goodwill', 50`, `'goodwillBack', -50`).replace('0002', '0009')],
  ['a redemption without its credit', given.replace(`'goodwill', 50`, `'redeemed', -50`).replace('0002', '0009')],
])('refuses %s', async (_what, text) => {
  await migrated(async ({ db }) => {
    for (const before of [given, batch, posting]) await sql.raw(before).execute(db)
    await expect(sql.raw(text).execute(db)).rejects.toMatchObject({ code: '23514' })
  })
})

it('keeps the ledger that is there, and knows redemptions in it', async () => {
  await beforeMigration(10, async ({ db }, step) => {
    const entry = (id: string, kind: string) => sql.raw(`insert into ledger_entry (id, customer_id, billing_account_id, at, kind, source_id) values ('${id}', '${customer}', '${customer}', now(), '${kind}', '${customer}')`).execute(db)
    await entry('01920000-0000-7000-8000-00000000000a', 'payment')
    await step()
    await entry('01920000-0000-7000-8000-00000000000b', 'redemption')
    await expect(entry('01920000-0000-7000-8000-00000000000c', 'present')).rejects.toMatchObject({ code: '23514' })
  })
})
