import { runCommand } from '../../command.ts'
import { router } from '../../http/router.ts'
import { readAudited, readCustomer } from '../../read-audited.ts'
import { actOnEquipment } from './actions.commands.ts'
import { publishGuide } from './guides.commands.ts'
import { getGuide, guideFile, listGuides } from './guides.queries.ts'
import { getMeasurement, levels, measure } from './measure.ts'
import { endRun, leaveRun, startRun, stepBack, takeStep } from './runs.commands.ts'
import { closeTicket } from './tickets.commands.ts'

export const diagnosticsRoutes = {
  // The operator's, and of nobody: no line of the audit.
  guides: router.diagnostics.guides.handler(({ context }) => listGuides(context.services.store.db)),
  guide: router.diagnostics.guide.handler(async ({ context, input: { guideId, version } }) => (await getGuide(context.services.store.db, guideId, version)).guide),
  guideFile: router.diagnostics.guideFile.handler(({ context, input: { guideId, version } }) => readAudited(context, { detail: { guideId } }, (trx) => guideFile(trx, guideId, version))),
  publishGuide: router.diagnostics.publishGuide.handler(({ context, input }) => runCommand(context, input, publishGuide, ({ guideId, expectedVersion }) => ({ guideId, expectedVersion }))),
  measure: router.diagnostics.measure.handler(({ context, input, signal }) => measure(context, input, signal)),
  measurement: router.diagnostics.measurement.handler(({ context, input }) => readCustomer(context, input.customerId, (trx) => getMeasurement(trx, input))),
  levels: router.diagnostics.levels.handler(({ context, input: { customerId }, signal }) => levels(context, customerId, signal)),
  startRun: router.diagnostics.startRun.handler(({ context, input }) => runCommand(context, input, startRun, ({ runId, guideId }) => ({ runId, guideId }))),
  takeStep: router.diagnostics.takeStep.handler(({ context, input }) => runCommand(context, input, takeStep, ({ runId, step, answer }) => ({ runId, step, answer: answer.kind }))),
  stepBack: router.diagnostics.stepBack.handler(({ context, input }) => runCommand(context, input, stepBack, ({ runId }) => ({ runId }))),
  act: router.diagnostics.act.handler(({ context, input }) => runCommand(context, input, actOnEquipment, ({ runId, step }) => ({ runId, step }))),
  endRun: router.diagnostics.endRun.handler(({ context, input }) => runCommand(context, input, endRun, ({ runId }) => ({ runId }))),
  leaveRun: router.diagnostics.leaveRun.handler(({ context, input }) => runCommand(context, input, leaveRun, ({ runId }) => ({ runId }))),
  closeTicket: router.diagnostics.closeTicket.handler(({ context, input }) => runCommand(context, input, closeTicket, ({ ticketId }) => ({ ticketId }))),
}
