/** What colleagues do for an agent who cannot sign in. Never for oneself: a second person looks who asks. */
import { AppError } from '#shared/kernel/errors.ts'
import type { AgentAct } from '#shared/features/session/agents.schema.ts'
import type { Permission } from '#shared/features/session/session.schema.ts'
import type { Act, Effect } from '../../command.ts'
import { unlockAgentSignIn } from '../../sign-in-attempts.ts'
import type { Transaction } from '../../store/store.ts'
import { removeAgentFactors } from './agent-factors.ts'
import { MANAGING } from './agents.queries.ts'
import { endAgentSessions } from './sessions.ts'

/** Locks both rows, so that of two who disable each other at the same moment one remains. @throws AppError `forbidden` for oneself, `notFound` */
async function lockColleague(trx: Transaction, agentId: string, { by }: Act): Promise<void> {
  if (agentId === by.agent.id) throw new AppError('forbidden', { detail: 'oneself' })
  const agents = await trx.selectFrom('agent').select(['id', 'active']).where('id', 'in', [agentId, by.agent.id]).orderBy('id').forUpdate().execute()
  if (!agents.some(({ id, active }) => id === by.agent.id && active)) throw new AppError('forbidden', { detail: 'disabled' })
  if (!agents.some(({ id }) => id === agentId)) throw new AppError('notFound', { what: 'agent' })
}

async function managingRights(trx: Transaction, agentId: string): Promise<Permission[]> {
  const rights = await trx.selectFrom('agent').innerJoin('rolePermission', 'rolePermission.role', 'agent.role').select('permission')
    .where('agent.id', '=', agentId).where('permission', 'in', MANAGING).execute()
  return rights.map(({ permission }) => permission)
}

export const unlockAgent: Effect<AgentAct> = async (trx, { agentId }, act) => {
  await lockColleague(trx, agentId, act)
  await unlockAgentSignIn(trx, agentId)
  return {}
}

/** For a phone that is lost: the next sign-in sets up another. Their sessions end, as it may be somebody else who has it. */
export const removeAgentFactor: Effect<AgentAct> = async (trx, { agentId }, act) => {
  await lockColleague(trx, agentId, act)
  // Who has learnt an administrator's password must not get past the app by way of a lesser sign-in.
  const lacking = (await managingRights(trx, agentId)).find((permission) => !act.by.agent.permissions.includes(permission))
  if (lacking) throw new AppError('forbidden', { permission: lacking })
  if (!(await removeAgentFactors(trx, agentId))) throw new AppError('notFound', { what: 'secondFactor' })
  await endAgentSessions(trx, act.services.clock, agentId)
  return {}
}

/** Their calls end at the next request, their sockets with the commit. What they did stays theirs. */
export const disableAgent: Effect<AgentAct> = async (trx, { agentId }, act) => {
  await lockColleague(trx, agentId, act)
  await trx.updateTable('agent').set({ active: false }).where('id', '=', agentId).execute()
  await endAgentSessions(trx, act.services.clock, agentId)
  return {}
}

export const enableAgent: Effect<AgentAct> = async (trx, { agentId }, act) => {
  await lockColleague(trx, agentId, act)
  await trx.updateTable('agent').set({ active: true }).where('id', '=', agentId).execute()
  return {}
}
