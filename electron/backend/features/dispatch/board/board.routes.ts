import { AppError } from '#shared/kernel/errors.ts'
import { runCommand } from '../../../command.ts'
import { router } from '../../../http/router.ts'
import { readAudited } from '../../../read-audited.ts'
import type { Services } from '../../../services.ts'
import { readRows } from '../../../store/rows.ts'
import { beginProposal, cancelProposal, proposalState } from '../replan/proposals.ts'
import { markAbsence, moveVisit, pinVisit, takePlan, unassignVisit } from './board.commands.ts'
import { readBoard } from './board.queries.ts'
import { readDaySheet } from './day-sheet.queries.ts'
import { progressWork, recordWork } from './work.commands.ts'

const clockOf = ({ timeZone, clock }: Services) => ({ timeZone, now: clock.now() })

export const boardRoutes = {
  // Names and addresses of a whole day: so it has its line.
  board: router.dispatch.board.handler(({ context, input }) =>
    readAudited(context, { detail: ({ visits }) => ({ from: input.from, days: input.days, visits: visits.length }) }, (trx) => readBoard(trx, input, clockOf(context.services)))),
  work: router.dispatch.work.handler(async ({ context, input: { workOrderId } }) => {
    const known = await context.services.store.db.selectFrom('workOrder').select('customerId').where('id', '=', workOrderId).executeTakeFirst()
    return readAudited(context, { ...known, detail: { workOrderId } }, async (trx) => {
      const [work] = await readRows(trx, 'workOrder', [workOrderId])
      if (!work) throw new AppError('notFound', { what: 'workOrder' })
      const [appointment] = work.appointmentId === null ? [] : await readRows(trx, 'appointment', [work.appointmentId])
      return { work, appointment: appointment ?? null }
    })
  }),
  daySheet: router.dispatch.daySheet.handler(({ context, input }) => readAudited(context, { detail: input }, (trx) => readDaySheet(trx, input, context.services.timeZone))),
  moveVisit: router.dispatch.moveVisit.handler(({ context, input }) => runCommand(context, input, moveVisit, ({ workOrderId, technicianId, start }) => ({ workOrderId, technicianId, start }))),
  unassignVisit: router.dispatch.unassignVisit.handler(({ context, input }) => runCommand(context, input, unassignVisit, ({ workOrderId }) => ({ workOrderId }))),
  pinVisit: router.dispatch.pinVisit.handler(({ context, input }) => runCommand(context, input, pinVisit, ({ workOrderId, pinned }) => ({ workOrderId, pinned }))),
  markAbsence: router.dispatch.markAbsence.handler(({ context, input }) => runCommand(context, input, markAbsence, ({ shiftId, absence, from }) => ({ shiftId, absence: absence ?? '', from: from ?? '' }))),
  progressWork: router.dispatch.progressWork.handler(({ context, input }) => runCommand(context, input, progressWork, ({ workOrderId, step }) => ({ workOrderId, step }))),
  recordWork: router.dispatch.recordWork.handler(({ context, input }) => runCommand(context, input, recordWork, ({ workOrderId, outcome }) => ({ workOrderId, outcome: outcome ?? '' }))),
  // Names whole days of people: so it has its line. How far it is has none.
  proposePlan: router.dispatch.proposePlan.handler(({ context, input }) =>
    readAudited(context, { detail: { date: input.date, scope: input.scope.of } }, async (trx) => beginProposal(trx, context.services, context.signedIn(), input)).then(() => ({}))),
  proposal: router.dispatch.proposal.handler(({ context, input }) => proposalState(context.services, context.signedIn(), input.proposalId)),
  cancelProposal: router.dispatch.cancelProposal.handler(({ context, input }) => {
    cancelProposal(context.services, context.signedIn(), input.proposalId)
    return {}
  }),
  takePlan: router.dispatch.takePlan.handler(({ context, input }) => runCommand(context, input, takePlan, ({ placements, longer, asBefore }) => ({ visits: placements.length, ...(longer ? { longer: longer.workOrderId, minutes: longer.minutes } : {}), ...(asBefore ? { asBefore: asBefore.workOrderId, minutes: asBefore.minutes } : {}) }))),
}
