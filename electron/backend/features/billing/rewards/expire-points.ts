/** A batch whose last day is over is emptied by itself, on the operator's day. */
import { isoInstant } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { LoyaltyTransaction } from '#shared/features/rewards/rewards.schema.ts'
import type { Services } from '../../../services.ts'
import { announceChange } from '../../../store/announce.ts'
import type { Queryable, Transaction } from '../../../store/store.ts'
import { lockEvenErased } from '../../customers/customers.queries.ts'
import { blankTransaction, postPoints, sumOf } from './points-ledger.ts'

/** Customers looked up at once, and most in one round of the housekeeping: the rest waits for the next. */
const BATCH = 200
const MAX_CUSTOMERS = 4_000

/**
 * Each customer in a transaction of its own; nodes may run it at once.
 * @param today of the operator's calendar. @returns how many customers lost points
 */
export async function expirePoints(services: Pick<Services, 'store' | 'clock' | 'log'>, { today, signal }: { today: string; signal?: AbortSignal }): Promise<number> {
  let [done, seen] = [0, 0]
  let after: string | null = null
  while (seen < MAX_CUSTOMERS) {
    const customers: string[] = await withEndedBatches(services.store.db, today, after)
    for (const customerId of customers) {
      if (signal?.aborted) return done
      if (await tryToExpire(services, { customerId, today })) done += 1
    }
    seen += customers.length
    after = customers.at(-1) ?? null
    if (customers.length < BATCH) break
  }
  return done
}

/** One customer's fault holds up nobody: they are tried again in the next round. */
async function tryToExpire({ store, clock, log }: Pick<Services, 'store' | 'clock' | 'log'>, of: { customerId: string; today: string }): Promise<boolean> {
  try {
    return await store.db.transaction().execute((trx) => expireOf(trx, clock, of))
  } catch (error) {
    log.error({ customerId: of.customerId, code: String((error as { code?: unknown }).code ?? 'unknown') }, 'points could not be ended')
    return false
  }
}

async function withEndedBatches(db: Queryable, today: string, after: string | null): Promise<string[]> {
  let query = db.selectFrom('loyaltyBatch').select('customerId').distinct()
    .where('remaining', '>', 0).where('expiresOn', '<', today).where('removedAt', 'is', null)
  if (after !== null) query = query.where('customerId', '>', after)
  return (await query.orderBy('customerId').limit(BATCH).execute()).map(({ customerId }) => customerId)
}

async function expireOf(trx: Transaction, clock: Services['clock'], { customerId, today }: { customerId: string; today: string }): Promise<boolean> {
  await lockEvenErased(trx, customerId)
  const ended = await trx.selectFrom('loyaltyBatch').select(['id', 'remaining'])
    .where('customerId', '=', customerId).where('remaining', '>', 0).where('expiresOn', '<', today).where('removedAt', 'is', null).orderBy('id').execute()
  if (ended.length === 0) return false
  const postings = ended.map(({ id, remaining }) => ({ batchId: id, points: -remaining }))
  const transaction: LoyaltyTransaction = { ...blankTransaction, id: newId(clock), customerId, kind: 'expired', points: sumOf(postings), at: isoInstant(clock.now()) }
  await postPoints(trx, { transaction, postings })
  await announceChange(trx, ['loyaltyTransaction', 'loyaltyBatch'], [customerId])
  return true
}
