import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import type { DeskCore } from '../../desk-core.ts'
import { ask } from '../../sync/ask-backend.ts'
import { submitNow } from '../../sync/submit-now.ts'
import type { WindowContext } from '../../window-context.ts'
import { given, redeemed, rewardsOf, takenBack } from './rewards.queries.ts'

const os = implement(bridge.rewards).$context<WindowContext>()

/** Drafts that go when what was typed in them has had its effect. */
const draftOf = { give: 'goodwill', redeem: 'redemption', reverse: (transactionId: string) => `pointsBack:${transactionId}` }

export function rewardsRoutes(core: DeskCore) {
  return os.router({
    ofAccount: os.ofAccount.handler(({ input }) => rewardsOf(core.cache.db, input.customerId)),
    rewardTerms: os.rewardTerms.handler(({ input: { looked, ...of } }) => ask(core, looked, (api, options) => api.rewards.rewardTerms(of, options))),
    giveGoodwillPoints: os.giveGoodwillPoints.handler(({ input }) =>
      submitNow(core, { procedure: 'rewards.giveGoodwillPoints', input, field: 'giftId', draftKey: draftOf.give, standing: (db) => given(db, input) }),
    ),
    redeemPoints: os.redeemPoints.handler(({ input }) =>
      submitNow(core, { procedure: 'rewards.redeemPoints', input, field: 'redemptionId', draftKey: draftOf.redeem, standing: (db) => redeemed(db, input) }),
    ),
    reverseLoyalty: os.reverseLoyalty.handler(({ input }) =>
      submitNow(core, {
        procedure: 'rewards.reverseLoyalty', input, field: 'reversalId', draftKey: draftOf.reverse(input.transactionId), standing: (db) => takenBack(db, input),
      }),
    ),
  })
}
