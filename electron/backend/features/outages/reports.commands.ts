/** Customers who called about a problem: written once for each, and told once when it is over. */
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import { isTold } from '#shared/features/outages/affects.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import type { ChangeReport, ReportProblem, ServiceProblemReport } from '#shared/features/outages/outages.schema.ts'
import type { Effect } from '../../command.ts'
import { insertNew, readRows } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import { getCustomer, lockCustomer } from '../customers/customers.queries.ts'
import { findOpenContact } from '../interactions/contacts.queries.ts'
import { getProblem } from './problems.queries.ts'
import { isInsideProblem } from './promises.ts'

/** One that is over has nothing left to promise. */
export const reportProblem: Effect<ReportProblem> = async (trx, { customerId, reportId, problemId, tell }, act) => {
  await lockCustomer(trx, customerId)
  if (hasLeft((await getCustomer(trx, customerId)).status)) throw wrong('customerId', 'closedAccount')
  const problem = await getProblem(trx, problemId)
  if (problem.standing !== 'confirmed' || !isTold(problem, Date.parse(act.at))) throw wrong('problemId', 'notTold')
  if (tell && problem.restoredAt !== null) throw wrong('problemId', 'over')
  if (tell && !(await isInsideProblem(trx, problem, customerId))) throw wrong('problemId', 'elsewhere')
  const before = await findReport(trx, problemId, customerId)
  if (before) throw conflict(before)
  const contact = await findOpenContact(trx, act.services.clock, act.by, customerId)
  const report: ServiceProblemReport = {
    id: reportId, customerId, version: 1, problemId, at: act.at, by: act.by.agent.displayName, contactId: contact?.id ?? null, tell: tell ? 'waiting' : 'notWanted', toldAt: null,
  }
  await insertNew(trx, 'serviceProblemReport', report, 'reportId')
  return { serviceProblemReport: [report] }
}

/** Who was told, or could not be, is promised it anew when it came back. */
export const changeReport: Effect<ChangeReport> = async (trx, { customerId, reportId, expectedVersion, tell }, act) => {
  await lockCustomer(trx, customerId)
  const { problemId } = await getReport(trx, reportId, customerId)
  // The problem before the report, as whoever joins or splits holds them; and the report against the worker.
  const problem = await getProblem(trx, problemId)
  await trx.selectFrom('serviceProblemReport').select('id').where('id', '=', reportId).forUpdate().execute()
  const before = await getReport(trx, reportId, customerId)
  if (before.version !== expectedVersion || before.problemId !== problemId) throw conflict(before)
  if (!tell && before.tell === 'told') throw wrong('reportId', 'told')
  if (tell && (problem.restoredAt !== null || problem.standing !== 'confirmed')) throw wrong('problemId', problem.restoredAt === null ? 'notTold' : 'over')
  if (tell && !(await isInsideProblem(trx, problem, customerId))) throw wrong('problemId', 'elsewhere')
  act.note({ problemId, before: before.tell })
  return { serviceProblemReport: [await changeTelling(trx, before, tell)] }
}

/** Who noted the call, and when, stays. */
async function changeTelling(trx: Transaction, before: ServiceProblemReport, tell: boolean): Promise<ServiceProblemReport> {
  const changed = { version: before.version + 1, tell: tell ? 'waiting' : 'notWanted', toldAt: null } as const
  await trx.updateTable('serviceProblemReport').set(changed).where('id', '=', before.id).execute()
  return { ...before, ...changed }
}

/** @throws AppError `notFound`, also for another customer's */
async function getReport(trx: Transaction, reportId: string, customerId: string): Promise<ServiceProblemReport> {
  const [report] = await readRows(trx, 'serviceProblemReport', [reportId])
  if (report?.customerId !== customerId) throw new AppError('notFound', { what: 'serviceProblemReport' })
  return report
}

async function findReport(trx: Transaction, problemId: string, customerId: string): Promise<ServiceProblemReport | null> {
  const found = await trx.selectFrom('serviceProblemReport').select('id').where('problemId', '=', problemId).where('customerId', '=', customerId).where('removedAt', 'is', null).executeTakeFirst()
  return found ? ((await readRows(trx, 'serviceProblemReport', [found.id]))[0] ?? null) : null
}

/** Who changed a promise after it was noted is in the audit alone. */
function conflict(current: ServiceProblemReport): AppError {
  const noted = current.version === 1 ? { changedBy: current.by, changedAt: current.at } : { changedBy: null, changedAt: null }
  return new AppError('conflict', { stream: 'serviceProblemReport', current: { ...current }, ...noted })
}
