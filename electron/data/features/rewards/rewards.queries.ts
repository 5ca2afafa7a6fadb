/** Points by the rows here, and whether what is asked for has happened already (see billing/adjustments.queries.ts). */
import type { GiveGoodwillPoints, RedeemPoints, ReverseLoyalty, RewardsOfAccount } from '#shared/features/rewards/rewards.schema.ts'
import { MAX_LOYALTY_ROWS } from '#shared/features/rewards/rewards.schema.ts'
import { findById, listStream } from '../../database/stream-tables.ts'
import type { Db } from '../../database/statements.ts'
import type { Standing } from '../../sync/submit-now.ts'

export const rewardsOf = (db: Db, customerId: string): RewardsOfAccount => ({
  batches: listStream(db, 'loyaltyBatch', `where customerId = ? and remaining > 0 order by expiresOn, origin desc, earnedOn, id limit ${MAX_LOYALTY_ROWS}`, customerId),
  transactions: listStream(db, 'loyaltyTransaction', `where customerId = ? order by at desc, id desc limit ${MAX_LOYALTY_ROWS}`, customerId),
})

/** A transaction never changes: there with the same content, or another one has the id. */
function standing(db: Db, id: string, same: (row: { customerId: string; points: number; comment: string | null; reverses: string | null }) => boolean): Standing {
  const row = findById(db, 'loyaltyTransaction', id)
  return row === null ? 'none' : same(row) ? 'done' : 'other'
}

export const given = (db: Db, input: Omit<GiveGoodwillPoints, 'commandId'>): Standing =>
  standing(db, input.giftId, ({ customerId, points, comment }) => customerId === input.customerId && points === input.points && comment === input.comment)

export const redeemed = (db: Db, input: Omit<RedeemPoints, 'commandId'>): Standing =>
  standing(db, input.redemptionId, ({ customerId, points }) => customerId === input.customerId && points === -input.points)

export const takenBack = (db: Db, input: Omit<ReverseLoyalty, 'commandId'>): Standing =>
  standing(db, input.reversalId, ({ reverses, comment }) => reverses === input.transactionId && comment === input.reason)
