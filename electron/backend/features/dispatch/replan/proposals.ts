/** Plans that dispatchers wait for: one at a time for each, in a thread of its own, in this node's memory alone. Whoever asks another node, or too late, is told that it is gone. */
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { wallDay } from '#shared/kernel/wall-time.ts'
import { MAX_PLACEMENTS, type Longer, type ProposalState, type ProposePlan } from '#shared/features/dispatch/board-commands.schema.ts'
import type { BoardVisit } from '#shared/features/dispatch/board.schema.ts'
import type { Services, SignedIn } from '../../../services.ts'
import { readRows } from '../../../store/rows.ts'
import type { Store, Transaction } from '../../../store/store.ts'
import { readBoard } from '../board/board.queries.ts'
import { byHowLong } from '../board/placing.ts'
import { workerPlanner } from '../plan/plan-in-worker.ts'
import { keepingPins, plannerInstead, type PlannerInstead } from '../plan/planner-instead.ts'
import { vroomPlanner } from '../plan/vroom.ts'
import { propose } from './propose.ts'

/** Steps in which the progress is told. */
const STEPS = 100
/** Plans that one node makes at once: each is a thread. */
const MAX_AT_ONCE = 4
/** How long an answer waits for whoever asked. Milliseconds. */
const KEPT_MS = 15 * 60_000
/** So long an operator's VROOM server is waited for, which plans a day in some seconds. Milliseconds. */
const VROOM_MS = 20_000

type Running = { id: string; at: number; state: ProposalState; stop: AbortController }
const running = new WeakMap<Store, Map<string, Running>>()
const of = ({ store }: Services): Map<string, Running> => {
  const known = running.get(store) ?? new Map<string, Running>()
  running.set(store, known)
  return known
}

/** Begins; a plan that the same dispatcher still waits for is stopped. @throws AppError `limitExceeded` where too many are being made; `validation` at `longer` for work that takes as long already */
export async function beginProposal(trx: Transaction, services: Services, { agent }: SignedIn, { proposalId: id, date, region, scope }: ProposePlan): Promise<void> {
  if (scope.of === 'technician') await requireLonger(trx, scope.longer)
  const all = of(services)
  all.get(agent.id)?.stop.abort()
  all.delete(agent.id)
  const now = services.clock.now()
  for (const [key, { at, state }] of all) if (state.state !== 'working' && at < now - KEPT_MS) all.delete(key)
  const busy = [...all.values()].filter(({ state }) => state.state === 'working').length
  if (busy >= MAX_AT_ONCE) throw new AppError('limitExceeded', { limit: MAX_AT_ONCE, left: 0, unit: 'plans' })
  const { from, to } = wallDay(services.timeZone, date)
  if (to <= now) throw wrong('date', 'past')
  const one: Running = { id, at: now, state: { state: 'working', done: 0, of: STEPS }, stop: new AbortController() }
  all.set(agent.id, one)
  const board = await readBoard(trx, { from: date, days: 1, region }, { timeZone: services.timeZone, now })
  // What was promised for a day that is over is looked at where somebody asks for it.
  const isAsked = ({ id: visitId }: BoardVisit): boolean => scope.of === 'visit' && scope.workOrderId === visitId
  const promised = board.visits.filter((visit) => visit.technicianId !== null || visit.promised === null || Date.parse(visit.promised.to) > from || isAsked(visit))
  if (promised.length > MAX_PLACEMENTS) return void (one.state = { state: 'failed', reason: 'tooMany' })
  const planner = plannerOf(services)
  void propose({ ...board.days[0]!, opens: isoInstant(from), closes: isoInstant(to), technicians: board.technicians, visits: promised, now: now / 1_000 }, scope, {
    planner, signal: one.stop.signal, onProgress: (part) => { if (one.state.state === 'working') one.state = { state: 'working', done: Math.min(STEPS, Math.round(part * STEPS)), of: STEPS } },
  }).then((proposal) => void (one.state = { state: 'ready', proposal, instead: planner.failed }), (error: unknown) => {
    services.log.error({ error: error instanceof AppError ? error.code : String(error) }, 'a day could not be planned')
    one.state = { state: 'failed', reason: 'planner' }
  })
}

/** The operator's own where one is named; where that fails, the one built in: the visits of somebody who is ill do not wait for a server. What stays in a day can be kept (`day-problem.ts`). */
function plannerOf({ vroomUrl, log }: Services): PlannerInstead {
  if (!vroomUrl) return { ...workerPlanner, failed: false }
  const tell = (error: unknown): void => log.error({ error: error instanceof AppError ? error.code : String(error), detail: detailOf(error) }, 'the VROOM server did not plan a day: it is planned by the planner built in')
  return plannerInstead(keepingPins(vroomPlanner({ url: vroomUrl, timeoutMs: VROOM_MS })), workerPlanner, tell)
}
const detailOf = (error: unknown): string | undefined => (error instanceof AppError && 'detail' in error.data && typeof error.data.detail === 'string' ? error.data.detail : undefined)

/** By the rule by which the plan is taken. */
async function requireLonger(trx: Transaction, longer: Longer | null): Promise<void> {
  const [work] = longer ? await readRows(trx, 'workOrder', [longer.workOrderId]) : []
  if (work && longer && byHowLong(work, longer.minutes) <= 0) throw wrong('longer', 'notLonger')
}

/** @throws AppError `notFound`: another was begun since, or the program was started anew */
export function proposalState(services: Services, { agent }: SignedIn, proposalId: string): ProposalState {
  const one = of(services).get(agent.id)
  if (one?.id !== proposalId) throw new AppError('notFound', { what: 'proposal' })
  return one.state
}

export function cancelProposal(services: Services, { agent }: SignedIn, proposalId: string): void {
  const one = of(services).get(agent.id)
  if (one?.id !== proposalId) return
  one.stop.abort()
  of(services).delete(agent.id)
}
