/** Asks boxes to do what was written down for them, each once, and writes down what came of it; what a process before left behind is ended, and never done late. */
import { isoInstant } from '#shared/kernel/clock.ts'
import type { Equipment } from '#shared/features/catalog/catalog.schema.ts'
import type { ActionKind } from '#shared/features/diagnostics/equipment.schema.ts'
import { finish, wasAsked } from '#shared/features/diagnostics/run-guide.ts'
import type { ActionState } from '#shared/features/diagnostics/runs.schema.ts'
import { toAppError } from '../../http/errors.ts'
import { createQueueWorker, listenAndWork, type QueueWorker } from '../../queue-worker.ts'
import type { Services } from '../../services.ts'
import { announceChange } from '../../store/announce.ts'
import { readRows } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import { lockEvenErased } from '../customers/customers.queries.ts'
import { ACTION_CHANNEL } from './actions.commands.ts'
import { toBox, waitFor } from './measure.ts'
import { changeRun } from './runs.queries.ts'

/** So long a box may take to come back from what was done to it, in ms. A real one restarts within three minutes. */
export const ACT_MS = 240_000
/** Boxes asked at once, of one node. */
const LANES = 8

/** `over`: nobody is there any more for whom it was to be done. */
type Due = { id: string; customerId: string; runId: string; box: Equipment | null; action: ActionKind; over: boolean }
type Ended = Exclude<ActionState, 'running'>

export const openActionWorker = (services: Services): Promise<QueueWorker> => listenAndWork(services, ACTION_CHANNEL, createQueueWorker<Due, Ended>(services, {
  lanes: LANES,
  claim: (trx) => claim(trx, services),
  perform: (due) => perform(services, due),
  settle: (trx, due, ended) => settle(trx, services, due, ended),
  onFault: (error) => void toAppError(error, services.log),
}))

async function claim(trx: Transaction, { clock }: Services): Promise<Due | null> {
  const now = clock.now()
  const due = await trx.selectFrom('equipmentAction').select(['id', 'customerId', 'runId', 'equipmentId', 'action', 'attempts', 'requestedAt'])
    .where('state', '=', 'running').where(({ eb, or }) => or([eb('claimedUntil', 'is', null), eb('claimedUntil', '<=', isoInstant(now))]))
    .orderBy('requestedAt').limit(1).forUpdate().skipLocked().executeTakeFirst()
  if (!due) return null
  const { id, customerId, runId, equipmentId, action, attempts, requestedAt } = due
  await trx.updateTable('equipmentAction').set({ attempts: attempts + 1, claimedUntil: isoInstant(now + ACT_MS + 30_000) }).where('id', '=', id).execute()
  const [box] = await readRows(trx, 'equipment', [equipmentId])
  const [run] = await readRows(trx, 'diagnosticRun', [runId])
  return { id, customerId, runId, action, box: box ?? null, over: run?.state !== 'open' || now - Date.parse(requestedAt) > ACT_MS }
}

/** What came too late for its caller, or would be done to a box that has gone to somebody else, is not asked any more. */
async function perform(services: Services, { id: actionId, customerId, box, action, over }: Due): Promise<Ended> {
  if (!box || over || box.customerId !== customerId) return 'unknown'
  const answer = await waitFor(services, undefined, (bound) => services.equipment?.act({ actionId, action, box: toBox(box) }, bound), ACT_MS)
  if (!('silence' in answer)) return answer.value
  return wasAsked(answer.silence) ? 'noAnswer' : 'unknown'
}

/** The customer first, as every command of theirs; also one who was erased meanwhile. */
async function settle(trx: Transaction, { clock }: Services, { id, customerId, runId }: Due, state: Ended): Promise<void> {
  const at = isoInstant(clock.now())
  await lockEvenErased(trx, customerId)
  const { numUpdatedRows } = await trx.updateTable('equipmentAction').set({ state, finishedAt: at }).where('id', '=', id).where('state', '=', 'running').executeTakeFirst()
  const [run] = await readRows(trx, 'diagnosticRun', [runId])
  // Erased meanwhile, or settled by another.
  if (numUpdatedRows === 0n || !run) return
  await changeRun(trx, { at, by: null }, run, { trail: { entries: finish(run.trail.entries, id, { state, finishedAt: at }) } })
  await announceChange(trx, ['diagnosticRun'], [customerId])
}
