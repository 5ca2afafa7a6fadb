import { isoInstant } from '#shared/kernel/clock.ts'
import { runCommand } from '../../command.ts'
import { router } from '../../http/router.ts'
import { readAudited } from '../../read-audited.ts'
import { reverseAdjustment, submitAdjustment, withdrawAdjustment } from './adjustments.commands.ts'
import { adjustmentTerms, listReasons } from './adjustments.queries.ts'
import { decideAdjustment } from './approvals.commands.ts'
import { listApprovals } from './approvals.queries.ts'
import { acknowledgeDecision } from './decisions.commands.ts'
import { listDecisions } from './decisions.queries.ts'
import { listLineNames } from './line-names.queries.ts'
import { momentOf } from './moment.ts'

export const adjustmentsRoutes = {
  lineNames: router.billing.lineNames.handler(async ({ context }) => ({ names: await listLineNames(context.services.store.db) })),
  adjustmentReasons: router.billing.adjustmentReasons.handler(async ({ context }) => ({ reasons: await listReasons(context.services.store.db) })),
  adjustmentTerms: router.billing.adjustmentTerms.handler(({ context, input }) => {
    const { services, signedIn } = context
    return readAudited(context, { customerId: input.customerId }, (trx) =>
      adjustmentTerms(trx, signedIn().agent, input, momentOf(services, isoInstant(services.clock.now()))))
  }),
  approvals: router.billing.approvals.handler(({ context }) => {
    const { services, signedIn } = context
    return readAudited(context, { detail: ({ cases }) => ({ cases: cases.length }) }, (trx) =>
      listApprovals(trx, signedIn().agent, momentOf(services, isoInstant(services.clock.now()))))
  }),
  decisions: router.billing.decisions.handler(({ context }) =>
    readAudited(context, { detail: ({ decisions }) => ({ decisions: decisions.length }) }, (trx) => listDecisions(trx, context.signedIn().agent.id)),
  ),
  acknowledgeDecision: router.billing.acknowledgeDecision.handler(({ context, input }) =>
    runCommand(context, input, acknowledgeDecision, ({ adjustmentId }) => ({ adjustmentId })),
  ),
  submitAdjustment: router.billing.submitAdjustment.handler(({ context, input }) =>
    runCommand(context, input, submitAdjustment, ({ adjustmentId, direction, amount, reason, target }) => ({ adjustmentId, direction, amount, reason, target })),
  ),
  withdrawAdjustment: router.billing.withdrawAdjustment.handler(({ context, input }) =>
    runCommand(context, input, withdrawAdjustment, ({ adjustmentId }) => ({ adjustmentId })),
  ),
  decideAdjustment: router.billing.decideAdjustment.handler(({ context, input }) =>
    runCommand(context, input, decideAdjustment, ({ adjustmentId, decision, amount }) => ({ adjustmentId, decision, amount })),
  ),
  reverseAdjustment: router.billing.reverseAdjustment.handler(({ context, input }) =>
    runCommand(context, input, reverseAdjustment, ({ adjustmentId }) => ({ adjustmentId })),
  ),
}
