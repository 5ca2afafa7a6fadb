import { expect, it } from 'vitest'
import { permissionSchema } from '#shared/features/session/session.schema.ts'
import { beforeMigration } from './migration-test.ts'

const cycle = (start: string) => `insert into usage_consumption (id, customer_id, version, kind, period_start, period_end, used_megabytes, allowance_megabytes)
  values (gen_random_uuid(), '01920000-0000-7000-8000-000000000001', 1, 'cycle', '${start}', '2026-12-04', 812000, 1200000)`

it('keeps the cycles that are there, with nothing bought, and gives the rights', async () => {
  await beforeMigration(12, async (store, step) => {
    await store.pool.query(cycle('2026-11-05'))
    await step()
    expect(await store.db.selectFrom('usageConsumption').select(['usedMegabytes', 'allowanceMegabytes', 'toppedUpMegabytes']).execute())
      .toEqual([{ usedMegabytes: 812_000, allowanceMegabytes: 1_200_000, toppedUpMegabytes: 0 }])
    const rights = await store.db.selectFrom('rolePermission').selectAll().where('permission', 'in', ['usage.topUp', 'usage.record']).execute()
    rights.forEach(({ permission }) => permissionSchema.parse(permission))
    expect(rights.map(({ role, permission }) => `${permission} ${role}`).sort()).toEqual(['usage.record administrator', 'usage.topUp agent', 'usage.topUp seniorAgent', 'usage.topUp supervisor'])
    await expect(store.pool.query(cycle('2026-11-05'))).rejects.toMatchObject({ constraint: 'usage_consumption_once' })
    await store.pool.query(cycle('2026-10-05'))
  })
})

const event = (more: string) => `insert into usage_alert_event select gen_random_uuid(), one, 1, one, gen_random_uuid(), 'percent', 90, ${more}, now(), 1, 1, 'email', 'queued'
  from (select '01920000-0000-7000-8000-000000000001'::uuid as one) cycle`
const alert = (amount: number, state: string) => `insert into usage_alert (id, customer_id, version, unit, amount, channel, state, set_at, set_by)
  values (gen_random_uuid(), '01920000-0000-7000-8000-000000000001', 1, 'percent', ${amount}, 'email', '${state}', now(), 'Jo')`

it.each([
  ['the same turn of a threshold twice', 'usage_alert_event_once', event(`'over', 1`), event(`'over', 1`), event(`'over', 2`)],
  ['one threshold twice', 'usage_alert_once', alert(90, 'active'), alert(90, 'active'), alert(90, 'removed')],
  ['more than the whole', 'usage_alert_check', alert(100, 'removed'), alert(101, 'removed'), alert(99, 'removed')],
])('refuses %s', async (_what, constraint, first, refused, allowed) => {
  await beforeMigration(12, async (store, step) => {
    await step()
    await store.pool.query(first)
    await expect(store.pool.query(refused)).rejects.toMatchObject({ constraint })
    await store.pool.query(allowed)
  })
})
