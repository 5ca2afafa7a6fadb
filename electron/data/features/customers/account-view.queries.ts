/** The whole account, put together from the cache and what waits to be sent. */
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { MAX_ADJUSTMENTS, MAX_LINKS, MAX_ORDERS, MAX_PAYMENTS, MAX_PLACE_PROBLEMS, MAX_PROMISES, MAX_RUNS, MAX_TICKETS, type AccountView } from '#shared/features/customers/account-view.schema.ts'
import { findById, listStream } from '../../database/stream-tables.ts'
import { findRow, type Db } from '../../database/statements.ts'
import type { DeskCore } from '../../desk-core.ts'
import { accountsAsOf } from '../../sync/cursors.ts'
import { listOfCustomer, toEntry } from '../../sync/outbox.queries.ts'
import { problemsOfCustomer, problemsPromised } from '../outages/outages.queries.ts'
import { usageProjection } from '../usage/usage-details.queries.ts'
import { pendingLanguage, withPendingMedia } from './pending.queries.ts'
import { timelinePage } from './timeline.queries.ts'

const ofCustomer = 'where customerId = ?'

/** @throws AppError `notFound` when this desk does not hold the customer */
export function accountView(core: DeskCore, customerId: string): AccountView {
  const { db } = core.cache
  const customer = findById(db, 'customer', customerId)
  if (!customer) throw new AppError('notFound', { what: 'customer' })
  const outbox = listOfCustomer(db, core.session.requireAgent().id, customerId)
  const rows = accountRows(db, customerId, isoInstant(core.clock.now()))
  const problems = problemsOfCustomer(db, customer, rows.products, core.clock.now())
  const sending = core.networkNow?.push.sending ?? null
  return {
    customer,
    pendingLanguage: pendingLanguage(outbox),
    asOf: asOf(core, customerId),
    contactMedia: withPendingMedia(listStream(db, 'contactMedium', ofCustomer, customerId), outbox),
    ...rows,
    problems: problems.slice(0, MAX_PLACE_PROBLEMS),
    problemsElsewhere: problemsPromised(db, customerId, problems, core.clock.now()).slice(0, MAX_PLACE_PROBLEMS),
    timeline: timelinePage(db, customerId, 'all', null, outbox),
    refused: outbox.filter((row) => row.refused).map((row) => toEntry(row, sending)),
    others: core.presence.others(customerId),
  }
}

function accountRows(db: Db, customerId: string, now: string) {
  return {
    addresses: listStream(db, 'address', `${ofCustomer} order by validTo is not null, validFrom desc`, customerId),
    alerts: listStream(db, 'alert', `${ofCustomer} and (until is null or until > ?) order by since desc`, customerId, now),
    characteristics: listStream(db, 'characteristics', ofCustomer, customerId)[0] ?? null,
    billingAccount: listStream(db, 'billingAccount', ofCustomer, customerId)[0] ?? null,
    bills: listStream(db, 'customerBill', `${ofCustomer} order by billDate desc, id desc limit 13`, customerId),
    adjustments: listStream(db, 'adjustment', `${ofCustomer} order by requestedAt desc, id desc limit ${MAX_ADJUSTMENTS}`, customerId),
    payments: listStream(db, 'payment', `${ofCustomer} order by at desc, id desc limit ${MAX_PAYMENTS}`, customerId),
    paymentMethods: listStream(db, 'paymentMethod', `${ofCustomer} and state = 'active' order by isDefault desc, addedAt desc, id desc`, customerId),
    promises: listStream(db, 'paymentPromise', `${ofCustomer} order by state <> 'open', madeAt desc, id desc limit ${MAX_PROMISES}`, customerId),
    paymentLinks: listStream(db, 'paymentLink', `${ofCustomer} order by sentAt desc, id desc limit ${MAX_LINKS}`, customerId),
    products: listStream(db, 'product', `${ofCustomer} order by status = 'ended', kind, id`, customerId),
    orders: listStream(db, 'productOrder', `${ofCustomer} order by state <> 'scheduled', orderedAt desc, id desc limit ${MAX_ORDERS}`, customerId),
    equipment: listStream(db, 'equipment', `${ofCustomer} order by kind, id`, customerId),
    usage: listStream(db, 'usageConsumption', `${ofCustomer} order by periodStart desc limit 13`, customerId),
    ...usageRows(db, customerId),
    problemReports: listStream(db, 'serviceProblemReport', `${ofCustomer} order by at desc, id desc limit 20`, customerId),
    diagnosticRuns: listStream(db, 'diagnosticRun', `${ofCustomer} order by state <> 'open', startedAt desc, id desc limit ${MAX_RUNS}`, customerId),
    troubleTickets: listStream(db, 'troubleTicket', `${ofCustomer} order by status <> 'open', openedAt desc, id desc limit ${MAX_TICKETS}`, customerId),
  }
}

const ofNewestCycle = `${ofCustomer} and usageConsumptionId = (select id from usageConsumption where customerId = ? and kind = 'cycle' order by periodStart desc limit 1)`

function usageRows(db: Db, customerId: string) {
  return {
    usageProjection: usageProjection(db, customerId),
    usageAlerts: listStream(db, 'usageAlert', `${ofCustomer} and state = 'active' order by unit desc, amount, id`, customerId),
    usageAlertEvents: listStream(db, 'usageAlertEvent', `${ofNewestCycle} order by at desc, id desc`, customerId, customerId),
    usageTopUps: listStream(db, 'usageTopUp', `${ofNewestCycle} order by addedAt desc, id desc`, customerId, customerId),
  }
}

/** Fetched whole, or pulled with everybody: the later of the two. Null when only the customer row is here. */
export function asOf(core: DeskCore, customerId: string): string | null {
  const { db } = core.cache
  const held = findRow<{ asOf: string }>(db, 'select asOf from heldAccount where customerId = ?', customerId)?.asOf ?? null
  const pulled = accountsAsOf(db, core.scope)
  if (held === null || pulled === null) return held ?? pulled
  return held > pulled ? held : pulled
}
