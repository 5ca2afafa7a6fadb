/** What the tests of visits have in common: technicians, kinds of work and windows, and the commands without HTTP before them. */
import { isoInstant, type Clock } from '../../shared/kernel/clock.ts'
import { newId } from '../../shared/kernel/ids.ts'
import { wallInstant } from '../../shared/kernel/wall-time.ts'
import type { BookVisit, HoldVisit, OfferVisits, VisitHold, VisitOffer } from '../../shared/features/dispatch/booking.schema.ts'
import type { Row, StreamName } from '../../shared/features/sync/streams.ts'
import type { CommandResult } from '../../shared/features/sync/sync.schema.ts'
import { runCommand, type CommandInput, type Effect } from '../../electron/backend/command.ts'
import { holdVisit, releaseHold } from '../../electron/backend/features/dispatch/holds.ts'
import { offerVisits } from '../../electron/backend/features/dispatch/offers.ts'
import { bookVisit, cancelVisit, changeVisitNotes, confirmVisit, rescheduleVisit, sendVisitLink } from '../../electron/backend/features/dispatch/visits.commands.ts'
import type { SignedIn } from '../../electron/backend/services.ts'
import { bulkInsert } from '../../electron/backend/store/bulk-insert.ts'
import { readRows } from '../../electron/backend/store/rows.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { hire, servicesOf, sound } from './direct-commands.ts'
import { makeRow } from './rows.ts'

export const ZONE = 'America/New_York'
export const DAY = '2026-11-24'
/** Hours of the clock on the wall, such as 9.5. */
export const at = (hour: number, day: string = DAY): string => isoInstant(wallInstant(ZONE, day, Math.round(hour * 60)))
const PLACE = { latitude: 40.94, longitude: -73.88 }

export type Insert = <S extends StreamName>(stream: S, row: Row<S>) => Promise<Row<S>>
export const insertsInto = (store: Store): Insert => (stream, row) => store.db.transaction().execute(async (trx) => bulkInsert(trx, stream, [row])).then(() => row)

/** With a shift from 8 to 17 and half an hour of break around noon. */
export async function addTechnician(insert: Insert, more: Partial<Row<'technician'>> = {}, shift: Partial<Row<'technicianShift'>> = {}) {
  const technician = await insert('technician', makeRow('technician', { cities: [], skills: ['internet'], ...more }))
  const row = makeRow('technicianShift', { technicianId: technician.id, day: DAY, startAt: at(8), endAt: at(17), breakMinutes: 30, breakFrom: at(11), breakTo: at(14), ...shift })
  return { technician, shift: await insert('technicianShift', row) }
}

export async function openBooking(store: Store, clock: Clock) {
  const services = { ...servicesOf(store, clock), portalUrl: () => 'https://home.example.com', demo: { operatorName: 'Test', accounts: [] } }
  const insert = insertsInto(store)
  const command = <I extends CommandInput>(name: string, effect: Effect<I>) => async (by: SignedIn, input: Omit<I, 'commandId'> & { commandId?: string }): Promise<CommandResult> =>
    sound(await runCommand({ services, signedIn: () => by, asked: { action: `dispatch.${name}`, permission: 'visits.book', verification: 'unverified' } }, { commandId: newId(clock), ...input } as I, effect))
  const workType = await insert('workType', makeRow('workType', { minutes: 60, skills: ['internet'] }))
  for (const [fromMinute, toMinute] of [[480, 600], [600, 720], [720, 840], [840, 960]] as const) await insert('timeSlot', makeRow('timeSlot', { fromMinute, toMinute }))
  const wanted = (customerId: string) => ({ customerId, workTypeId: workType.id, minutes: null, skills: [], language: null, appointmentId: null, notBefore: null })
  const hold = (by: SignedIn, input: HoldVisit): Promise<VisitHold> => store.db.transaction().execute((trx) => holdVisit(trx, services, { caller: { agentId: by.agent.id }, contactId: null }, input))
  const book = command<BookVisit>('bookVisit', bookVisit)
  const offer = async (by: SignedIn, customerId: string, more: Partial<OfferVisits> = {}): Promise<VisitOffer[]> =>
    (await offerVisits(services, { agentId: by.agent.id }, { ...wanted(customerId), from: DAY, to: DAY, ...more })).offers
  return {
    store, services, workType, insert, wanted, hold, book, offer,
    release: (by: SignedIn, held: { customerId: string; holdId: string }) => store.db.transaction().execute((trx) => releaseHold(trx, { agentId: by.agent.id }, held)),
    hire: (role: Parameters<typeof hire>[2] = 'agent') => hire(store, clock, role),
    move: command('rescheduleVisit', rescheduleVisit), cancel: command('cancelVisit', cancelVisit), confirm: command('confirmVisit', confirmVisit), note: command('changeVisitNotes', changeVisitNotes), sendLink: command('sendVisitLink', sendVisitLink),
    offersOf: (by: SignedIn, customerId: string, more: Partial<OfferVisits> = {}) => offerVisits(services, { agentId: by.agent.id }, { ...wanted(customerId), from: DAY, to: DAY, ...more }),
    addCustomer: (more: Partial<Row<'customer'>> = {}) => insert('customer', makeRow('customer', { ...PLACE, city: 'Yonkers', postalCode: '10701', node: null, ...more })),
    addTechnician: async (more: Partial<Row<'technician'>> = {}, shift: Partial<Row<'technicianShift'>> = {}) => (await addTechnician(insert, more, shift)).technician,
    /** The window of that offer, held. */
    holdOffer: (by: SignedIn, customerId: string, { technicianId, windowStart, windowEnd }: VisitOffer, more: Partial<HoldVisit> = {}) => hold(by, { ...wanted(customerId), holdId: newId(clock), technicianId, windowStart, windowEnd, ...more }),
    bookHold: (by: SignedIn, customerId: string, { holdId }: VisitHold, more: Partial<BookVisit> = {}) => book(by, bookingOf(clock, customerId, holdId, more)),
    rowOf: async <S extends StreamName>(stream: S, id: string): Promise<Row<S>> => (await readRows(store.db, stream, [id]))[0] as Row<S>,
    /** Independent of the constraint: every span beside the next one of the same technician. */
    overlaps: async (): Promise<number> => (await store.pool.query<{ overlaps: number }>(`
      select count(*)::int as overlaps from (
        select upper(span) > lead(lower(span)) over (partition by technician_id order by lower(span), upper(span)) as over from technician_time) each where over`)).rows[0]?.overlaps ?? -1,
  }
}

const bookingOf = (clock: Clock, customerId: string, holdId: string, more: Partial<BookVisit> = {}): Omit<BookVisit, 'commandId'> & { commandId?: string } => ({
  customerId, holdId, appointmentId: newId(clock), workOrderId: newId(clock), reason: 'No internet since Monday', contactName: null, contactPhone: null, language: 'en', accessNotes: null, dogs: null, adultAtHome: null, gateCode: null,
  findings: [], runId: null, tellBy: null, override: null, ...more,
})
