/** The customer's page of a visit: they say that they will be there, choose another window that is really free, or cancel. Pressed twice is pressed once. */
import { addDays } from '#shared/kernel/calendar.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import { MAX_LINK_OFFERS, type LinkOffers, type PortalVisit } from '#shared/features/dispatch/visit-links.schema.ts'
import { isOpenVisit } from '#shared/features/dispatch/visit-status.ts'
import type { Appointment, WorkOrder } from '#shared/features/dispatch/visits.schema.ts'
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import { messageLanguage, windowInWords } from '../../../messages/render-message.ts'
import { operatorToday } from '../../../operator-day.ts'
import { hashToken } from '../../../secret-token.ts'
import type { Services } from '../../../services.ts'
import { announceChange } from '../../../store/announce.ts'
import { readRows } from '../../../store/rows.ts'
import type { Queryable, Transaction } from '../../../store/store.ts'
import { writeAudit } from '../../../write-audit.ts'
import { lastFourOf } from '../../customers/contacts.queries.ts'
import { getCustomer, lockCustomer } from '../../customers/customers.queries.ts'
import { holdVisit, takeHold } from '../holds.ts'
import { offerVisits } from '../offers.ts'
import { cancelAppointment, changeAppointment, moveAppointment, type Author } from '../visit-changes.ts'
import { findBlock, findWorkOrder, getAppointment, isFollowed, isRebooked } from '../visits.queries.ts'

type Link = { id: string; appointmentId: string; customerId: string; openedAt: string | null; endedAt: string | null }
/** `settled`: nobody came, and another time or none was agreed on since. */
type Opened = { link: Link; customer: Customer; appointment: Appointment; work: WorkOrder | null; settled: boolean }
/** What colleagues read in place of a name. */
const BY_LINK = 'customer'
const DAYS_OFFERED = 14
const locales = { en: 'en-US', es: 'es-US' } as const

/** @throws AppError `notFound`, for a wrong token as for none */
async function findLink(db: Queryable, token: string): Promise<Link> {
  const found = await db.selectFrom('visitLink').select(['id', 'appointmentId', 'customerId', 'openedAt', 'endedAt']).where('tokenHash', '=', hashToken(token)).executeTakeFirst()
  if (!found) throw new AppError('notFound', { what: 'visitLink' })
  return found
}

async function read(db: Queryable, link: Link): Promise<Opened> {
  const [customer, appointment] = [await getCustomer(db, link.customerId), await getAppointment(db, link.customerId, link.appointmentId)]
  const work = await findWorkOrder(db, appointment.id)
  return { link, customer, appointment, work, settled: await isSettled(db, appointment, work) }
}

async function isSettled(db: Queryable, appointment: Appointment, work: WorkOrder | null): Promise<boolean> {
  if (appointment.endReason !== null) return true
  return work === null ? isRebooked(db, appointment) : work.outcome !== 'nobodyCame' || isFollowed(db, work.id)
}

export async function openVisit(services: Services, token: string): Promise<PortalVisit> {
  return services.store.db.transaction().execute(async (trx) => {
    const link = await findLink(trx, token)
    if (link.openedAt === null) {
      await trx.updateTable('visitLink').set({ openedAt: isoInstant(services.clock.now()) }).where('id', '=', link.id).execute()
      await writeAudit(trx, services.clock, { action: 'portal.openVisit', by: null, customerId: link.customerId, detail: { appointmentId: link.appointmentId } })
    }
    return tell(trx, services, await read(trx, link))
  })
}

async function tell(db: Queryable, services: Services, opened: Opened): Promise<PortalVisit> {
  const { customer, appointment } = opened
  const language = messageLanguage(appointment.language)
  const [workType] = await readRows(db, 'workType', [appointment.workTypeId])
  return {
    state: stateOf(opened, services), operatorName: services.operatorName, language, lastFour: lastFourOf(customer.accountNumber), when: inWords(services, language, appointment), work: workType?.names[language] ?? '',
    supportPhone: services.supportPhone ?? null,
  }
}

const inWords = ({ timeZone }: Services, language: 'en' | 'es', { windowStart, windowEnd }: { windowStart: string; windowEnd: string }): string => windowInWords(`${windowStart}/${windowEnd}`, locales[language], timeZone)

/** Planned outside of what was promised, or nobody has it: the board has it among those to be called. Until the time of both is over. */
function isChanging({ appointment: { windowStart, windowEnd }, work }: Opened, now: number): boolean {
  if (!work) return false
  const { plannedStart } = work
  if (plannedStart === null) return Date.parse(windowEnd) > now
  return (Date.parse(plannedStart) < Date.parse(windowStart) || Date.parse(plannedStart) > Date.parse(windowEnd)) && Math.max(Date.parse(plannedStart), Date.parse(windowEnd)) > now
}

/** A window that is not kept cannot be confirmed; another one can be chosen instead of waiting for the call. */
const mayAct = (state: PortalVisit['state'], action: string): boolean => state === 'open' || state === 'confirmed' || (state === 'changing' && action !== 'portal.confirmVisit')

function stateOf(opened: Opened, { clock }: Services): PortalVisit['state'] {
  const { link, appointment: { status, windowStart }, work, settled } = opened
  if (status === 'cancelled') return 'cancelled'
  if (link.endedAt !== null) return 'replaced'
  if (status === 'missed' && !settled) return 'missed'
  if (!isOpenVisit(status)) return 'over'
  if (work && work.status !== 'planned') return 'underWay'
  if (isChanging(opened, clock.now())) return 'changing'
  if (Date.parse(windowStart) <= clock.now()) return 'over'
  return status === 'confirmed' ? 'confirmed' : 'open'
}

/** Under the customer's lock, and only while there is something to do. What was pressed twice is answered with what it has become. */
async function act(services: Services, token: string, action: string, done: (opened: Opened) => boolean, work: (trx: Transaction, opened: Opened, author: Author) => Promise<void>): Promise<PortalVisit> {
  return services.store.db.transaction().execute(async (trx) => {
    const link = await findLink(trx, token)
    await lockCustomer(trx, link.customerId)
    const before = await read(trx, (await findLink(trx, token)))
    if (done(before)) return tell(trx, services, before)
    const state = stateOf(before, services)
    if (!mayAct(state, action)) throw wrong('link', state)
    await work(trx, before, { at: isoInstant(services.clock.now()), by: BY_LINK })
    await writeAudit(trx, services.clock, { action, by: null, customerId: link.customerId, detail: { appointmentId: link.appointmentId } })
    await announceChange(trx, ['appointment', 'workOrder'], [link.customerId])
    return tell(trx, services, await read(trx, link))
  })
}

export const confirmByLink = (services: Services, token: string): Promise<PortalVisit> =>
  act(services, token, 'portal.confirmVisit', ({ appointment }) => appointment.status === 'confirmed', async (trx, { appointment }, author) => {
    await changeAppointment(trx, author, appointment, { status: 'confirmed', confirmedAt: author.at, confirmedBy: 'customer' })
  })

export const cancelByLink = (services: Services, token: string): Promise<PortalVisit> =>
  act(services, token, 'portal.cancelVisit', ({ appointment }) => appointment.status === 'cancelled', async (trx, { appointment }, author) => {
    await cancelAppointment(trx, author, appointment, { reason: 'customerAsked', note: null })
  })

type Window = { windowStart: string; windowEnd: string }
/** The same work, by somebody who speaks the same, at another time. */
const wantedOf = ({ link, appointment, work }: Opened) => ({ customerId: link.customerId, workTypeId: appointment.workTypeId, minutes: work?.minutes ?? null, skills: work?.skills ?? [], language: work?.speaks ?? null, appointmentId: appointment.id, notBefore: null })

/** As an agent would be offered them; nothing is held by looking. Who has left keeps what was promised, or calls it off. */
async function offersFor(services: Services, opened: Opened) {
  const { link, customer, appointment } = opened
  if (hasLeft(customer.status)) return []
  const from = operatorToday(services)
  const { offers } = await offerVisits(services, { linkId: link.id }, { ...wantedOf(opened), from, to: addDays(from, DAYS_OFFERED - 1) })
  return offers.filter(({ windowStart }) => windowStart !== appointment.windowStart)
}

export async function offersByLink(services: Services, token: string): Promise<LinkOffers> {
  const opened = await read(services.store.db, await findLink(services.store.db, token))
  const state = stateOf(opened, services)
  if (!mayAct(state, 'portal.moveVisit')) throw wrong('link', state)
  await requireNoBlock(services.store.db, services, opened.customer, null)
  const language = messageLanguage(opened.appointment.language)
  const best = (await offersFor(services, opened)).slice(0, MAX_LINK_OFFERS)
  return { offers: best.map(({ windowStart, windowEnd }) => ({ windowStart, windowEnd, when: inWords(services, language, { windowStart, windowEnd }) })).sort((one, other) => one.windowStart.localeCompare(other.windowStart)) }
}

/** As for an agent, whom a supervisor can help: they are told to call. @throws AppError `validation` at `window`: `outage` or `maintenance` */
async function requireNoBlock(db: Queryable, { clock }: Services, customer: Customer, window: Window | null): Promise<void> {
  const block = await findBlock(db, customer, clock.now(), window)
  if (block) throw wrong('window', block.kind)
}

/** Chosen by them, and so confirmed. @throws AppError `conflict` where somebody else was first, `validation` at `window` where it is not free any more, or no visit can be there then */
export async function moveByLink(services: Services, token: string, { windowStart, windowEnd }: Window): Promise<PortalVisit> {
  const opened = await read(services.store.db, await findLink(services.store.db, token))
  const offer = opened.appointment.windowStart === windowStart ? null : ((await offersFor(services, opened)).find((each) => each.windowStart === windowStart && each.windowEnd === windowEnd) ?? null)
  return act(services, token, 'portal.moveVisit', ({ appointment }) => appointment.windowStart === windowStart && isOpenVisit(appointment.status), async (trx, before, author) => {
    const { link, customer, appointment } = before
    await requireNoBlock(trx, services, customer, { windowStart, windowEnd })
    if (!offer) throw wrong('window', 'taken')
    const caller = { linkId: link.id }
    const held = await holdVisit(trx, services, { caller, contactId: null }, { ...wantedOf(before), holdId: newId(services.clock), technicianId: offer.technicianId, windowStart, windowEnd })
    const moved = await moveAppointment(trx, author, appointment, await takeHold(trx, caller, { holdId: held.holdId, customerId: link.customerId }, author.at))
    await changeAppointment(trx, author, moved.appointment, { status: 'confirmed', confirmedAt: author.at, confirmedBy: 'customer' })
  })
}
