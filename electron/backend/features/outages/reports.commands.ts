/** Customers who called about a problem: written once for each, and told once when it is over. */
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import { isTold } from '#shared/features/outages/affects.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import type { ChangeReport, ReportProblem, ServiceProblemReport } from '#shared/features/outages/outages.schema.ts'
import type { Act, Effect } from '../../command.ts'
import { insertNew, readRows } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import { getCustomer, lockCustomer } from '../customers/customers.queries.ts'
import { findOpenContact } from '../interactions/contacts.queries.ts'
import { getProblem } from './problems.commands.ts'

/** One that is over has nothing left to promise. */
export const reportProblem: Effect<ReportProblem> = async (trx, { customerId, reportId, problemId, tell }, act) => {
  await lockCustomer(trx, customerId)
  if (hasLeft((await getCustomer(trx, customerId)).status)) throw wrong('customerId', 'closedAccount')
  const problem = await getProblem(trx, problemId)
  if (problem.standing !== 'confirmed' || !isTold(problem, Date.parse(act.at))) throw wrong('problemId', 'notTold')
  if (tell && problem.restoredAt !== null) throw wrong('problemId', 'over')
  const before = await findReport(trx, problemId, customerId)
  if (before) throw conflict(before)
  const contact = await findOpenContact(trx, act.services.clock, act.by, customerId)
  const report: ServiceProblemReport = {
    id: reportId, customerId, version: 1, problemId, at: act.at, by: act.by.agent.displayName, contactId: contact?.id ?? null, tell: tell ? 'waiting' : 'notWanted', toldAt: null,
  }
  await insertNew(trx, 'serviceProblemReport', report, 'reportId')
  return { serviceProblemReport: [report] }
}

export const changeReport: Effect<ChangeReport> = async (trx, { customerId, reportId, expectedVersion, tell }, act) => {
  await lockCustomer(trx, customerId)
  const [before] = await readRows(trx, 'serviceProblemReport', [reportId])
  if (before?.customerId !== customerId) throw new AppError('notFound', { what: 'serviceProblemReport' })
  if (before.version !== expectedVersion) throw conflict(before)
  if (before.tell === 'told') throw wrong('reportId', 'told')
  if (tell && (await getProblem(trx, before.problemId)).restoredAt !== null) throw wrong('problemId', 'over')
  return { serviceProblemReport: [await changeTelling(trx, act, before, tell)] }
}

async function changeTelling(trx: Transaction, { at, by }: Act, before: ServiceProblemReport, tell: boolean): Promise<ServiceProblemReport> {
  const report: ServiceProblemReport = { ...before, version: before.version + 1, at, by: by.agent.displayName, tell: tell ? 'waiting' : 'notWanted' }
  await trx.updateTable('serviceProblemReport').set({ version: report.version, at, by: report.by, tell: report.tell }).where('id', '=', report.id).execute()
  return report
}

async function findReport(trx: Transaction, problemId: string, customerId: string): Promise<ServiceProblemReport | null> {
  const found = await trx.selectFrom('serviceProblemReport').select('id').where('problemId', '=', problemId).where('customerId', '=', customerId).where('removedAt', 'is', null).executeTakeFirst()
  return found ? ((await readRows(trx, 'serviceProblemReport', [found.id]))[0] ?? null) : null
}

const conflict = (current: ServiceProblemReport): AppError =>
  new AppError('conflict', { stream: 'serviceProblemReport', current: { ...current }, changedBy: current.by, changedAt: current.at })
