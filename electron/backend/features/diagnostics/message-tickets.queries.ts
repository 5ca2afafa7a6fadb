/** Tickets (TMF621) that come of messages, and how a ticket is closed. */
import type { Finding, TroubleTicket } from '#shared/features/diagnostics/runs.schema.ts'
import { insertNew } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import { getTicket, nextTicketReference } from './runs.queries.ts'

/** Of a message that a customer left, word for word. `by`: display name of who opens it. The customer's row is locked. */
export async function openMessageTicket(trx: Transaction, { at, by, contactId }: { at: string; by: string; contactId: string | null }, left: Pick<TroubleTicket, 'customerId' | 'title' | 'reason'> & { ticketId: string; said: Omit<Extract<Finding, { kind: 'left' }>, 'kind'> }): Promise<TroubleTicket> {
  const { customerId, title, reason, ticketId, said } = left
  const ticket: TroubleTicket = {
    id: ticketId, customerId, version: 1, reference: await nextTicketReference(trx), status: 'open', title, reason, findings: { list: [{ kind: 'left', ...said }] }, visits: { list: [] },
    followUp: 'answer', workType: null, runId: null, contactId, openedAt: at, openedBy: by, closedAt: null, closedBy: null, closeText: null,
  }
  await insertNew(trx, 'troubleTicket', ticket, 'ticketId')
  return ticket
}

/** The customer's row is locked. */
export async function closeNow(trx: Transaction, before: TroubleTicket, { at, by, text }: { at: string; by: string; text: string }): Promise<TroubleTicket> {
  const closed = { version: before.version + 1, status: 'closed', closedAt: at, closedBy: by, closeText: text } as const
  await trx.updateTable('troubleTicket').set(closed).where('id', '=', before.id).execute()
  return { ...before, ...closed }
}

/** Of one that may be closed, or gone, already. @returns its row where it was open */
export async function closeOpenTicket(trx: Transaction, { ticketId, customerId, at, by, text }: { ticketId: string; customerId: string; at: string; by: string; text: string }): Promise<TroubleTicket | null> {
  const before = await getTicket(trx, { customerId, ticketId })
  return before.status === 'closed' ? null : closeNow(trx, before, { at, by, text })
}
