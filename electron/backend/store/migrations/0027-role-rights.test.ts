import { expect, it } from 'vitest'
import { beforeMigration } from './migration-test.ts'

it('lets administrators change what roles may do, and never take from themselves what would bring it back', async () => {
  await beforeMigration(27, async (store, step) => {
    await step()
    const may = (permission: 'roles.change' | 'roles.read') => store.db.selectFrom('rolePermission').select('role').where('permission', '=', permission).orderBy('role').execute()
    expect(await may('roles.change')).toEqual([{ role: 'administrator' }])
    expect(await may('roles.read')).toEqual([{ role: 'administrator' }, { role: 'auditor' }, { role: 'supervisor' }])
    expect(await store.db.selectFrom('roleRights').select(['version', 'changedAt']).distinct().execute()).toEqual([{ version: 0, changedAt: null }])
    await expect(store.pool.query(`delete from role_permission where role = 'administrator'`)).rejects.toThrow('administrators keep')
    await expect(store.pool.query(`update role_permission set role = 'dispatcher' where permission = 'roles.change'`)).rejects.toThrow('administrators keep')
    await expect(store.pool.query('truncate role_permission')).rejects.toThrow('one by one')
    await store.pool.query(`delete from role_permission where role = 'supervisor' and permission = 'roles.read'`)
    expect(await may('roles.read')).toEqual([{ role: 'administrator' }, { role: 'auditor' }])
  })
})
