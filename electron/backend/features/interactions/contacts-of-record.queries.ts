/**
 * Where a customer is reached for the purpose of being known: what has been on the account for a day (RECORD_AGE_MS). What
 * was changed since then is not used; in its place, for that day, is what it was before. So whoever has talked one agent
 * into another number gains nothing from the next agent. An operator that is bound by 47 CFR 64.2003(b) says 30 days for an
 * address; see README.md.
 */
import { sql } from 'kysely'
import type { Clock } from '#shared/kernel/clock.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import type { AppError } from '#shared/kernel/errors.ts'
import { RECORD_AGE_MS } from '#shared/features/interactions/contacts.schema.ts'
import type { MessageChannel } from '#shared/features/messages/messages.schema.ts'
import type { Queryable } from '../../store/store.ts'
import type { Reach } from '../customers/contacts.queries.ts'
import { findOpenContact, levelRefusal, type Holder } from './contacts.queries.ts'

type OfRecord = { id: string; mediumType: 'phone' | 'email'; use: string; value: string; former: boolean }
export type CodeTarget = { id: string; channel: MessageChannel; to: string; former: boolean }
export type CallbackNumber = { id: string; number: string; former: boolean }
export type ContactsOfRecord = { codeTargets: CodeTarget[]; callbackNumbers: CallbackNumber[]; /** Something is there that is too young. */ tooNew: boolean }

/** Most of one account that are offered. */
const MOST = 20

export async function contactsOfRecord(db: Queryable, clock: Clock, customerId: string): Promise<ContactsOfRecord> {
  const limit = isoInstant(clock.now() - RECORD_AGE_MS)
  const { rows } = await sql<OfRecord & { young: boolean }>`
    select id, medium_type as "mediumType", use, value, false as former, preferred, coalesce(value_since, valid_from) as since,
      coalesce(value_since, valid_from) > ${limit}::timestamptz as young
    from contact_medium where customer_id = ${customerId} and removed_at is null
    union all
    select id, medium_type, use, value, true, false, since, false
    from contact_medium_former where customer_id = ${customerId} and until > ${limit}::timestamptz and since <= ${limit}::timestamptz
    order by former, preferred desc, since, id`.execute(db)
  const usable = rows.filter(({ young }) => !young)
  return {
    codeTargets: usable.flatMap(toCodeTarget).slice(0, MOST),
    callbackNumbers: usable.filter(({ mediumType }) => mediumType === 'phone').map(({ id, value, former }) => ({ id, number: value, former })).slice(0, MOST),
    tooNew: rows.some(({ young }) => young),
  }
}

/**
 * Where one is written to of old: an e-mail address and a mobile phone, of each the preferred one or the oldest, and what it
 * was before only where nothing else of it is left.
 */
export async function listReachOfRecord(db: Queryable, clock: Clock, customerId: string): Promise<Reach[]> {
  const { codeTargets } = await contactsOfRecord(db, clock, customerId)
  const first = (['email', 'sms'] as const).map((channel) => codeTargets.find((target) => target.channel === channel))
  return first.flatMap((target) => (target ? [{ channel: target.channel, to: target.to }] : []))
}

/** @throws AppError `verificationRequired`, as `refusalOfReach` */
export async function requireReachOfRecord(db: Queryable, clock: Clock, by: Holder, customerId: string, reach: Reach): Promise<void> {
  const refusal = await refusalOfReach(db, clock, by, customerId, reach)
  if (refusal) throw refusal
}

/**
 * Nothing of the account goes to where somebody has only just asked to be reached, unless the caller of this agent's contact is
 * known. @returns null where it may go there
 */
export async function refusalOfReach(db: Queryable, clock: Clock, by: Holder, customerId: string, { channel, to }: Reach): Promise<AppError<'verificationRequired'> | null> {
  const { codeTargets } = await contactsOfRecord(db, clock, customerId)
  if (codeTargets.some((target) => target.channel === channel && target.to === to)) return null
  return levelRefusal(await findOpenContact(db, clock, by, customerId), 'verified')
}

/** A phone at home takes no text messages. */
function toCodeTarget({ id, mediumType, use, value, former }: OfRecord): CodeTarget[] {
  if (mediumType === 'email') return [{ id, channel: 'email', to: value, former }]
  return use === 'mobile' ? [{ id, channel: 'sms', to: value, former }] : []
}
