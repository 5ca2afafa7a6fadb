/** Trouble tickets (TMF621): what a run came to, for whoever goes on with it. */
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { findingsOf } from '#shared/features/diagnostics/run-guide.ts'
import type { CloseTicket, DiagnosticRun, TroubleTicket } from '#shared/features/diagnostics/runs.schema.ts'
import type { Act, Effect } from '../../command.ts'
import { insertNew } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import { settleMessageOf } from '../chat/message-of-ticket.queries.ts'
import { lockCustomer } from '../customers/customers.queries.ts'
import { closeNow } from './message-tickets.queries.ts'
import { getTicket, nextTicketReference } from './runs.queries.ts'

type Opened = Pick<TroubleTicket, 'reason' | 'workType' | 'followUp'> & { ticketId: string }

/** With all that was tried and seen on the way. */
export async function openTicket(trx: Transaction, { at, by }: Act, run: DiagnosticRun, { ticketId, ...opened }: Opened): Promise<TroubleTicket> {
  const ticket: TroubleTicket = {
    ...opened, id: ticketId, customerId: run.customerId, version: 1, reference: await nextTicketReference(trx), status: 'open', title: run.title,
    findings: { list: findingsOf(run.trail.entries) }, visits: { list: [] }, runId: run.id, contactId: run.contactId, openedAt: at, openedBy: by.agent.displayName, closedAt: null, closedBy: null, closeText: null,
  }
  await insertNew(trx, 'troubleTicket', ticket, 'ticketId')
  return ticket
}

export const closeTicket: Effect<CloseTicket> = async (trx, { customerId, ticketId, expectedVersion, text }, act) => {
  await lockCustomer(trx, customerId)
  const before = await getTicket(trx, { customerId, ticketId })
  if (before.version !== expectedVersion)
    throw new AppError('conflict', { stream: 'troubleTicket', current: { ...before }, changedBy: before.closedBy, changedAt: before.closedAt })
  if (before.status === 'closed') throw wrong('ticketId', 'closed')
  const closed = await closeNow(trx, before, { at: act.at, by: act.by.agent.displayName, text })
  // Nobody answers it once more from the list of what was left.
  await settleMessageOf(trx, ticketId, { at: act.at, by: act.by.agent.displayName, text })
  act.note({ ticket: before.reference })
  return { troubleTicket: [closed] }
}
