/** Runs and tickets in the store: taken in hand, read and changed. Whoever changes one holds the customer, then the run. */
import { sql } from 'kysely'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { MAX_TICKET_VISITS, type DiagnosticRun, type Outcome, type TicketVisit, type TroubleTicket } from '#shared/features/diagnostics/runs.schema.ts'
import type { Act } from '../../command.ts'
import { readRows } from '../../store/rows.ts'
import type { Queryable, Transaction } from '../../store/store.ts'

/** An outcome with nothing beside its kind. */
export const nothingCame: Omit<Outcome, 'kind'> = { step: null, reason: null, workType: null, skills: [], references: [], note: null }

/** @throws AppError `notFound`, also for another customer's */
export async function getRun(trx: Transaction, { customerId, runId }: { customerId: string; runId: string }): Promise<DiagnosticRun> {
  await trx.selectFrom('diagnosticRun').select('id').where('id', '=', runId).forUpdate().execute()
  const [run] = await readRows(trx, 'diagnosticRun', [runId])
  if (run?.customerId !== customerId) throw new AppError('notFound', { what: 'diagnosticRun' })
  return run
}

/** @throws AppError `conflict` with what is there now; `validation` for one that has ended */
export async function getOpenRun(trx: Transaction, input: { customerId: string; runId: string; expectedVersion: number }): Promise<DiagnosticRun> {
  const run = await getRun(trx, input)
  if (run.version !== input.expectedVersion) throw runConflict(run)
  if (run.state !== 'open') throw wrong('runId', 'ended')
  return run
}

export const runConflict = (run: DiagnosticRun): AppError =>
  new AppError('conflict', { stream: 'diagnosticRun', current: { ...run }, changedBy: run.changedBy, changedAt: run.changedAt })

export async function findOpenRun(db: Queryable, customerId: string): Promise<DiagnosticRun | null> {
  const found = await db.selectFrom('diagnosticRun').select('id').where('customerId', '=', customerId).where('state', '=', 'open').where('removedAt', 'is', null).executeTakeFirst()
  return found ? ((await readRows(db, 'diagnosticRun', [found.id]))[0] ?? null) : null
}

/** @param by null where it goes on by itself, such as by a box's answer */
export async function changeRun(trx: Transaction, { at, by }: { at: string; by: Act['by'] | null }, before: DiagnosticRun, part: Partial<Pick<DiagnosticRun, 'trail' | 'state' | 'outcome' | 'ticketId'>>): Promise<DiagnosticRun> {
  const run: DiagnosticRun = { ...before, ...part, version: before.version + 1, changedAt: at, changedBy: by?.agent.displayName ?? before.changedBy }
  const { version, state, changedAt, changedBy, ticketId, trail, outcome } = run
  await trx.updateTable('diagnosticRun')
    .set({ version, state, changedAt, changedBy, ticketId, trail: json(trail), outcome: outcome && json(outcome) } as never)
    .where('id', '=', run.id).execute()
  return run
}

const json = (value: unknown) => sql`${JSON.stringify(value)}::jsonb`

/** `TT-3001` and up. */
export async function nextTicketReference(trx: Transaction): Promise<string> {
  const { rows } = await sql<{ next: string }>`select nextval('trouble_ticket_reference') as next`.execute(trx)
  return `TT-${rows[0]?.next}`
}

/** @throws AppError `notFound`, also for another customer's */
export async function getTicket(trx: Transaction, { customerId, ticketId }: { customerId: string; ticketId: string }): Promise<TroubleTicket> {
  await trx.selectFrom('troubleTicket').select('id').where('id', '=', ticketId).forUpdate().execute()
  const [ticket] = await readRows(trx, 'troubleTicket', [ticketId])
  if (ticket?.customerId !== customerId) throw new AppError('notFound', { what: 'troubleTicket' })
  return ticket
}

/** Whether another visit was booked for what it left, and whether it left anything. */
type Decides = { followed: boolean; leftOpen: boolean }
/**
 * A visit for what was found is over: its ticket says so, and is closed where the work is done and nothing is left of it. Whoever says later that
 * it was not opens it again, unless somebody has closed it with their own words since. Of a visit that another one follows it is written and
 * decides nothing: the other does. The customer is held. @returns none where the visit came of no guide
 */
export async function noteVisit(trx: Transaction, { customerId, runId }: { customerId: string; runId: string | null }, visit: TicketVisit, { followed, leftOpen }: Decides): Promise<TroubleTicket[]> {
  const found = runId === null ? undefined : await trx.selectFrom('troubleTicket').select('id').where('customerId', '=', customerId).where('runId', '=', runId).where('removedAt', 'is', null).executeTakeFirst()
  if (!found) return []
  const before = await getTicket(trx, { customerId, ticketId: found.id })
  const list = [...before.visits.list, visit].slice(-MAX_TICKET_VISITS)
  const closedByPerson = before.status === 'closed' && before.closeText !== null
  const state = closedByPerson || followed ? {} : visit.outcome === 'done' && !leftOpen ? ({ status: 'closed', closedAt: visit.at, closedBy: visit.by } as const) : ({ status: 'open', closedAt: null, closedBy: null } as const)
  const version = before.version + 1
  await trx.updateTable('troubleTicket').set({ version, ...state, visits: json({ list }) } as never).where('id', '=', before.id).execute()
  return [{ ...before, ...state, version, visits: { list } }]
}
