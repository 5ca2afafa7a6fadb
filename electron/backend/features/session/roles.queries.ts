/** What each role may do, and who changed it last. */
import { permissionSchema, roleSchema, type Role } from '#shared/features/session/session.schema.ts'
import type { RoleRights, Roles } from '#shared/features/session/roles.schema.ts'
import type { Queryable } from '../../store/store.ts'

/** In the order of the roles and of the permissions. */
export async function readRoles(db: Queryable): Promise<Roles> {
  const versions = await db.selectFrom('roleRights').select(['role', 'version', 'changedAt', 'changedBy']).execute()
  const given = await db.selectFrom('rolePermission').select(['role', 'permission']).execute()
  const of = (role: Role): RoleRights => ({
    role,
    version: 0, changedAt: null, changedBy: null,
    ...versions.find((each) => each.role === role),
    permissions: permissionSchema.options.filter((permission) => given.some((each) => each.role === role && each.permission === permission)),
  })
  return { roles: roleSchema.options.map(of) }
}
