/** `unlock-agent`: for an operator whose only administrator is locked out or has lost the phone. Whoever may do this holds the database. */
import { parseArgs } from 'node:util'
import { systemClock } from '#shared/kernel/clock.ts'
import { removeAgentFactors } from './features/session/agent-factors.ts'
import { hasUserName } from './features/session/agent-names.ts'
import { endAgentSessions } from './features/session/sessions.ts'
import { readLocation } from './server-options.ts'
import { unlockAgentSignIn } from './sign-in-attempts.ts'
import { migrate } from './store/migrate.ts'
import { openStore, type Transaction } from './store/store.ts'
import { writeAudit } from './write-audit.ts'

const flags = { database: { type: 'string' }, 'data-directory': { type: 'string' }, 'user-name': { type: 'string' }, 'remove-app': { type: 'boolean', default: false } } as const

/** @param args what stands behind `unlock-agent`. @returns the line for the terminal. @throws Error in words for it. */
export async function unlockAgentByHand(args: string[]): Promise<string> {
  const { values } = parseArgs({ args, options: flags, allowPositionals: false })
  const userName = values['user-name']?.trim()
  if (!userName) throw new Error('--user-name must say whose; --help says more')
  const store = await openStore(readLocation(values))
  try {
    await migrate(store)
    await store.db.transaction().execute((trx) => unlock(trx, userName, values['remove-app']))
  } finally {
    await store.close()
  }
  return `${userName} may sign in again${values['remove-app'] ? ', and sets up an authenticator app then' : ''}\n`
}

async function unlock(trx: Transaction, userName: string, removeApp: boolean): Promise<void> {
  const agent = await trx.selectFrom('agent').select('id').where(hasUserName(userName)).forUpdate().executeTakeFirst()
  if (!agent) throw new Error(`there is no agent ${userName}; nothing was changed`)
  await unlockAgentSignIn(trx, agent.id)
  if (removeApp) {
    await removeAgentFactors(trx, agent.id)
    await endAgentSessions(trx, systemClock, agent.id)
  }
  await writeAudit(trx, systemClock, { action: 'session.unlockByHand', by: null, detail: { agentId: agent.id, removeApp } })
}
