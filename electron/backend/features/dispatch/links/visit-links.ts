/** The customer's link to their visit: sent to a contact of record. The token is in the message and, hashed, here; a newer one ends the one before. */
import { DAY_MS } from '#shared/kernel/calendar.ts'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import type { Appointment } from '#shared/features/dispatch/visits.schema.ts'
import type { CommunicationMessage, MessageChannel } from '#shared/features/messages/messages.schema.ts'
import type { Act } from '../../../command.ts'
import { queueMessage } from '../../../messages/queue-message.ts'
import { hashToken, newToken } from '../../../secret-token.ts'
import type { Services, SignedIn } from '../../../services.ts'
import type { Queryable, Transaction } from '../../../store/store.ts'
import { getAddressee, lastFourOf, listReach, type Reach } from '../../customers/contacts.queries.ts'
import { refusalOfReach, requireReachOfRecord } from '../../interactions/contacts-of-record.queries.ts'

/** So long behind its window a visit is still told as over, or as missed: nobody is called about one for longer. Later its links are as ones that never were. */
const KEPT_MS = 30 * DAY_MS

/** As a message's `window` is given. */
const windowOf = ({ windowStart, windowEnd }: Pick<Appointment, 'windowStart' | 'windowEnd'>): string => `${windowStart}/${windowEnd}`

type Sending = { channel: MessageChannel; template: 'visitBooked' | 'visitMoved' }

/** @throws AppError `notFound` of `portal` or `mail` where it is not set up; `validation` at `channel` without such a contact; `verificationRequired` where it is too new for a caller whom nobody knows */
export async function sendVisitLink(trx: Transaction, act: Act, customer: Customer, appointment: Appointment, { channel, template }: Sending): Promise<CommunicationMessage> {
  const { services: { clock }, by, at } = act
  const portal = requirePortal(act, channel)
  const reach = await requireReach(trx, act, customer.id, channel)
  await endLinks(trx, appointment.id, at)
  const token = newToken()
  await trx.insertInto('visitLink').values({ id: newId(clock), appointmentId: appointment.id, customerId: customer.id, tokenHash: hashToken(token), sentAt: at, openedAt: null, endedAt: null }).execute()
  // After the sign a browser sends it to nobody.
  const params = { lastFour: lastFourOf(customer.accountNumber), window: windowOf(appointment), link: `${portal}/portal/visit#${token}` }
  return queueMessage(trx, clock, { customerId: customer.id, ...reach, language: appointment.language, template, params, by: by.agent.displayName })
}

export async function endLinks(trx: Transaction, appointmentId: string, at: string): Promise<void> {
  await trx.updateTable('visitLink').set({ endedAt: at }).where('appointmentId', '=', appointmentId).where('endedAt', 'is', null).execute()
}

/** Also the one that was not replaced: who moves a visit moves its window, and keeps the link. */
export async function forgetOldVisitLinks(db: Queryable, clock: Clock): Promise<void> {
  const over = isoInstant(clock.now() - KEPT_MS)
  await db.deleteFrom('visitLink').where(({ exists, selectFrom }) => exists(selectFrom('appointment').select('appointment.id').whereRef('appointment.id', '=', 'visitLink.appointmentId').where('appointment.windowEnd', '<', over))).execute()
}

/** By text message, or by mail where there is no mobile phone: nobody waits at home for somebody who does not come. */
export async function tellCancelled(trx: Transaction, clock: Clock, appointment: Appointment, by: string | null): Promise<CommunicationMessage[]> {
  if (appointment.windowEnd <= isoInstant(clock.now())) return []
  const reach = (await listReach(trx, appointment.customerId)).toSorted((one, other) => Number(one.channel === 'email') - Number(other.channel === 'email'))[0]
  if (!reach) return []
  const { accountNumber } = await getAddressee(trx, appointment.customerId)
  const params = { lastFour: lastFourOf(accountNumber), window: windowOf(appointment) }
  return [await queueMessage(trx, clock, { customerId: appointment.customerId, ...reach, language: appointment.language, template: 'visitCancelled', params, by })]
}

/** By which ways the link can go to this customer now, text messages first; none where customers have no pages. */
export async function listLinkChannels(db: Queryable, services: Services, by: SignedIn, customerId: string): Promise<MessageChannel[]> {
  if (services.portalUrl() === null) return []
  const channels: MessageChannel[] = []
  for (const reach of await listReach(db, customerId)) {
    if (canSend(services, reach.channel) && !(await refusalOfReach(db, services.clock, by, customerId, reach))) channels.push(reach.channel)
  }
  return channels.sort((one, other) => Number(one === 'email') - Number(other === 'email'))
}

const canSend = ({ channels, demo }: Services, channel: MessageChannel): boolean => channels[channel] !== null || Boolean(demo)

function requirePortal({ services }: Act, channel: MessageChannel): string {
  const url = services.portalUrl()
  if (url === null) throw new AppError('notFound', { what: 'portal' })
  if (!canSend(services, channel)) throw new AppError('notFound', { what: 'mail' })
  return url
}

async function requireReach(trx: Transaction, { by, services }: Act, customerId: string, channel: MessageChannel): Promise<Reach> {
  const reach = (await listReach(trx, customerId)).find((known) => known.channel === channel)
  if (!reach) throw wrong('tellBy', 'noContact')
  await requireReachOfRecord(trx, services.clock, by, customerId, reach)
  return reach
}
