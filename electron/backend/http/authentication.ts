/** Who asks, and may they: shared by the oRPC procedures, the direct routes and the WebSocket. */
import { AppError, type ErrorCode } from '#shared/kernel/errors.ts'
import { idSchema } from '#shared/kernel/ids.ts'
import type { ProcedureMeta } from '#shared/contract/procedure.ts'
import { writeAudit } from '../write-audit.ts'
import { findOpenContact, levelRefusal, touchContact } from '../features/interactions/contacts.queries.ts'
import { authenticate, authenticateSigningIn, type SigningIn } from '../features/session/sessions.ts'
import type { Services, SignedIn } from '../services.ts'

/** `Bearer <43 characters>`; null for anything else. */
export function bearerToken(authorization: string | undefined): string | null {
  return /^Bearer ([A-Za-z0-9_-]{43})$/i.exec(authorization ?? '')?.[1] ?? null
}

/** Said by a desk of what it asks by itself: no sign of a person, so that a desk left alone does end. */
export const BACKGROUND_HEADER = 'x-headend-background'
export const isBackground = (headers: Record<string, unknown>): boolean => headers[BACKGROUND_HEADER] === '1'

export const whoAsks = (services: Services, authorization: string | undefined, extend = true): Promise<SignedIn> =>
  authenticate(services.store.db, services, bearerToken(authorization), { extend })

/** Whoever has said the password, whether or not the second step is done. @throws AppError `unauthenticated` */
export const whoSignsIn = (services: Services, authorization: string | undefined): Promise<SigningIn> =>
  authenticateSigningIn(services.store.db, services, bearerToken(authorization))

/** @param permission as the contract's procedure demands it; whoever is signed in meets `public` and `session`. */
export function forbiddenUnless(signedIn: SignedIn, permission: ProcedureMeta['permission']): AppError | null {
  if (permission === 'public' || permission === 'session' || permission === 'signingIn') return null
  return signedIn.agent.permissions.includes(permission) ? null : new AppError('forbidden', { permission })
}

/** So long a password or code counts as just said, in ms. */
export const PROOF_MS = 5 * 60_000

/** Of what weighs more than the rest. @throws AppError `stepUpRequired`, after the refusal was written to the audit. */
export async function requireProof({ store, clock }: Services, signedIn: Pick<SignedIn, 'sessionId' | 'provenAt'> & { agent: { id: string } }, { action }: Pick<Ask, 'action'>): Promise<void> {
  if (clock.now() - Date.parse(signedIn.provenAt) < PROOF_MS) return
  await writeAudit(store.db, clock, { action, by: signedIn, refusedAs: 'stepUpRequired' })
  throw new AppError('stepUpRequired', {})
}

type Ask = { action: string; permission: ProcedureMeta['permission']; customerId?: string }

/** @throws AppError `forbidden`, after the refusal was written to the audit. */
export async function requirePermission(services: Services, signedIn: SignedIn, { permission, ...ask }: Ask): Promise<void> {
  const refusal = forbiddenUnless(signedIn, permission)
  if (refusal) await refuse(services, signedIn, ask, refusal)
}

type LevelAsk = { action: string; verification: ProcedureMeta['verification']; /** As it came, before any schema. */ input: unknown; background: boolean }

/**
 * The gate of reads: whoever asks for what needs a level has an open contact with that customer, whose caller is known so well.
 * @throws AppError `verificationRequired`, after the refusal was written to the audit; `validation` without a customer.
 */
export async function requireLevel(services: Services, signedIn: SignedIn, { action, verification, input, background }: LevelAsk): Promise<void> {
  if (verification === 'unverified') return
  const { store, clock } = services
  const customerId = customerOf(input)
  const contact = await findOpenContact(store.db, clock, signedIn, customerId)
  const refusal = levelRefusal(contact, verification)
  if (refusal) await refuse(services, signedIn, { action, customerId }, refusal)
  else if (contact && !background) await touchContact(store.db, clock, contact)
}

/** Nothing that needs a level is given without saying of whom it is. */
function customerOf(input: unknown): string {
  const parsed = idSchema.safeParse((input as { customerId?: unknown } | null | undefined)?.customerId)
  if (parsed.success) return parsed.data
  throw new AppError('validation', { issues: [{ path: 'customerId', message: 'missing' }] })
}

async function refuse({ store, clock }: Services, by: SignedIn, ask: { action: string; customerId?: string }, refusal: AppError): Promise<never> {
  const refusedAs: ErrorCode = refusal.code
  await writeAudit(store.db, clock, { ...ask, by, refusedAs })
  throw refusal
}
