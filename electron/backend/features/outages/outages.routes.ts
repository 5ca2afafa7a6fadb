import { runCommand } from '../../command.ts'
import { router } from '../../http/router.ts'
import { readAudited } from '../../read-audited.ts'
import { countAffected } from './extent.queries.ts'
import { joinProblem, separateProblem, splitProblem } from './joining.commands.ts'
import { declareProblem, judgeProblem, redrawProblem, updateProblem, withdrawProblem } from './problems.commands.ts'
import { findPlantState } from './plant-state.queries.ts'
import { recordTelemetry } from './telemetry/record-telemetry.ts'
import { changeReport, reportProblem } from './reports.commands.ts'

export const outagesRoutes = {
  // A small area around one house would tell who has what: so it has its line.
  extent: router.outages.extent.handler(({ context, input }) =>
    readAudited(context, { detail: ({ customers }) => ({ customers, nodes: input.nodes.length, drawn: input.area !== null }) }, async (trx) => ({ customers: await countAffected(trx, [input]) }))),
  // Machines say it each few seconds, and nothing of it is anybody's: without lines of the audit, but for those who may not.
  recordTelemetry: router.outages.recordTelemetry.handler(({ context: { services }, input: { events } }) => recordTelemetry(services, events)),
  plantState: router.outages.plantState.handler(({ context: { services }, input }) => findPlantState(services, input)),
  declare: router.outages.declare.handler(({ context, input }) =>
    runCommand(context, input, declareProblem, ({ problemId, kind, nodes, area }) => ({ problemId, kind, nodes: nodes.length, drawn: area !== null }))),
  update: router.outages.update.handler(({ context, input }) =>
    runCommand(context, input, updateProblem, ({ problemId, phase, beganAt, estimatedRestorationAt }) => ({ problemId, phase, estimated: estimatedRestorationAt ?? '', ...(beganAt === undefined ? {} : { begins: beganAt }) }))),
  redraw: router.outages.redraw.handler(({ context, input }) => runCommand(context, input, redrawProblem, ({ problemId, nodes, area }) => ({ problemId, nodes: nodes.length, drawn: area !== null }))),
  join: router.outages.join.handler(({ context, input }) => runCommand(context, input, joinProblem, ({ problemId, parentId }) => ({ problemId, parentId }))),
  split: router.outages.split.handler(({ context, input }) => runCommand(context, input, splitProblem, ({ problemId, splitId, nodes }) => ({ problemId, splitId, nodes: nodes.length }))),
  separate: router.outages.separate.handler(({ context, input }) => runCommand(context, input, separateProblem, ({ problemId }) => ({ problemId }))),
  judge: router.outages.judge.handler(({ context, input }) => runCommand(context, input, judgeProblem, ({ problemId, isProblem }) => ({ problemId, isProblem }))),
  withdraw: router.outages.withdraw.handler(({ context, input }) => runCommand(context, input, withdrawProblem, ({ problemId }) => ({ problemId }))),
  report: router.outages.report.handler(({ context, input }) => runCommand(context, input, reportProblem, ({ problemId, tell }) => ({ problemId, tell }))),
  changeReport: router.outages.changeReport.handler(({ context, input }) => runCommand(context, input, changeReport, ({ reportId, tell }) => ({ reportId, tell }))),
}
