/**
 * The contract with its doorkeeper: nobody reaches a handler without the session, the permission and the caller's level that
 * the contract names. A command's are checked in `command.ts`, where its refusal is kept with its id.
 */
import { implement } from '@orpc/server'
import { api } from '#shared/contract/api.ts'
import type { ProcedureMeta } from '#shared/contract/procedure.ts'
import type { Command } from '../command.ts'
import type { Services, SignedIn } from '../services.ts'
import type { SigningIn } from '../features/session/sessions.ts'
import { forbiddenUnless, requireLevel, requirePermission, requireProof, whoAsks, whoSignsIn } from './authentication.ts'

export type RequestContext = {
  services: Services
  authorization: string | undefined
  /** Asked by the desk itself; keeps no session alive. */
  background: boolean
  /** The network that it comes from. */
  source: string
  /** Throws when called by a procedure that the contract calls public. */
  signedIn(): SignedIn
  /** Of a procedure of the second step, and of no other. */
  signingIn(): SigningIn
  /** The procedure by its name in the contract, and what the contract demands for it. */
  asked: Command
}

const { sync: _servedDirectly, ...procedures } = api

export const router = implement(procedures)
  .$context<RequestContext>()
  .use(async ({ context, next, path, procedure }, input: unknown) => {
    const meta = procedure['~orpc'].meta as ProcedureMeta
    const asked = { action: path.join('.'), permission: meta.permission, verification: meta.verification }
    if (meta.permission === 'public') return next({ context: { asked } })
    if (meta.permission === 'signingIn') {
      const signingIn = await whoSignsIn(context.services, context.authorization)
      return next({ context: { signingIn: () => signingIn, asked } })
    }
    const signedIn = await whoAsks(context.services, context.authorization, !context.background)
    if (meta.offline === undefined) {
      await requirePermission(context.services, signedIn, { action: asked.action, permission: asked.permission })
      await requireLevel(context.services, signedIn, { ...asked, input, background: context.background })
    }
    // Not in the command: its first refusal is kept under its id, and this one passes. Who may not at all is told that, there.
    if (meta.stepUp && !forbiddenUnless(signedIn, meta.permission)) await requireProof(context.services, signedIn, asked)
    return next({ context: { signedIn: () => signedIn, asked } })
  })
