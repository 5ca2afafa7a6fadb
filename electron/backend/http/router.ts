/**
 * The contract with its doorkeeper: nobody reaches a handler without the session, the permission and the caller's level that
 * the contract names. A command's are checked in `command.ts`, where its refusal is kept with its id.
 */
import { implement } from '@orpc/server'
import { api } from '#shared/contract/api.ts'
import type { ProcedureMeta } from '#shared/contract/procedure.ts'
import type { Command } from '../command.ts'
import type { Services, SignedIn } from '../services.ts'
import { requireLevel, requirePermission, whoAsks } from './authentication.ts'

export type RequestContext = {
  services: Services
  authorization: string | undefined
  /** Asked by the desk itself; keeps no session alive. */
  background: boolean
  /** Throws when called by a procedure that the contract calls public. */
  signedIn(): SignedIn
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
    const signedIn = await whoAsks(context.services, context.authorization, !context.background)
    if (meta.offline === undefined) {
      await requirePermission(context.services, signedIn, { action: asked.action, permission: asked.permission })
      await requireLevel(context.services, signedIn, { ...asked, input, background: context.background })
    }
    return next({ context: { signedIn: () => signedIn, asked } })
  })
