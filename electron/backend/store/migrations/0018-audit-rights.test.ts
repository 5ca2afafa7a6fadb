import { expect, it } from 'vitest'
import { permissionSchema } from '#shared/features/session/session.schema.ts'
import { beforeMigration } from './migration-test.ts'

it('lets the audit be taken along by those who look after others, and by auditors', async () => {
  await beforeMigration(18, async (store, step) => {
    await step()
    const rights = await store.db.selectFrom('rolePermission').select('role').where('permission', '=', permissionSchema.parse('audit.export')).orderBy('role').execute()
    expect(rights.map(({ role }) => role)).toEqual(['auditor', 'supervisor'])
  })
})
