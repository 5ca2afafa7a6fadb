import { isoInstant } from '#shared/kernel/clock.ts'
import { runCommand } from '../../../command.ts'
import { router } from '../../../http/router.ts'
import { readAudited } from '../../../read-audited.ts'
import { momentOf } from '../moment.ts'
import { giveGoodwillPoints, redeemPoints, reverseLoyalty } from './rewards.commands.ts'
import { rewardTerms } from './rewards.queries.ts'

export const rewardsRoutes = {
  rewardTerms: router.rewards.rewardTerms.handler(({ context, input }) => {
    const { services, signedIn } = context
    return readAudited(context, { customerId: input.customerId }, (trx) =>
      rewardTerms(trx, signedIn().agent, input, momentOf(services, isoInstant(services.clock.now()))))
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
