import { isoInstant } from '#shared/kernel/clock.ts'
import { runCommand } from '../../../command.ts'
import { router } from '../../../http/router.ts'
import { writeAudit } from '../../../write-audit.ts'
import { momentOf } from '../moment.ts'
import { giveGoodwillPoints, redeemPoints, reverseLoyalty } from './rewards.commands.ts'
import { rewardTerms } from './rewards.queries.ts'

export const rewardsRoutes = {
  rewardTerms: router.rewards.rewardTerms.handler(({ context, input }) => {
    const { services, asked, background } = context
    const by = context.signedIn()
    return services.store.db.transaction().setIsolationLevel('repeatable read').execute(async (trx) => {
      const terms = await rewardTerms(trx, by.agent.role, input, momentOf(services, isoInstant(services.clock.now())))
      await writeAudit(trx, services.clock, { action: asked.action, by, customerId: input.customerId, detail: { background } })
      return terms
    })
  }),
  giveGoodwillPoints: router.rewards.giveGoodwillPoints.handler(({ context, input }) =>
    runCommand(context, input, giveGoodwillPoints, ({ giftId, points }) => ({ giftId, points })),
  ),
  redeemPoints: router.rewards.redeemPoints.handler(({ context, input }) =>
    runCommand(context, input, redeemPoints, ({ redemptionId, points, amount }) => ({ redemptionId, points, amount })),
  ),
  reverseLoyalty: router.rewards.reverseLoyalty.handler(({ context, input }) =>
    runCommand(context, input, reverseLoyalty, ({ reversalId, transactionId }) => ({ reversalId, transactionId })),
  ),
}
