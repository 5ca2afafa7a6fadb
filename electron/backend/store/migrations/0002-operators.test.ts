import { expect, it } from 'vitest'
import { permissionSchema, roleSchema } from '#shared/features/session/session.schema.ts'
import { beforeMigration } from './migration-test.ts'

it('gives every role that the contract knows its rights, and none that it does not', async () => {
  await beforeMigration(2, async (store, step) => {
    await step()
    const rights = await store.db.selectFrom('rolePermission').selectAll().execute()
    expect(new Set(rights.map(({ role }) => role))).toEqual(new Set(roleSchema.options))
    rights.forEach(({ permission }) => permissionSchema.parse(permission))
    const mayEdit = rights.filter(({ permission }) => permission === 'customers.edit').map(({ role }) => role)
    expect(mayEdit.sort()).toEqual(['agent', 'seniorAgent', 'supervisor'])
  })
})

it('keeps the rows of the version before, and one meta row at most', async () => {
  await beforeMigration(2, async (store, step) => {
    await store.pool.query(`insert into alert (id, customer_id, version, severity, text, since) values (gen_random_uuid(), gen_random_uuid(), 1, 'look', 'Dog', now())`)
    await step()
    expect(await store.db.selectFrom('alert').select('text').execute()).toEqual([{ text: 'Dog' }])
    const meta = { epoch: 'a', home: 'b', epochSince: '2026-11-23T00:00:00.000Z' }
    await store.db.insertInto('meta').values(meta).execute()
    await expect(store.db.insertInto('meta').values(meta).execute()).rejects.toMatchObject({ code: '23505' })
  })
})
