import { expect, it } from 'vitest'
import { permissionSchema } from '#shared/features/session/session.schema.ts'
import { moneySettingsSchema } from '#shared/features/administration/administration.schema.ts'
import { moneySettings } from '../../features/billing/administration/money-settings.queries.ts'
import { beforeMigration } from './migration-test.ts'

it('keeps reasons and limits as they are, each at its first version, and lets administrators alone keep them', async () => {
  await beforeMigration(13, async (store, step) => {
    await store.pool.query(`update adjustment_reason set english = 'Sorry' where code = 'goodwill'`)
    await step()
    const settings = moneySettingsSchema.parse(await moneySettings(store.db))
    expect(settings.reasons.find(({ code }) => code === 'goodwill')).toMatchObject({ english: 'Sorry', version: 1, changedBy: null })
    expect(settings.limits.map(({ role, version }) => [role, version])).toEqual([['agent', 1], ['seniorAgent', 1], ['supervisor', 1]])
    const rights = await store.db.selectFrom('rolePermission').selectAll().where('permission', '=', permissionSchema.parse('administration.money')).execute()
    expect(rights.map(({ role }) => role)).toEqual(['administrator'])
  })
})
