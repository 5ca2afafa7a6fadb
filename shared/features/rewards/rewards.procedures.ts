import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { idSchema } from '../../kernel/ids.ts'
import { moneyOutcomeSchema } from '../billing/billing.procedures.ts'
import { commandResultSchema } from '../sync/sync.schema.ts'
import { giveGoodwillPointsSchema, redeemPointsSchema, reverseLoyaltySchema, rewardsOfAccountSchema, rewardTermsSchema } from './rewards.schema.ts'

const ofCustomer = z.strictObject({ customerId: idSchema })
const ofAccount = z.strictObject({ customerId: idSchema, billingAccountId: idSchema })
/** Points are money's kin: what they are worth may have changed when the line is back. */
const give = { permission: 'rewards.give', offline: 'refuse' } as const
const redeem = { permission: 'rewards.redeem', verification: 'verified', offline: 'refuse' } as const
const reverse = { permission: 'rewards.reverse', offline: 'refuse' } as const

export const rewardsApi = {
  rewardTerms: procedure({ permission: 'customers.read' }).route({ method: 'GET', path: '/rewards/terms' }).input(ofAccount).output(rewardTermsSchema),
  giveGoodwillPoints: procedure(give).route({ method: 'POST', path: '/commands/give-goodwill-points' }).input(giveGoodwillPointsSchema).output(commandResultSchema),
  redeemPoints: procedure(redeem).route({ method: 'POST', path: '/commands/redeem-points' }).input(redeemPointsSchema).output(commandResultSchema),
  reverseLoyalty: procedure(reverse).route({ method: 'POST', path: '/commands/reverse-loyalty' }).input(reverseLoyaltySchema).output(commandResultSchema),
}

const fromWindow = { commandId: true } as const

export const rewardsBridge = {
  /** From the rows of this desk. */
  ofAccount: procedure({ permission: 'customers.read' }).input(ofCustomer).output(rewardsOfAccountSchema),
  /** `looked` as in billing.procedures.ts: somebody opened it, and no window asks again by itself. */
  rewardTerms: procedure({ permission: 'customers.read' }).input(ofAccount.extend({ looked: z.boolean().default(false) })).output(rewardTermsSchema),
  giveGoodwillPoints: procedure(give).input(giveGoodwillPointsSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  redeemPoints: procedure(redeem).input(redeemPointsSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  reverseLoyalty: procedure(reverse).input(reverseLoyaltySchema.omit(fromWindow)).output(moneyOutcomeSchema),
}
