/**
 * How often somebody may guess a PIN or a code of one account, over all contacts and agents: a caller who hangs up and
 * calls again, or an agent who starts contact after contact, gets no further than this.
 *
 * Nine in any 24 hours are three contacts of three: a household that has mixed up its PINs gets through, and of the
 * 1,000,000 PINs of six digits somebody who goes on every day tries 0.3 % in a year. Thirty in a row, without anybody
 * known in between, close both until somebody is known by call-back or photo ID: NIST SP 800-63B (5.2.2) allows a hundred.
 */
import { DAY_MS } from '#shared/kernel/calendar.ts'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import type { VerificationProof } from '#shared/features/interactions/contacts.schema.ts'
import type { Queryable } from '../../store/store.ts'

/** What the caller says and the program compares: it can be guessed. The other ways are the agent's word. */
export const SECRET_WAYS = ['pin', 'code'] as const satisfies readonly VerificationProof['way'][]
export const isSecretWay = (way: VerificationProof['way']): boolean => SECRET_WAYS.some((each) => each === way)

export const FAILURES_PER_DAY = 9
export const FAILURES_IN_A_ROW = 30

/** @returns null while they are open; `until` null: until somebody is known by another way */
export async function secretsLock(db: Queryable, clock: Clock, customerId: string): Promise<{ until: string | null } | null> {
  if ((await failuresSinceKnown(db, customerId, SECRET_WAYS)) >= FAILURES_IN_A_ROW) return { until: null }
  const failed = await db.selectFrom('verificationAttempt').select('at')
    .where('customerId', '=', customerId).where('matched', '=', false).where('way', 'in', [...SECRET_WAYS])
    .where('at', '>', isoInstant(clock.now() - DAY_MS)).orderBy('at', 'desc').limit(FAILURES_PER_DAY).execute()
  const first = failed.at(FAILURES_PER_DAY - 1)
  return first ? { until: isoInstant(Date.parse(first.at) + DAY_MS) } : null
}

/** Over all contacts, of these ways. @returns at most FAILURES_IN_A_ROW: more say no more */
export async function failuresSinceKnown(db: Queryable, customerId: string, ways: readonly VerificationProof['way'][] = ['pin', 'code', 'callback', 'photoId']): Promise<number> {
  const known = await db.selectFrom('verificationAttempt').select('at').where('customerId', '=', customerId).where('matched', '=', true)
    .orderBy('at', 'desc').limit(1).executeTakeFirst()
  const failed = await db.selectFrom('verificationAttempt').select('id')
    .where('customerId', '=', customerId).where('matched', '=', false).where('way', 'in', [...ways])
    .$if(known !== undefined, (query) => query.where('at', '>', known!.at)).limit(FAILURES_IN_A_ROW).execute()
  return failed.length
}
