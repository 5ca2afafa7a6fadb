import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { commandProcedure } from '../sync/command-procedure.ts'
import { agentActSchema, agentsFoundSchema, findAgentsSchema } from './agents.schema.ts'
import {
  appCodeSchema, changePasswordSchema, codeConfirmedSchema, factorBegunSchema, factorConfirmedSchema, passwordAgainSchema, recoveryCodesSchema, resumeSchema, secondFactorStateSchema, signInCodeSchema,
  signInStepSchema, windowSignInSchema,
} from './second-factor.schema.ts'
import { rolesSchema, setRoleRightsSchema } from './roles.schema.ts'
import { serverInfoSchema, sessionSchema, signInSchema } from './session.schema.ts'
import { beginSingleSignOnSchema, finishSingleSignOnSchema, singleSignOnBegunSchema } from './single-sign-on.schema.ts'

const nothing = z.strictObject({})
const agentsMeta = { permission: 'agents.read' } as const
const helpMetas = {
  unlockAgent: { permission: 'agents.unlock', offline: 'refuse', stepUp: true },
  removeAgentFactor: { permission: 'agents.removeFactor', offline: 'refuse', stepUp: true },
  disableAgent: { permission: 'agents.disable', offline: 'refuse', stepUp: true },
  enableAgent: { permission: 'agents.disable', offline: 'refuse', stepUp: true },
} as const
/** Beside the password that is said with it, a proof of the last five minutes, as for what else weighs more. */
const changePasswordMeta = { permission: 'session', stepUp: true } as const
const rolesMeta = { permission: 'roles.read' } as const
const changeRolesMeta = { permission: 'roles.change', offline: 'refuse', stepUp: true } as const
const command = (meta: Parameters<typeof procedure>[0], path: `/${string}`) => commandProcedure(meta, path, agentActSchema)
/** Of the window, whose list is asked for again behind it. */
const help = (meta: Parameters<typeof procedure>[0]) => procedure(meta).input(agentActSchema.omit({ commandId: true })).output(nothing)

export const sessionApi = {
  /** Who answers, before anybody has signed in. */
  serverInfo: procedure({ permission: 'public' }).route({ method: 'GET', path: '/server-info' }).output(serverInfoSchema),
  /** `unauthenticated/wrongCredentials` for an unknown user, a wrong password and a lock alike, in the same time; `limitExceeded` of `signIns` for an address that tried too much. */
  signIn: procedure({ permission: 'public' })
    .route({ method: 'POST', path: '/session' })
    .input(signInSchema)
    .output(signInStepSchema),
  /** The way to the provider. With the token for `proof`. `notFound` where none is set up; `singleSignOn` for whatever the provider has to do with. */
  beginSingleSignOn: procedure({ permission: 'public' }).route({ method: 'POST', path: '/session/single-sign-on' }).input(beginSingleSignOnSchema).output(singleSignOnBegunSchema),
  signInBySingleSignOn: procedure({ permission: 'public' }).route({ method: 'POST', path: '/session/single-sign-on/sign-in' }).input(finishSingleSignOnSchema).output(signInStepSchema),
  /** Instead of `resume` and `stepUp`: the same person has signed in at the provider once more. */
  proveBySingleSignOn: procedure({ permission: 'public' }).route({ method: 'POST', path: '/session/single-sign-on/proof' }).input(finishSingleSignOnSchema).output(sessionSchema),
  /** `unauthenticated/wrongCredentials` for a wrong code, a used one, and while it is locked. */
  confirmCode: procedure({ permission: 'signingIn' }).route({ method: 'POST', path: '/session/code' }).input(signInCodeSchema).output(codeConfirmedSchema),
  beginSecondFactor: procedure({ permission: 'signingIn' }).route({ method: 'POST', path: '/session/second-factor' }).input(passwordAgainSchema).output(factorBegunSchema),
  /** `validation` at `code` for a wrong one. */
  confirmSecondFactor: procedure({ permission: 'signingIn' }).route({ method: 'POST', path: '/session/second-factor/confirm' }).input(appCodeSchema).output(factorConfirmedSchema),
  /** Of a session that has been idle, by its token: it goes on. `unauthenticated/wrongCredentials` for a wrong password or code, another reason when it is over. */
  resume: procedure({ permission: 'public' }).route({ method: 'POST', path: '/session/resume' }).input(resumeSchema).output(sessionSchema),
  /** Before what the contract marks with `stepUp`: good for five minutes, as a sign-in is. */
  stepUp: procedure({ permission: 'session' }).route({ method: 'POST', path: '/session/step-up' }).input(resumeSchema).output(nothing),
  secondFactor: procedure({ permission: 'session' }).route({ method: 'GET', path: '/session/second-factor' }).output(secondFactorStateSchema),
  renewRecoveryCodes: procedure({ permission: 'session' }).route({ method: 'POST', path: '/session/recovery-codes' }).input(passwordAgainSchema).output(z.strictObject({ recoveryCodes: recoveryCodesSchema })),
  /** `unauthenticated/wrongCredentials` for a wrong one, which counts; `validation` at `newPassword`: `tooShort`, `tooLong`, `common`, `ownName`, `same`. */
  changePassword: procedure(changePasswordMeta).route({ method: 'POST', path: '/session/password' }).input(changePasswordSchema).output(nothing),
  current: procedure({ permission: 'session' }).route({ method: 'GET', path: '/session' }).output(sessionSchema),
  signOut: procedure({ permission: 'session' }).route({ method: 'DELETE', path: '/session' }).output(nothing),
  agents: procedure(agentsMeta).route({ method: 'GET', path: '/agents' }).input(findAgentsSchema).output(agentsFoundSchema),
  /** Each of these is `forbidden` for oneself: a second person looks who asks. */
  unlockAgent: command(helpMetas.unlockAgent, '/unlock-agent'),
  removeAgentFactor: command(helpMetas.removeAgentFactor, '/remove-agent-factor'),
  disableAgent: command(helpMetas.disableAgent, '/disable-agent'),
  enableAgent: command(helpMetas.enableAgent, '/enable-agent'),
  roles: procedure(rolesMeta).route({ method: 'GET', path: '/roles' }).output(rolesSchema),
  setRoleRights: commandProcedure(changeRolesMeta, '/set-role-rights', setRoleRightsSchema),
}

export const sessionBridge = {
  serverInfo: procedure({ permission: 'public' }).output(serverInfoSchema),
  signIn: procedure({ permission: 'public' }).input(signInSchema).output(windowSignInSchema),
  /** Opens the computer's browser and waits for what comes of it, five minutes at most; ends at once when the window gives up the call. */
  signInInBrowser: procedure({ permission: 'public' }).output(windowSignInSchema),
  /** The same, of whoever is in or has locked the screen. */
  proveInBrowser: procedure({ permission: 'public' }).output(nothing),
  /** The second step of the sign-in that was begun here. */
  confirmCode: procedure({ permission: 'public' }).input(signInCodeSchema).output(codeConfirmedSchema.omit({ token: true })),
  /** Of whoever is in, or of the sign-in that was begun. */
  beginSecondFactor: procedure({ permission: 'public' }).input(passwordAgainSchema).output(factorBegunSchema),
  /** Nobody is in by it yet: the codes are shown once, and `finishSignIn` goes on. */
  confirmSecondFactor: procedure({ permission: 'public' }).input(appCodeSchema).output(z.strictObject({ recoveryCodes: recoveryCodesSchema })),
  finishSignIn: procedure({ permission: 'public' }).output(nothing),
  /** Back to the password. */
  cancelSignIn: procedure({ permission: 'public' }).output(nothing),
  /** The screen; work, drafts and tabs stay behind it. */
  lock: procedure({ permission: 'session' }).output(nothing),
  /** The one who locked it is back; anybody else signs out first. */
  resume: procedure({ permission: 'public' }).input(resumeSchema).output(sessionSchema),
  stepUp: procedure({ permission: 'session' }).input(resumeSchema).output(nothing),
  secondFactor: procedure({ permission: 'session' }).output(secondFactorStateSchema),
  renewRecoveryCodes: procedure({ permission: 'session' }).input(passwordAgainSchema).output(z.strictObject({ recoveryCodes: recoveryCodesSchema })),
  changePassword: procedure(changePasswordMeta).input(changePasswordSchema).output(nothing),
  agents: procedure(agentsMeta).input(findAgentsSchema).output(agentsFoundSchema),
  unlockAgent: help(helpMetas.unlockAgent),
  removeAgentFactor: help(helpMetas.removeAgentFactor),
  disableAgent: help(helpMetas.disableAgent),
  enableAgent: help(helpMetas.enableAgent),
  roles: procedure(rolesMeta).output(rolesSchema),
  setRoleRights: procedure(changeRolesMeta).input(setRoleRightsSchema.omit({ commandId: true })).output(nothing),
  /** Ends the session at the backend, forgets the token, clears cached customers, tabs and recents from the desk. Drafts and unsent commands stay, for the same agent only. */
  signOut: procedure({ permission: 'public' }).output(nothing),
}
