/** Who asks, and may they: shared by the oRPC procedures, the direct routes and the WebSocket. */
import { AppError, type ErrorCode } from '#shared/kernel/errors.ts'
import type { Permission } from '#shared/features/session/session.schema.ts'
import { writeAudit } from '../write-audit.ts'
import { authenticate } from '../features/session/sessions.ts'
import type { Services, SignedIn } from '../services.ts'

/** `Bearer <43 characters>`; null for anything else. */
export function bearerToken(authorization: string | undefined): string | null {
  return /^Bearer ([A-Za-z0-9_-]{43})$/i.exec(authorization ?? '')?.[1] ?? null
}

export const whoAsks = ({ store, clock }: Services, authorization: string | undefined, extend = true): Promise<SignedIn> =>
  authenticate(store.db, clock, bearerToken(authorization), { extend })

export function forbiddenUnless(signedIn: SignedIn, permission: Permission): AppError | null {
  return signedIn.agent.permissions.includes(permission) ? null : new AppError('forbidden', { permission })
}

type Ask = { action: string; permission: Permission; customerId?: string }

/** @throws AppError `forbidden`, after the refusal was written to the audit. */
export async function requirePermission({ store, clock }: Services, signedIn: SignedIn, { permission, ...ask }: Ask): Promise<void> {
  const refusal = forbiddenUnless(signedIn, permission)
  if (!refusal) return
  const refusedAs: ErrorCode = refusal.code
  await writeAudit(store.db, clock, { ...ask, by: signedIn, refusedAs })
  throw refusal
}
