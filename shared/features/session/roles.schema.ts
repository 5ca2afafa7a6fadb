/** Which role may do what: data that administrators keep. A change upon an older version is a conflict that shows what is there now. */
import { z } from 'zod'
import { commandIdSchema } from '../../kernel/ids.ts'
import { instantSchema } from '../../kernel/rows.ts'
import { permissionSchema, roleSchema, type Permission, type Role } from './session.schema.ts'

/** Of one role, in the order of the permissions. Version 0: as it was delivered. */
export const roleRightsSchema = z.strictObject({
  role: roleSchema,
  permissions: z.array(permissionSchema),
  version: z.int().min(0),
  changedAt: instantSchema.nullable(),
  changedBy: z.string().nullable(),
})
export type RoleRights = z.infer<typeof roleRightsSchema>
export const rolesSchema = z.strictObject({ roles: z.array(roleRightsSchema).max(roleSchema.options.length) })
export type Roles = z.infer<typeof rolesSchema>

/** All that the role may do from then on. `validation` at `permissions`, with a RightsProblem, for what no operator may have. */
export const setRoleRightsSchema = z.strictObject({
  commandId: commandIdSchema,
  role: roleSchema,
  expectedVersion: z.int().min(0),
  permissions: z.array(permissionSchema).max(permissionSchema.options.length),
})
export type SetRoleRights = z.infer<typeof setRoleRightsSchema>

/** Nobody else could give them back, or let a colleague in again. The database holds it as well (migration 0027). */
const kept: Partial<Record<Role, readonly Permission[]>> = {
  administrator: ['agents.read', 'agents.unlock', 'agents.removeFactor', 'agents.disable', 'roles.read', 'roles.change'],
}
/** Auditors look and do nothing, or they would read about themselves (NIST SP 800-53, AC-5, separation of duties). */
const looking: ReadonlySet<Permission> = new Set(['customers.read', 'customers.accessReport', 'audit.read', 'audit.export', 'access.read', 'agents.read', 'roles.read'])

/** Who sets rights and limits does nothing that these bound, or one alone could do what takes two (the same rule). */
const bounded: ReadonlySet<Permission> = new Set([
  'customers.edit', 'interactions.write', 'billing.adjust', 'billing.approve', 'billing.reverse', 'billing.takePayment', 'billing.recordPayment', 'billing.refund', 'catalog.order', 'rewards.give',
  'rewards.redeem', 'rewards.reverse', 'usage.topUp', 'diagnostics.act', 'access.unlock', 'access.sendLink', 'access.removeFactor', 'access.endSessions', 'access.forcePassword', 'access.freeze', 'access.unfreeze', 'verification.override',
])

export type RightsProblem = 'kept' | 'auditorLooks' | 'administratorApart'

/** Whether this role may have this right, or be without it. */
export function rightProblem(role: Role, permission: Permission, has: boolean): RightsProblem | null {
  if (!has) return kept[role]?.includes(permission) ? 'kept' : null
  if (role === 'administrator' && bounded.has(permission)) return 'administratorApart'
  return role === 'auditor' && !looking.has(permission) ? 'auditorLooks' : null
}

/** The first of them. */
export function rightsProblem(role: Role, permissions: ReadonlySet<Permission>): RightsProblem | null {
  for (const permission of permissionSchema.options) {
    const problem = rightProblem(role, permission, permissions.has(permission))
    if (problem) return problem
  }
  return null
}
