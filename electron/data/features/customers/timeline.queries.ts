/** What happened, newest first, from its streams and the notes that wait. Pages go by instant and id. */
import { TIMELINE_PAGE, type TimelineEntry, type TimelinePage } from '#shared/features/customers/account-view.schema.ts'
import { findById, listStream } from '../../database/stream-tables.ts'
import type { Db } from '../../database/statements.ts'
import type { OutboxRow } from '../../sync/outbox.queries.ts'
import { visitOf } from '../dispatch/visits.queries.ts'
import { pendingNotes } from './pending.queries.ts'

type Filter = 'all' | 'contacts' | 'visits' | 'money' | 'changes'
type Place = { at: string; id: string } | null

/** Behind every instant that a row can have. */
const newest = { at: '9999-12-31T23:59:59.999Z', id: '~' }
const older = `where customerId = ? and (at, id) < (?, ?) order by at desc, id desc limit ${TIMELINE_PAGE + 1}`
/** A bill is of a day; it stands at that day's beginning. */
const BILL_TIME = 'T00:00:00.000Z'
const olderAdjustments = `where customerId = ? and (requestedAt, id) < (?, ?) order by requestedAt desc, id desc limit ${TIMELINE_PAGE + 1}`
const olderTopUps = `where customerId = ? and (addedAt, id) < (?, ?) order by addedAt desc, id desc limit ${TIMELINE_PAGE + 1}`
/** What people did with points. What comes and goes by itself with a payment or a day is in the history of points. */
const olderPoints = `where customerId = ? and kind in ('goodwill', 'goodwillBack', 'redeemed', 'restored') and (at, id) < (?, ?) order by at desc, id desc limit ${TIMELINE_PAGE + 1}`
const olderRuns = `where customerId = ? and (startedAt, id) < (?, ?) order by startedAt desc, id desc limit ${TIMELINE_PAGE + 1}`
const olderTickets = `where customerId = ? and (openedAt, id) < (?, ?) order by openedAt desc, id desc limit ${TIMELINE_PAGE + 1}`
const olderVisits = `where customerId = ? and (bookedAt, id) < (?, ?) order by bookedAt desc, id desc limit ${TIMELINE_PAGE + 1}`
const olderBills = `where customerId = ? and (billDate || '${BILL_TIME}', id) < (?, ?) order by billDate desc, id desc limit ${TIMELINE_PAGE + 1}`

export function timelinePage(db: Db, customerId: string, filter: Filter, before: Place, outbox: readonly OutboxRow[]): TimelinePage {
  const { at, id } = before ?? newest
  const place = [customerId, at, id] as const
  const entries = [
    ...(filter === 'all' || filter === 'contacts' ? contacts(db, place, outbox) : []),
    ...(filter === 'all' || filter === 'visits' ? visits(db, place) : []),
    ...(filter === 'all' || filter === 'money' ? money(db, place) : []),
    ...(filter === 'all' || filter === 'changes' ? [...changes(db, place), ...usage(db, place)] : []),
  ].sort(newestFirst)
  return { entries: entries.slice(0, TIMELINE_PAGE), more: entries.length > TIMELINE_PAGE }
}

type PlaceOf = readonly [customerId: string, at: string, id: string]

function contacts(db: Db, place: PlaceOf, outbox: readonly OutboxRow[]): TimelineEntry[] {
  const rows = listStream(db, 'interaction', older, ...place)
  const waiting = pendingNotes(outbox).filter((note) => isBefore(note, place) && !rows.some((row) => row.id === note.id))
  const messages = listStream(db, 'communicationMessage', older, ...place)
  return [
    ...waiting,
    ...rows.map((row): TimelineEntry => ({ type: 'interaction', at: row.at, id: row.id, row, pending: null, commandId: null })),
    ...listStream(db, 'serviceProblemReport', older, ...place).map((row): TimelineEntry => ({ type: 'problemReport', at: row.at, id: row.id, row, problem: problemOf(db, row.problemId) })),
    ...listStream(db, 'diagnosticRun', olderRuns, ...place).map((row): TimelineEntry => ({ type: 'diagnosticRun', at: row.startedAt, id: row.id, row })),
    ...listStream(db, 'troubleTicket', olderTickets, ...place).map((row): TimelineEntry => ({ type: 'troubleTicket', at: row.openedAt, id: row.id, row })),
    ...messages.map((row): TimelineEntry => ({ type: 'message', at: row.at, id: row.id, row })),
  ]
}

/** One line for each promise, with what it has become and who goes, or went, there. */
const visits = (db: Db, place: PlaceOf): TimelineEntry[] => listStream(db, 'appointment', olderVisits, ...place).map((row) => {
  const { workType, technicianName } = visitOf(db, row)
  return { type: 'visit', at: row.bookedAt, id: row.id, row, work: workType?.names ?? null, technicianName }
})

function problemOf(db: Db, problemId: string) {
  const problem = findById(db, 'serviceProblem', problemId)
  return problem && { reference: problem.reference, kind: problem.kind, cause: problem.cause, nodes: problem.nodes }
}

function money(db: Db, place: PlaceOf): TimelineEntry[] {
  const payments = listStream(db, 'payment', older, ...place).map((row): TimelineEntry => ({ type: 'payment', at: row.at, id: row.id, row }))
  const adjustments = listStream(db, 'adjustment', olderAdjustments, ...place)
  const points = listStream(db, 'loyaltyTransaction', olderPoints, ...place)
  const bills = listStream(db, 'customerBill', olderBills, ...place)
  return [
    ...payments,
    ...adjustments.map((row): TimelineEntry => ({ type: 'adjustment', at: row.requestedAt, id: row.id, row })),
    ...points.map((row): TimelineEntry => ({ type: 'points', at: row.at, id: row.id, row })),
    ...bills.map((row): TimelineEntry => ({ type: 'bill', at: row.billDate + BILL_TIME, id: row.id, row })),
  ]
}

function usage(db: Db, place: PlaceOf): TimelineEntry[] {
  const crossed = listStream(db, 'usageAlertEvent', older, ...place)
  const topUps = listStream(db, 'usageTopUp', olderTopUps, ...place)
  return [
    ...crossed.map((row): TimelineEntry => ({ type: 'usageAlert', at: row.at, id: row.id, row })),
    ...topUps.map((row): TimelineEntry => ({ type: 'topUp', at: row.addedAt, id: row.id, row })),
  ]
}

const changes = (db: Db, place: PlaceOf): TimelineEntry[] =>
  listStream(db, 'accountChange', older, ...place).map((row) => ({ type: 'change', at: row.at, id: row.id, row }))

const isBefore = (entry: TimelineEntry, [, at, id]: PlaceOf) => entry.at < at || (entry.at === at && entry.id < id)
const newestFirst = (a: TimelineEntry, b: TimelineEntry) => (a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1)
