import { expect, it } from 'vitest'
import { permissionSchema } from '#shared/features/session/session.schema.ts'
import { beforeMigration } from './migration-test.ts'

it('keeps reasons and limits as they are, each at its first version, and lets administrators alone keep them', async () => {
  await beforeMigration(13, async (store, step) => {
    await store.pool.query(`update adjustment_reason set english = 'Sorry' where code = 'goodwill'`)
    await step()
    const reasons = await store.pool.query(`select english, version::int, changed_by as by from adjustment_reason where code = 'goodwill'`)
    expect(reasons.rows).toEqual([{ english: 'Sorry', version: 1, by: null }])
    const limits = await store.pool.query('select role, version::int from adjustment_limit order by role')
    expect(limits.rows).toEqual([{ role: 'agent', version: 1 }, { role: 'seniorAgent', version: 1 }, { role: 'supervisor', version: 1 }])
    const rights = await store.db.selectFrom('rolePermission').selectAll().where('permission', '=', permissionSchema.parse('administration.money')).execute()
    expect(rights.map(({ role }) => role)).toEqual(['administrator'])
  })
})
