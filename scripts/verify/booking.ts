/**
 * Fifty agents at one window at one moment, a thousand times, on PGlite and on PostgreSQL: one of them has it, each other one is told
 * by name who won. What the winner held is then booked (twice under one id, which is once), given back, or forgotten: not a
 * millisecond before its five minutes are over does anybody else have it, and then one other. A sweep that knows nothing of the
 * constraint goes over all rows. Then the same with the technician's lock taken out, where the constraint alone must hold; and without
 * both, where the sweep must find overlaps, or the proof could not have failed.
 *
 * `--rounds=N` and `--agents=N` make it smaller for a quick look; `--seed=N` repeats what winners do.
 */
import { isDeepStrictEqual } from 'node:util'
import { HOLD_MINUTES } from '#shared/features/dispatch/booking.schema.ts'
import { newId } from '#shared/kernel/ids.ts'
import { freshDatabase, startPostgres } from '../../tests/support/postgres.ts'
import type { StoreLocation } from '../../electron/backend/store/store.ts'
import { Random } from '../../electron/backend/demo/random.ts'
import { runReport, type Report } from '../lib/report.ts'
import { wanted } from '../lib/wanted.ts'
import { openBookingArena, raceForHold, sweep, type BookingArena, type Outcome, type Slot } from './support/booking-arena.ts'

const ROUNDS = wanted('rounds', 1_000)
const AGENTS = wanted('agents', 50)
const CONTROL_ROUNDS = 40
const HOLD_MS = HOLD_MINUTES * 60_000

type Tally = { rounds: number; races: number; oneWinner: number; told: number; wronglyTold: number; broken: number; early: number; late: number; replaysThatChanged: number; booked: number; forgotten: number; givenBack: number }
const empty = (): Tally => ({ rounds: 0, races: 0, oneWinner: 0, told: 0, wronglyTold: 0, broken: 0, early: 0, late: 0, replaysThatChanged: 0, booked: 0, forgotten: 0, givenBack: 0 })

async function racing(arena: BookingArena, slot: Slot, tally: Tally): Promise<Outcome> {
  const outcome = await raceForHold(arena, slot)
  tally.races += 1
  tally.oneWinner += Number(outcome.winners.length === 1)
  tally.told += outcome.told
  tally.wronglyTold += outcome.wronglyTold
  tally.broken += outcome.broken
  return outcome
}

/** Nobody has it until the last millisecond; then one of the others. */
async function forgotten(arena: BookingArena, slot: Slot, before: Outcome, tally: Tally): Promise<Outcome> {
  const other = arena.callers.find(({ by }) => by !== before.winners[0]?.caller.by)!
  arena.clock.advance(HOLD_MS - 1)
  tally.early += await arena.book.hold(other.by, { ...arena.book.wanted(other.customerId), holdId: newId(arena.clock), ...slot }).then(() => 1, () => 0)
  arena.clock.advance(1)
  const outcome = await racing(arena, slot, tally)
  tally.late += Number(outcome.winners.length === 0)
  return outcome
}

async function bookTwice({ book, clock, store }: BookingArena, { winners: [winner] }: Outcome, tally: Tally): Promise<void> {
  if (!winner) return
  const input = { commandId: newId(clock), appointmentId: newId(clock), workOrderId: newId(clock) }
  const answers = await Promise.allSettled([1, 2].map(() => book.bookHold(winner.caller.by, winner.caller.customerId, winner.hold, input)))
  const again = await book.bookHold(winner.caller.by, winner.caller.customerId, winner.hold, input)
  const first = answers.find((answer) => answer.status === 'fulfilled')
  const { rows } = await store.pool.query<{ n: number }>('select count(*)::int as n from work_order where id = $1', [input.workOrderId])
  tally.replaysThatChanged += Number(rows[0]?.n !== 1 || !first || !isDeepStrictEqual(again, first.value))
  tally.booked += 1
}

async function play(arena: BookingArena, random: Random, say: (text: string) => void): Promise<Tally> {
  const tally = empty()
  for (const slot of arena.slots) {
    let outcome = await racing(arena, slot, tally)
    const what = random.between(0, 2)
    if (what === 1) outcome = await forgotten(arena, slot, outcome, tally)
    const [winner] = outcome.winners
    if (what === 1) tally.forgotten += 1
    if (what === 2 && winner) {
      tally.givenBack += 1
      await arena.book.release(winner.caller.by, { customerId: winner.caller.customerId, holdId: winner.hold.holdId })
      outcome = await racing(arena, slot, tally)
    }
    await bookTwice(arena, outcome, tally)
    tally.rounds += 1
    if (tally.rounds % 100 === 0) say(`${tally.rounds} of ${arena.slots.length} rounds`)
  }
  return tally
}

async function prove(report: Report, name: string, location: StoreLocation): Promise<void> {
  const arena = await openBookingArena(location, { agents: AGENTS, rounds: ROUNDS })
  try {
    const started = performance.now()
    const tally = await play(arena, new Random(report.seed, 0, 1), (text) => report.say(`${name}: ${text}`))
    const swept = await sweep(arena)
    report.figure(name, { ...tally, ...swept, seconds: Math.round((performance.now() - started) / 1_000) })
    report.must(`${name}: one winner in each race`, tally.oneWinner === tally.races, `${tally.oneWinner} of ${tally.races}`)
    report.must(`${name}: each loser is told who won`, tally.wronglyTold === 0 && tally.broken === 0 && tally.told === tally.races * (AGENTS - 1), JSON.stringify(tally))
    report.must(`${name}: held until the last millisecond, and no longer`, tally.early === 0 && tally.late === 0, `${tally.early} early, ${tally.late} late`)
    report.must(`${name}: replays change nothing`, tally.replaysThatChanged === 0, tally.replaysThatChanged)
    report.must(`${name}: each job has its time`, swept.withoutTime === 0 && swept.jobs === tally.booked, JSON.stringify(swept))
    report.atMost(`${name}: overlaps`, 0, swept.overlaps)
  } finally {
    await arena.close()
  }
}

/** @returns overlaps that the sweep finds after a few rounds in which nobody books, since a hold is enough */
async function withoutGuards(url: string, { constrained }: { constrained: boolean }): Promise<{ overlaps: number; winners: number }> {
  const arena = await openBookingArena({ kind: 'server', url }, { agents: AGENTS, rounds: CONTROL_ROUNDS, locked: false, constrained })
  try {
    let winners = 0
    for (const slot of arena.slots) winners += (await raceForHold(arena, slot)).winners.length
    return { ...(await sweep(arena)), winners }
  } finally {
    await arena.close()
  }
}

await runReport('booking', async (report) => {
  report.figure('agents', AGENTS)
  await prove(report, 'embedded', { kind: 'embedded', dataDirectory: null })
  const postgres = await startPostgres()
  try {
    await prove(report, 'server', { kind: 'server', url: await freshDatabase(postgres.url) })
    const constraintAlone = await withoutGuards(await freshDatabase(postgres.url), { constrained: true })
    report.figure('constraintAlone', constraintAlone)
    report.atMost('overlaps with the constraint alone', 0, constraintAlone.overlaps)
    const neither = await withoutGuards(await freshDatabase(postgres.url), { constrained: false })
    report.figure('withoutLockAndConstraint', neither)
    report.figure('controlCaught', neither.overlaps > 0)
    report.must('controlCaught', neither.overlaps > 0, JSON.stringify(neither))
  } finally {
    await postgres.stop()
  }
})
