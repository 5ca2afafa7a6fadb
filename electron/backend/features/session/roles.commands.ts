/** Administrators change what a role may do. It holds from the next request of everybody in it; their desks are told. */
import { sql } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import { rightsProblem, type RoleRights, type SetRoleRights } from '#shared/features/session/roles.schema.ts'
import type { Effect } from '../../command.ts'
import { requireRightNow } from '../../require-right-now.ts'
import { notify } from '../../store/announce.ts'
import { readRoles } from './roles.queries.ts'

/** Payload `{ role }`. */
export const RIGHTS_CHANNEL = 'headend_rights'

/** @throws AppError `conflict` of `roleRights` upon another version; `validation` at `permissions` with a RightsProblem */
export const setRoleRights: Effect<SetRoleRights> = async (trx, { role, expectedVersion, permissions }, act) => {
  // Of two administrators the later one sees what the first has done.
  await sql`lock table role_rights in share row exclusive mode`.execute(trx)
  await requireRightNow(trx, act, 'roles.change')
  const before = (await readRoles(trx)).roles.find((each) => each.role === role) as RoleRights
  const { version, changedAt, changedBy } = before
  const wanted = new Set(permissions)
  const added = [...wanted].filter((permission) => !before.permissions.includes(permission))
  const removed = before.permissions.filter((permission) => !wanted.has(permission))
  // Also of what is refused: what was tried is what an auditor looks for.
  act.note({ added: added.join(' '), removed: removed.join(' '), ...(role === act.by.agent.role ? { ownRole: true } : {}) })
  if (version !== expectedVersion) throw new AppError('conflict', { stream: 'roleRights', current: { ...before }, changedBy, changedAt })
  const problem = rightsProblem(role, wanted)
  if (problem) throw new AppError('validation', { issues: [{ path: 'permissions', message: problem }] })
  if (removed.length > 0) await trx.deleteFrom('rolePermission').where('role', '=', role).where('permission', 'in', removed).execute()
  if (added.length > 0) await trx.insertInto('rolePermission').values(added.map((permission) => ({ role, permission }))).execute()
  await trx.updateTable('roleRights').set({ version: version + 1, changedAt: act.at, changedBy: act.by.agent.displayName }).where('role', '=', role).execute()
  await notify(trx, RIGHTS_CHANNEL, { role })
  return {}
}
