/**
 * Where the points of a redemption go back to. Each batch gets its own again, with its own last day; but nobody loses by
 * our mistake: they have at least as many days as were left when they were redeemed, up to RESTORED_DAYS. Where their own day
 * is earlier than that, they come back as a batch beside the old one, of the same origin and with its own last day.
 */
import { addDays, dayOf } from '#shared/kernel/calendar.ts'
import { newId } from '#shared/kernel/ids.ts'
import { RESTORED_DAYS, type LoyaltyBatch, type LoyaltyTransaction } from '#shared/features/rewards/rewards.schema.ts'
import type { Act } from '../../../command.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { momentOf } from '../moment.ts'
import { postingsOf, type PointPosting } from './points-ledger.ts'

/** The last day of restored points. All are days of the operator's calendar. */
export function restoredUntil({ expiresOn, redeemedOn, today }: { expiresOn: string; redeemedOn: string; today: string }): string {
  const had = Math.min(RESTORED_DAYS, Math.max(0, dayOf(expiresOn) - dayOf(redeemedOn)))
  const least = addDays(today, had)
  return least > expiresOn ? least : expiresOn
}

type Restored = { batches: LoyaltyBatch[]; postings: PointPosting[] }

export async function restoredBatches(trx: Transaction, redemption: LoyaltyTransaction, { act, reversalId }: { act: Act; reversalId: string }): Promise<Restored> {
  const { clock } = act.services
  const redeemedOn = momentOf(act.services, redemption.at).today
  const taken = await postingsOf(trx, redemption.id)
  const batches = new Map((await readRows(trx, 'loyaltyBatch', taken.map(({ batchId }) => batchId))).map((batch) => [batch.id, batch]))
  const restored: Restored = { batches: [], postings: [] }
  for (const { batchId, points } of taken) {
    const batch = batches.get(batchId) as LoyaltyBatch
    const expiresOn = restoredUntil({ ...batch, redeemedOn, today: act.today })
    const own = expiresOn === batch.expiresOn
    const id = own ? batchId : newId(clock)
    restored.postings.push({ batchId: id, points: -points })
    if (!own) restored.batches.push({ ...batch, id, version: 1, transactionId: reversalId, expiresOn, points: -points, remaining: -points })
  }
  return restored
}
