/** What happened to a sign-in, for the customer and whoever helps them: kept for 13 months, a year's calls and one more. */
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { IdentityEventKind } from '#shared/features/access/access.schema.ts'
import type { Queryable } from '../../store/store.ts'

const KEPT_MS = 400 * 24 * 60 * 60_000
/** Of names that nobody has. */
const UNKNOWN_KEPT_MS = 30 * 24 * 60 * 60_000

/** Where somebody asks from, as it is shown. */
export type From = { place: string | null; device: string | null }
export type NewEvent = Partial<From> & { customerId: string | null; kind: IdentityEventKind; by?: string | null }

export async function writeEvent(db: Queryable, clock: Clock, { customerId, kind, by = null, place = null, device = null }: NewEvent): Promise<void> {
  await db.insertInto('identityEvent').values({ id: newId(clock), customerId, at: isoInstant(clock.now()), kind, by, place, device }).execute()
}

export async function forgetOldEvents(db: Queryable, clock: Clock): Promise<void> {
  await db.deleteFrom('identityEvent').where('at', '<', isoInstant(clock.now() - KEPT_MS)).execute()
  await db.deleteFrom('identityEvent').where('customerId', 'is', null).where('at', '<', isoInstant(clock.now() - UNKNOWN_KEPT_MS)).execute()
}
