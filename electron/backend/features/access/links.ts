/** Links to make a sign-in, or to set a new password: random, hashed here, used once, for an hour, and to the contact of record alone. */
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import { maskRecipient, type MessageChannel } from '#shared/features/messages/messages.schema.ts'
import { queueMessage } from '../../messages/queue-message.ts'
import { hashToken, newToken } from '../../secret-token.ts'
import type { Services } from '../../services.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { getAddressee, lastFourOf } from '../customers/contacts.queries.ts'
import { lockCustomer } from '../customers/customers.queries.ts'
import { listReachOfRecord } from '../interactions/contacts-of-record.queries.ts'
import { findIdentityByName, findIdentityOf, lockIdentityOf } from './identities.queries.ts'
import { writeEvent } from './identity-events.ts'

/** In ms (OWASP Forgot Password Cheat Sheet: an appropriate, short period). */
export const RESET_LINK_MS = 60 * 60_000
/** Whoever makes a first sign-in may have to look for their glasses: a day, in ms. */
export const REGISTER_LINK_MS = 24 * 60 * 60_000
/** Links that a customer may ask for themselves in an hour; more are silently not sent. */
const MAX_ASKED = 3
const ASKED_WINDOW_MS = 60 * 60_000

export type NewLink = { customerId: string; channel: MessageChannel; by: string | null }

/** A newer one takes the place of those before: the caller holds the customer's lock. @throws AppError `notFound` of `portal`; `validation` at `channel` without such a contact of record */
export async function sendIdentityLink(trx: Transaction, services: Services, { customerId, channel, by }: NewLink): Promise<void> {
  const { clock } = services
  const portal = services.portalUrl()
  if (portal === null) throw new AppError('notFound', { what: 'portal' })
  if (services.channels[channel] === null && !services.demo) throw new AppError('notFound', { what: 'mail' })
  const reach = (await listReachOfRecord(trx, clock, customerId)).find((known) => known.channel === channel)
  if (!reach) throw new AppError('validation', { issues: [{ path: 'channel', message: 'noContact' }] })
  const purpose = (await findIdentityOf(trx, customerId)) ? 'reset' : 'register'
  const at = isoInstant(clock.now())
  const expires = isoInstant(clock.now() + (purpose === 'reset' ? RESET_LINK_MS : REGISTER_LINK_MS))
  const token = newToken()
  await revokeLinks(trx, services, customerId)
  await trx.insertInto('identityLink').values({
    id: newId(clock), customerId, purpose, tokenHash: hashToken(token), channel, recipient: maskRecipient(channel, reach.to), sentAt: at, sentBy: by, expiresAt: expires,
  }).execute()
  const { language, accountNumber } = await getAddressee(trx, customerId)
  // After the sign a browser sends it to nobody.
  const params = { lastFour: lastFourOf(accountNumber), link: `${portal}/portal/account#${token}`, expires }
  await queueMessage(trx, clock, { customerId, ...reach, language, by, template: purpose === 'reset' ? 'signInReset' : 'signInRegister', params })
  await writeEvent(trx, clock, { customerId, kind: 'linkSent', by })
}

export async function revokeLinks(trx: Transaction, { clock }: Pick<Services, 'clock'>, customerId: string): Promise<void> {
  await trx.updateTable('identityLink').set({ revokedAt: isoInstant(clock.now()) }).where('customerId', '=', customerId).where('usedAt', 'is', null).where('revokedAt', 'is', null).execute()
}

/** Asked for on the sign-in page, by anybody. Says nothing of whether there is such a name: the caller answers before it is done. */
export async function sendForgottenLink(services: Services, name: string): Promise<void> {
  await services.store.db.transaction().execute(async (trx) => {
    const customerId = (await findIdentityByName(trx, services.clock, name))?.customerId
    if (customerId === undefined) return
    // One after the other: each counts those before, and takes the place of the one that is live.
    await lockCustomer(trx, customerId)
    const identity = await lockIdentityOf(trx, customerId)
    // A frozen one is opened by an agent alone.
    if (!identity || identity.frozenAt !== null) return
    const since = isoInstant(services.clock.now() - ASKED_WINDOW_MS)
    const { asked } = await trx.selectFrom('identityLink').select(({ fn }) => fn.countAll<number>().as('asked'))
      .where('customerId', '=', customerId).where('sentBy', 'is', null).where('sentAt', '>', since).executeTakeFirstOrThrow()
    const [reach] = await listReachOfRecord(trx, services.clock, customerId)
    if (asked >= MAX_ASKED || !reach) return
    await sendIdentityLink(trx, services, { customerId, channel: reach.channel, by: null })
  })
}

export type FoundLink = { id: string; customerId: string; purpose: 'register' | 'reset'; state: 'open' | 'used' | 'expired' | 'revoked' }

/** @throws AppError `notFound`, for a wrong token as for none */
export async function findIdentityLink(db: Queryable, { clock }: Pick<Services, 'clock'>, token: string): Promise<FoundLink> {
  const found = await db.selectFrom('identityLink').select(['id', 'customerId', 'purpose', 'usedAt', 'revokedAt', 'expiresAt']).where('tokenHash', '=', hashToken(token)).executeTakeFirst()
  if (!found) throw new AppError('notFound', { what: 'identityLink' })
  const { usedAt, revokedAt, expiresAt, ...link } = found
  return { ...link, state: linkState({ usedAt, revokedAt, expiresAt }, clock) }
}

/** `open`: it was sent, and does something still. */
export function linkState({ usedAt, revokedAt, expiresAt }: { usedAt: string | null; revokedAt: string | null; expiresAt: string }, clock: Clock): FoundLink['state'] {
  if (usedAt !== null) return 'used'
  if (revokedAt !== null) return 'revoked'
  return expiresAt <= isoInstant(clock.now()) ? 'expired' : 'open'
}
