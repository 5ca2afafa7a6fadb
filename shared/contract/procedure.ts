/** The base of every procedure: what it says about itself, and the errors it can end in. */
import { oc } from '@orpc/contract'
import { errorDataSchemas, errorStatus, type ErrorCode } from '../kernel/errors.ts'
import type { VerificationLevel } from '../features/interactions/verification-level.ts'
import type { Permission } from '../features/session/session.schema.ts'

export type ProcedureMeta = {
  /** Who may call it: `public` before sign-in, `signingIn` for whoever has said the password, `session` for anyone signed in, else the permission. */
  permission: 'public' | 'signingIn' | 'session' | Permission
  /** How well the caller of the agent's contact with the input's `customerId` must be known; one that needs it has that field. */
  verification: VerificationLevel
  /** The password or a code must have been said within five minutes; `stepUpRequired` else. */
  stepUp?: true
  /** Commands only: what happens to it without the backend. Absent on reads. */
  offline?: 'queue' | 'refuse'
}

type ErrorMapOf = { [C in ErrorCode]: { status: number; data: (typeof errorDataSchemas)[C] } }
const errorMap = Object.fromEntries(
  Object.entries(errorDataSchemas).map(([code, data]) => [code, { status: errorStatus[code as ErrorCode], data }]),
) as unknown as ErrorMapOf

const base = oc.$meta<ProcedureMeta>({ permission: 'session', verification: 'unverified' }).errors(errorMap)

/** `procedure({ permission: 'customers.read' }).input(…).output(…)` */
export const procedure = (meta: Partial<ProcedureMeta> & Pick<ProcedureMeta, 'permission'>) => base.meta({ verification: 'unverified', ...meta })
