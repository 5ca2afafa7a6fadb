import { isoInstant } from '#shared/kernel/clock.ts'
import { runCommand } from '../../command.ts'
import { router } from '../../http/router.ts'
import { writeAudit } from '../../write-audit.ts'
import { reverseAdjustment, submitAdjustment, withdrawAdjustment } from './adjustments.commands.ts'
import { adjustmentTerms, listReasons } from './adjustments.queries.ts'
import { decideAdjustment } from './approvals.commands.ts'
import { listApprovals } from './approvals.queries.ts'
import { listLineNames } from './line-names.queries.ts'
import { momentOf } from './moment.ts'

/** A read is audited with whether the desk fetched it by itself or somebody looked. */
export const adjustmentsRoutes = {
  lineNames: router.billing.lineNames.handler(async ({ context }) => ({ names: await listLineNames(context.services.store.db) })),
  adjustmentReasons: router.billing.adjustmentReasons.handler(async ({ context }) => ({ reasons: await listReasons(context.services.store.db) })),
  adjustmentTerms: router.billing.adjustmentTerms.handler(async ({ context, input }) => {
    const { store, clock } = context.services
    const by = context.signedIn()
    const terms = await adjustmentTerms(store.db, by.agent, input, momentOf(context.services, isoInstant(clock.now())))
    await writeAudit(store.db, clock, { action: context.asked.action, by, customerId: input.customerId, detail: { background: context.background } })
    return terms
  }),
  approvals: router.billing.approvals.handler(async ({ context }) => {
    const { store, clock } = context.services
    const by = context.signedIn()
    const found = await listApprovals(store.db, by.agent, momentOf(context.services, isoInstant(clock.now())))
    await writeAudit(store.db, clock, { action: context.asked.action, by, detail: { cases: found.cases.length, background: context.background } })
    return found
  }),
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
