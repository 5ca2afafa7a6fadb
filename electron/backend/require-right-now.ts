/** A right at the moment of the act: the session's was read before its transaction began, and may have been taken away since. */
import { AppError } from '#shared/kernel/errors.ts'
import type { Permission, Role } from '#shared/features/session/session.schema.ts'
import type { Act } from './command.ts'
import type { Transaction } from './store/store.ts'

/** Locks the agent's row. @returns the role. @throws AppError `forbidden` */
export async function requireRightNow(trx: Transaction, { by }: Pick<Act, 'by'>, permission: Permission): Promise<Role> {
  // Not `for update`: a sign-in refers to the agent's row and need not wait for money.
  const agent = await trx.selectFrom('agent').select('role').where('id', '=', by.agent.id).where('active', '=', true).forNoKeyUpdate().executeTakeFirst()
  const right = agent && await trx.selectFrom('rolePermission').select('permission').where('role', '=', agent.role).where('permission', '=', permission).executeTakeFirst()
  if (!right) throw new AppError('forbidden', { permission })
  return agent.role
}
