/** A run that nobody goes on with ends by itself: whoever calls again is begun anew, with the outage first. */
import { isoInstant } from '#shared/kernel/clock.ts'
import type { Services } from '../../services.ts'
import { announceChange } from '../../store/announce.ts'
import type { Transaction } from '../../store/store.ts'
import { lockEvenErased } from '../customers/customers.queries.ts'
import { changeRun, findOpenRun, nothingCame } from './runs.queries.ts'

/** A colleague goes on with it until then, in ms; what was measured the day before says little. */
export const IDLE_MS = 24 * 60 * 60 * 1_000
/** Of one round of the housekeeping. */
const MOST = 1_000

export async function leaveIdleRuns({ store: { db }, clock }: Pick<Services, 'store' | 'clock'>): Promise<void> {
  const [at, before] = [isoInstant(clock.now()), isoInstant(clock.now() - IDLE_MS)]
  const idle = await db.selectFrom('diagnosticRun').select('customerId').where('state', '=', 'open').where('removedAt', 'is', null).where('changedAt', '<=', before).orderBy('changedAt').limit(MOST).execute()
  for (const { customerId } of idle) await db.transaction().execute((trx) => leaveIdle(trx, customerId, { at, before }))
}

/** The customer first, as every command of theirs; somebody may have gone on meanwhile. */
async function leaveIdle(trx: Transaction, customerId: string, { at, before }: { at: string; before: string }): Promise<void> {
  await lockEvenErased(trx, customerId)
  const run = await findOpenRun(trx, customerId)
  if (!run || Date.parse(run.changedAt) > Date.parse(before)) return
  await changeRun(trx, { at, by: null }, run, { state: 'ended', outcome: { ...nothingCame, kind: 'left' } })
  await announceChange(trx, ['diagnosticRun'], [customerId])
}
