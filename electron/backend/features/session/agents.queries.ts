/** The agents themselves, as colleagues who look after them may see them: whether they can sign in, and why not. */
import { MAX_AGENTS, type AgentSignIn, type AgentsFound } from '#shared/features/session/agents.schema.ts'
import type { Permission } from '#shared/features/session/session.schema.ts'
import type { Clock } from '#shared/kernel/clock.ts'
import { lockNow, toLockout } from '../../sign-in-attempts.ts'
import type { Queryable } from '../../store/store.ts'

/** Whoever has one of these has power over others: only somebody who has it too takes their app away. */
export const MANAGING = ['agents.disable', 'roles.change'] as const satisfies Permission[]

/** @param text a part of the name or user name; empty: everybody. By name, at most MAX_AGENTS */
export async function listAgents(db: Queryable, clock: Clock, text: string): Promise<AgentsFound> {
  const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const agents = await db.selectFrom('agent').leftJoin('agentFactor', (join) => join.onRef('agentFactor.agentId', '=', 'agent.id').on('agentFactor.state', '=', 'active'))
    .select(['agent.id', 'userName', 'displayName', 'role', 'active', 'agentFactor.addedAt as secondFactorSince'])
    .select(({ exists, selectFrom }) => exists(selectFrom('rolePermission').select('permission').whereRef('rolePermission.role', '=', 'agent.role').where('permission', 'in', MANAGING)).as('managesAgents'))
    .select(({ exists, selectFrom }) => exists(selectFrom('agentIdentity').select('subject').whereRef('agentIdentity.agentId', '=', 'agent.id')).as('singleSignOn'))
    .where(({ eb, or }) => or([eb('displayName', 'ilike', like), eb('userName', 'ilike', like)]))
    .orderBy('displayName').orderBy('agent.id').limit(MAX_AGENTS + 1).execute()
  const shown = agents.slice(0, MAX_AGENTS)
  const failures = await failuresOf(db, clock, shown.map(({ id }) => id))
  return { agents: shown.map(({ active, managesAgents, singleSignOn, ...agent }) => ({ ...agent, managesAgents: Boolean(managesAgents), singleSignOn: Boolean(singleSignOn), ...none, ...failures.get(agent.id), disabled: !active })), more: agents.length > MAX_AGENTS }
}

type Failures = Pick<AgentSignIn, 'lock' | 'wrongPasswords' | 'wrongCodes' | 'lastFailureAt'>
const none: Failures = { lock: null, wrongPasswords: 0, wrongCodes: 0, lastFailureAt: null }

async function failuresOf(db: Queryable, clock: Clock, agentIds: readonly string[]): Promise<Map<string | null, Failures>> {
  if (agentIds.length === 0) return new Map()
  const rows = await db.selectFrom('signInLockout').selectAll().where('agentId', 'in', agentIds).execute()
  return new Map(rows.map((row) => {
    const { agentId, wrongPasswords, wrongCodes, lastFailureAt } = row
    return [agentId, { lock: lockNow(toLockout(row), clock), wrongPasswords, wrongCodes, lastFailureAt }]
  }))
}
