/**
 * The only hand that writes points. Every transaction says from which batches it took and into which it put, and comes to
 * its own sum. Whoever writes holds the customer's lock, so that what is left of a batch is still left when it lands.
 */
import { sql } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import type { LoyaltyBatch, LoyaltyTransaction } from '#shared/features/rewards/rewards.schema.ts'
import { bulkInsert } from '../../../store/bulk-insert.ts'
import { insertNew, readRows } from '../../../store/rows.ts'
import type { Queryable, Transaction } from '../../../store/store.ts'

export type PointPosting = { batchId: string; points: number }
export type PointRows = { loyaltyTransaction: LoyaltyTransaction[]; loyaltyBatch: LoyaltyBatch[] }

export const noPoints: PointRows = { loyaltyTransaction: [], loyaltyBatch: [] }
/** One after the other: a batch that both have touched is as the second left it. */
export function joinPoints(first: PointRows, second: PointRows): PointRows {
  const later = new Set(second.loyaltyBatch.map(({ id }) => id))
  return {
    loyaltyTransaction: [...first.loyaltyTransaction, ...second.loyaltyTransaction],
    loyaltyBatch: [...first.loyaltyBatch.filter(({ id }) => !later.has(id)), ...second.loyaltyBatch],
  }
}

type New = {
  transaction: LoyaltyTransaction
  postings: readonly PointPosting[]
  /** Batches that begin with it, as full as they will ever be. */
  batches?: readonly LoyaltyBatch[]
  /** Where the desk chose the id: the command's field that names it. */
  field?: string
}

/** @returns the transaction and its batches as they are now. @throws AppError `validation` for a taken id, `internal` for what nobody may write. */
export async function postPoints(trx: Transaction, { transaction, postings, batches = [], field }: New): Promise<PointRows> {
  requireSound(transaction, postings)
  if (field === undefined) await bulkInsert(trx, 'loyaltyTransaction', [transaction])
  else await insertNew(trx, 'loyaltyTransaction', transaction, field)
  await bulkInsert(trx, 'loyaltyBatch', batches)
  await trx.insertInto('loyaltyPosting').values(postings.map((posting) => ({ transactionId: transaction.id, ...posting }))).execute()
  const ids = postings.map(({ batchId }) => batchId)
  await settleBatches(trx, ids)
  return { loyaltyTransaction: [transaction], loyaltyBatch: await readRows(trx, 'loyaltyBatch', ids) }
}

function requireSound({ points }: LoyaltyTransaction, postings: readonly PointPosting[]): void {
  const total = postings.reduce((sum, posting) => sum + posting.points, 0)
  const sound = points !== 0 && total === points && postings.every((posting) => Number.isSafeInteger(posting.points) && posting.points !== 0)
  if (!sound || new Set(postings.map(({ batchId }) => batchId)).size !== postings.length) throw new AppError('internal', { detail: 'unsound points' })
}

/** The table's own check refuses what would go below nothing. */
async function settleBatches(trx: Transaction, batchIds: readonly string[]): Promise<void> {
  await sql`
    update loyalty_batch batch set version = version + 1, remaining = standing.points
    from (select batch_id, sum(points)::bigint as points from loyalty_posting where batch_id = any(${batchIds}::uuid[]) group by batch_id) standing
    where batch.id = standing.batch_id and batch.remaining <> standing.points`.execute(trx)
}

/** Batches with something in them that can be spent on this day, the one that ends first on top. @param today of the operator's calendar */
export async function spendableBatches(db: Queryable, customerId: string, today: string): Promise<LoyaltyBatch[]> {
  const found = await db.selectFrom('loyaltyBatch').select('id')
    .where('customerId', '=', customerId).where('removedAt', 'is', null).where('remaining', '>', 0).where('expiresOn', '>=', today).execute()
  return (await readRows(db, 'loyaltyBatch', found.map(({ id }) => id))).sort(endsFirst)
}

/** Of one last day goodwill goes first: what was earned may yet have to be taken back. Then as they came. */
type Dated = Pick<LoyaltyBatch, 'expiresOn' | 'origin' | 'earnedOn' | 'id'>
const orderKey = ({ expiresOn, origin, earnedOn, id }: Dated): string => [expiresOn, origin === 'goodwill' ? 0 : 1, earnedOn, id].join(' ')
export const endsFirst = (a: Dated, b: Dated): number => (orderKey(a) < orderKey(b) ? -1 : 1)

export const pointsIn = (batches: readonly Pick<LoyaltyBatch, 'remaining'>[]): number => batches.reduce((sum, { remaining }) => sum + remaining, 0)

/** Takes from the batches in their order. @returns postings below 0, which come to less than was asked where there is less */
export function takenFrom(batches: readonly Pick<LoyaltyBatch, 'id' | 'remaining'>[], points: number): PointPosting[] {
  let left = points
  return batches.flatMap(({ id, remaining }) => {
    const part = Math.min(left, remaining)
    left -= part
    return part > 0 ? [{ batchId: id, points: -part }] : []
  })
}

export const sumOf = (postings: readonly PointPosting[]): number => postings.reduce((sum, { points }) => sum + points, 0)

/** What a transaction did to its batches. */
export const postingsOf = (db: Queryable, transactionId: string): Promise<PointPosting[]> =>
  db.selectFrom('loyaltyPosting').select(['batchId', 'points']).where('transactionId', '=', transactionId).orderBy('batchId').execute()

/** A transaction that nobody did, with nothing to say beside its kind; the rest is the caller's. */
export const blankTransaction = { version: 1, by: null, comment: null, earnedFor: null, sourceId: null, reverses: null, billingAccountId: null, amount: null, currency: null } as const
