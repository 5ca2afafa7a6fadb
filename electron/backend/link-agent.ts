/** `link-agent`: somebody who is an agent already is, from now on, somebody of the provider. Said by hand, since a name that is the same on both sides proves nothing. */
import { parseArgs } from 'node:util'
import { systemClock } from '#shared/kernel/clock.ts'
import { hasUserName } from './features/session/agent-names.ts'
import { endAgentSessions } from './features/session/sessions.ts'
import { linkIdentity } from './features/session/single-sign-on/identity.ts'
import { readLocation } from './server-options.ts'
import { readIssuer } from './single-sign-on-options.ts'
import { migrate } from './store/migrate.ts'
import { openStore, type Transaction } from './store/store.ts'
import { writeAudit } from './write-audit.ts'

const flags = { database: { type: 'string' }, 'data-directory': { type: 'string' }, 'user-name': { type: 'string' }, subject: { type: 'string' } } as const

/** @param args what stands behind `link-agent`. @returns the line for the terminal. @throws Error in words for it. */
export async function linkAgentByHand(args: string[], environment = process.env['HEADEND_SSO_ISSUER']): Promise<string> {
  const { values } = parseArgs({ args, options: flags, allowPositionals: false })
  const userName = values['user-name']?.trim()
  const subject = values.subject?.trim()
  if (!userName || !subject || subject.length > 255) throw new Error('--user-name must say whom, and --subject who that is at the provider; --help says more')
  if (!environment) throw new Error('HEADEND_SSO_ISSUER must say at which provider; --help says more')
  const issuer = readIssuer(environment.trim())
  const store = await openStore(readLocation(values))
  try {
    await migrate(store)
    const { hasPassword } = await store.db.transaction().execute((trx) => link(trx, userName, { issuer, subject }))
    return `${userName} may sign in at ${issuer}${hasPassword ? '; the password they have here still works, unless HEADEND_PASSWORD_SIGN_IN=off' : ''}\n`
  } finally {
    await store.close()
  }
}

type Identity = { issuer: string; subject: string }

/** In place of whom they were there before, who is out: it may have been somebody else. */
async function link(trx: Transaction, userName: string, { issuer, subject }: Identity): Promise<{ hasPassword: boolean }> {
  const agent = await trx.selectFrom('agent').select(['id', 'demo', 'passwordHash']).where(hasUserName(userName)).forUpdate().executeTakeFirst()
  if (!agent) throw new Error(`there is no agent ${userName}; nothing was changed`)
  if (agent.demo) throw new Error(`${userName} is one of the demo, whose password is public; nothing was changed`)
  const other = await trx.selectFrom('agentIdentity').innerJoin('agent', 'agent.id', 'agentIdentity.agentId').select(['agent.id', 'userName']).where('issuer', '=', issuer).where('subject', '=', subject).executeTakeFirst()
  if (other && other.id !== agent.id) throw new Error(`this subject is ${other.userName} already; nothing was changed`)
  const before = await trx.deleteFrom('agentIdentity').where('agentId', '=', agent.id).where('issuer', '=', issuer).returning('subject').executeTakeFirst()
  await linkIdentity(trx, { issuer, subject, agentId: agent.id, at: systemClock.now() })
  if (before && before.subject !== subject) await endAgentSessions(trx, systemClock, agent.id)
  await writeAudit(trx, systemClock, { action: 'session.linkByHand', by: null, detail: { agentId: agent.id, subject } })
  return { hasPassword: agent.passwordHash !== null }
}
