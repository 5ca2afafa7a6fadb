import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { idSchema } from '../../kernel/ids.ts'
import { commandResultSchema } from '../sync/sync.schema.ts'
import { eraseCustomerSchema, erasureTermsSchema } from './privacy.schema.ts'

/**
 * Of no level: a request comes in writing to those who answer for privacy, who see to it that it is the customer's (GDPR article
 * 12(6); 11 CCR 7060), and administrators have no callers.
 */
const meta = { permission: 'privacy.erase' } as const
const of = z.strictObject({ customerId: idSchema })

/** A desk asks by itself, of accounts that it holds and does not pull; each that it may see whole, it may know this of. */
export const MAX_ASKED_ABOUT = 500
const customerIds = z.array(idSchema).max(MAX_ASKED_ABOUT)

export const privacyApi = {
  erasureTerms: procedure(meta).route({ method: 'GET', path: '/privacy/{customerId}/erasure-terms' }).input(of).output(erasureTermsSchema),
  erasedAmong: procedure({ permission: 'customers.read' }).route({ method: 'POST', path: '/privacy/erased-among' }).input(z.strictObject({ customerIds })).output(z.strictObject({ customerIds })),
  /** It cannot be taken back. `validation` at `customerId` with an `ErasureRefusal`, or with `erased` where it was done before. */
  erase: procedure({ ...meta, stepUp: true, offline: 'refuse' }).route({ method: 'POST', path: '/commands/erase-customer' }).input(eraseCustomerSchema).output(commandResultSchema),
}

export const privacyBridge = {
  erasureTerms: procedure(meta).input(of).output(erasureTermsSchema),
  erase: procedure({ ...meta, stepUp: true, offline: 'refuse' }).input(eraseCustomerSchema.omit({ commandId: true })).output(z.strictObject({})),
}
