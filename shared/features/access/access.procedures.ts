/**
 * Helping with the customer's sign-in. Each act has a right and a level of its own: what protects the account (freezing it,
 * ending its sessions) may be done for anybody who calls, what opens it for no one but its owner.
 */
import { type z } from 'zod'
import { procedure, type ProcedureMeta } from '../../contract/procedure.ts'
import { commandProcedure } from '../sync/command-procedure.ts'
import { accessActSchema, accessLookSchema, accessReadSchema, removeFactorSchema, sendIdentityLinkSchema, signInDetailsSchema, signInStateSchema, unfreezeSignInSchema } from './access.schema.ts'

const stateMeta = { permission: 'access.read' } as const
const detailsMeta = { permission: 'access.read', verification: 'verified' } as const
type ActMeta = Pick<ProcedureMeta, 'permission' | 'verification'>
const metas = {
  unlock: { permission: 'access.unlock', verification: 'verified' },
  sendLink: { permission: 'access.sendLink', verification: 'verified' },
  removeFactor: { permission: 'access.removeFactor', verification: 'verifiedByCallback' },
  endSessions: { permission: 'access.endSessions', verification: 'unverified' },
  forcePassword: { permission: 'access.forcePassword', verification: 'verified' },
  freeze: { permission: 'access.freeze', verification: 'unverified' },
  unfreeze: { permission: 'access.unfreeze', verification: 'verifiedByCallback' },
} as const satisfies Record<string, ActMeta>

/** None waits in a queue: who was the caller then is not the caller tomorrow. */
const command = <S extends z.ZodType>(meta: ActMeta, path: `/${string}`, input: S) =>
  commandProcedure({ ...meta, offline: 'refuse' }, path, input)

export const accessApi = {
  state: procedure(stateMeta).route({ method: 'GET', path: '/access/{customerId}/state' }).input(accessReadSchema).output(signInStateSchema),
  details: procedure(detailsMeta).route({ method: 'GET', path: '/access/{customerId}/details' }).input(accessReadSchema).output(signInDetailsSchema),
  unlock: command(metas.unlock, '/unlock-sign-in', accessActSchema),
  /** `validation` at `channel` where there is no such contact that has been on the account for a day. */
  sendLink: command(metas.sendLink, '/send-sign-in-link', sendIdentityLinkSchema),
  removeFactor: command(metas.removeFactor, '/remove-second-factor', removeFactorSchema),
  endSessions: command(metas.endSessions, '/end-customer-sessions', accessActSchema),
  /** The password opens nothing any more, and a link for a new one goes to the contact of record. */
  forcePassword: command(metas.forcePassword, '/force-new-password', sendIdentityLinkSchema),
  freeze: command(metas.freeze, '/freeze-sign-in', accessActSchema),
  /** The old password opens nothing after it; `validation` at `channel` as `sendLink`. */
  unfreeze: command(metas.unfreeze, '/unfreeze-sign-in', unfreezeSignInSchema),
}

const fromWindow = { commandId: true } as const
/** Each act answers with the state as it is now. */
const acting = <S extends z.ZodType>(meta: ActMeta, input: S) => procedure({ ...meta, offline: 'refuse' }).input(input).output(signInStateSchema)
const act = accessActSchema.omit(fromWindow)
const send = sendIdentityLinkSchema.omit(fromWindow)

export const accessBridge = {
  state: procedure(stateMeta).input(accessLookSchema).output(signInStateSchema),
  details: procedure(detailsMeta).input(accessLookSchema).output(signInDetailsSchema),
  unlock: acting(metas.unlock, act),
  sendLink: acting(metas.sendLink, send),
  removeFactor: acting(metas.removeFactor, removeFactorSchema.omit(fromWindow)),
  endSessions: acting(metas.endSessions, act),
  forcePassword: acting(metas.forcePassword, send),
  freeze: acting(metas.freeze, act),
  unfreeze: acting(metas.unfreeze, unfreezeSignInSchema.omit(fromWindow)),
}
