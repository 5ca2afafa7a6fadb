import { CONTRACT_VERSION } from '#shared/contract/version.ts'
import type { AgentAct } from '#shared/features/session/agents.schema.ts'
import type { ServerInfo } from '#shared/features/session/session.schema.ts'
import type { Services, SignedIn } from '../../services.ts'
import { writeAudit } from '../../write-audit.ts'
import { bearerToken } from '../../http/authentication.ts'
import { router, type RequestContext } from '../../http/router.ts'
import { runCommand } from '../../command.ts'
import { readAudited } from '../../read-audited.ts'
import { readSecondFactor } from './agent-factors.ts'
import { disableAgent, enableAgent, removeAgentFactor, unlockAgent } from './agents.commands.ts'
import { listAgents } from './agents.queries.ts'
import { changePassword } from './change-password.ts'
import { setRoleRights } from './roles.commands.ts'
import { readRoles } from './roles.queries.ts'
import { endSession, toSession } from './sessions.ts'
import { beginSecondFactor, confirmCode, confirmSecondFactor, renewRecoveryCodes } from './second-factor.ts'
import { resumeSession, stepUp } from './resume.ts'
import { signIn, type Door } from './sign-in.ts'
import { beginSingleSignOn, proveBySingleSignOn, signInBySingleSignOn } from './single-sign-on/single-sign-on.ts'

const ANY_OPERATOR = 'Headend'

export async function serverInfo({ store, operatorName, demo, singleSignOn, passwordSignIn }: Services): Promise<ServerInfo> {
  const importedBook = await holdsImportedBook(store)
  return {
    // The demo's invented name is not that of the operator whose book it is.
    operatorName: importedBook && operatorName === demo?.operatorName ? ANY_OPERATOR : operatorName,
    contractVersion: CONTRACT_VERSION,
    demo: demo !== null,
    importedBook,
    demoAccounts: passwordSignIn ? (demo?.accounts ?? []) : [],
    singleSignOn: singleSignOn && { name: singleSignOn.name },
    passwordSignIn,
  }
}

/** Asked anew each time: a server imports while it runs. */
async function holdsImportedBook({ db }: Services['store']): Promise<boolean> {
  return (await db.selectFrom('importSource').select('customerId').limit(1).executeTakeFirst()) !== undefined
}

export async function signOut({ store, clock }: Services, signedIn: SignedIn): Promise<void> {
  await store.db.transaction().execute(async (trx) => {
    await endSession(trx, clock, signedIn.sessionId)
    await writeAudit(trx, clock, { action: 'session.signOut', by: signedIn })
  })
}

const doorOf = ({ asked, source }: Pick<RequestContext, 'asked' | 'source'>): Door => ({ action: asked.action, source })

const whose = ({ agentId }: AgentAct) => ({ agentId })

export const sessionRoutes = {
  serverInfo: router.session.serverInfo.handler(({ context }) => serverInfo(context.services)),
  signIn: router.session.signIn.handler(({ context, input }) => signIn(context.services, input, doorOf(context))),
  beginSingleSignOn: router.session.beginSingleSignOn.handler(({ context, input }) => beginSingleSignOn(context.services, bearerToken(context.authorization), input, doorOf(context))),
  signInBySingleSignOn: router.session.signInBySingleSignOn.handler(({ context, input }) => signInBySingleSignOn(context.services, input, doorOf(context))),
  proveBySingleSignOn: router.session.proveBySingleSignOn.handler(({ context, input }) => proveBySingleSignOn(context.services, bearerToken(context.authorization), input, doorOf(context))),
  confirmCode: router.session.confirmCode.handler(({ context, input: { code } }) => confirmCode(context.services, context.signingIn(), code, doorOf(context))),
  beginSecondFactor: router.session.beginSecondFactor.handler(({ context, input: { password } }) => beginSecondFactor(context.services, context.signingIn(), password, doorOf(context))),
  confirmSecondFactor: router.session.confirmSecondFactor.handler(({ context, input: { code } }) => confirmSecondFactor(context.services, context.signingIn(), code, doorOf(context))),
  resume: router.session.resume.handler(({ context, input: { secret } }) => resumeSession(context.services, bearerToken(context.authorization), secret, doorOf(context))),
  stepUp: router.session.stepUp.handler(async ({ context, input: { secret } }) => {
    await stepUp(context.services, context.signedIn(), secret, doorOf(context))
    return {}
  }),
  secondFactor: router.session.secondFactor.handler(({ context }) => readSecondFactor(context.services.store.db, context.signedIn(), context.services)),
  renewRecoveryCodes: router.session.renewRecoveryCodes.handler(({ context, input: { password } }) => renewRecoveryCodes(context.services, context.signedIn(), password, doorOf(context))),
  changePassword: router.session.changePassword.handler(async ({ context, input }) => {
    await changePassword(context.services, context.signedIn(), input, doorOf(context))
    return {}
  }),
  current: router.session.current.handler(({ context }) => toSession(context.services.store.db, context.signedIn(), context.services)),
  signOut: router.session.signOut.handler(async ({ context }) => {
    await signOut(context.services, context.signedIn())
    return {}
  }),
  agents: router.session.agents.handler(({ context, input: { text } }) => readAudited(context, {}, (trx) => listAgents(trx, context.services.clock, text))),
  unlockAgent: router.session.unlockAgent.handler(({ context, input }) => runCommand(context, input, unlockAgent, whose)),
  removeAgentFactor: router.session.removeAgentFactor.handler(({ context, input }) => runCommand(context, input, removeAgentFactor, whose)),
  disableAgent: router.session.disableAgent.handler(({ context, input }) => runCommand(context, input, disableAgent, whose)),
  enableAgent: router.session.enableAgent.handler(({ context, input }) => runCommand(context, input, enableAgent, whose)),
  roles: router.session.roles.handler(({ context }) => readAudited(context, {}, (trx) => readRoles(trx))),
  setRoleRights: router.session.setRoleRights.handler(({ context, input }) => runCommand(context, input, setRoleRights, ({ role }) => ({ role }))),
}
