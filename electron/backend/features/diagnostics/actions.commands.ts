/** Something is done to a box: written first, then asked of it by the worker, and what it answered is put where it was asked for. */
import { sql } from 'kysely'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import type { ActOnEquipment, TrailEntry } from '#shared/features/diagnostics/runs.schema.ts'
import { take } from '#shared/features/diagnostics/run-guide.ts'
import type { Effect } from '../../command.ts'
import { requireRightNow } from '../../require-right-now.ts'
import { notify } from '../../store/announce.ts'
import type { Transaction } from '../../store/store.ts'
import { boxToActOn } from './boxes.queries.ts'
import { endByOutage, standing, walk } from './runs.commands.ts'

/** Says to every node's worker that a box is to be asked. */
export const ACTION_CHANNEL = 'headend_equipment'
/** Of one box in an hour: a box that restarts all the time is no better for it. */
export const MAX_ACTIONS = 6
const HOUR_MS = 3_600_000

/** @throws AppError `conflict` of `equipmentAction` while another is done to the box; `limitExceeded` with unit `actions` */
export const actOnEquipment: Effect<ActOnEquipment> = async (trx, input, act) => {
  const { run, guide, step, entries } = await standing(trx, input)
  await requireRightNow(trx, act, 'diagnostics.act')
  if (step.kind !== 'act') throw wrong('step', 'notOfThisStep')
  if (!act.services.equipment) throw wrong('step', 'notSetUp')
  const out = await endByOutage(trx, act, { run, guide, note: null })
  if (out) return out
  const box = await boxToActOn(trx, run.customerId, step.act, foundBad(entries))
  act.note({ action: step.act, equipmentId: box.id })
  // Two who act on one box take turns here; a box may change accounts, so it is not the customer that is held.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`equipment ${box.id}`}, 0))`.execute(trx)
  await requireIdle(trx, box.id, act.at)
  const { commandId: id } = input
  await trx.insertInto('equipmentAction').values({ id, customerId: run.customerId, equipmentId: box.id, runId: run.id, action: step.act, state: 'running', requestedAt: act.at }).execute()
  await notify(trx, ACTION_CHANNEL, {})
  const answer = { kind: 'acted', action: step.act, actionId: id, model: box.model, state: 'running', finishedAt: null } as const
  return walk(trx, act, run, take(entries, { step: step.id, at: act.at, by: act.by.agent.displayName, answer }))
}

async function requireIdle(trx: Transaction, equipmentId: string, at: string): Promise<void> {
  const of = trx.selectFrom('equipmentAction').where('equipmentId', '=', equipmentId)
  const running = await of.select('requestedAt').where('state', '=', 'running').executeTakeFirst()
  if (running) throw new AppError('conflict', { stream: 'equipmentAction', current: null, changedBy: null, changedAt: running.requestedAt })
  const { done } = await of.select(({ fn }) => fn.countAll<string>().as('done')).where('requestedAt', '>', isoInstant(Date.parse(at) - HOUR_MS)).executeTakeFirstOrThrow()
  if (Number(done) >= MAX_ACTIONS) throw new AppError('limitExceeded', { limit: MAX_ACTIONS, left: 0, unit: 'actions' })
}

/** The box that was last found not as it should be. */
function foundBad(entries: readonly TrailEntry[]): string | null {
  for (const { answer } of entries.toReversed()) if (answer.kind === 'measured' && answer.measurement.verdict !== 'good') return answer.measurement.equipmentId
  return null
}
