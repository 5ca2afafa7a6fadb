/**
 * Thirty days of a simulated plant with 2,000 nodes and 200,000 modems: nights, reboots, firmware waves, houses without power, flapping
 * modems, planned work, pollers that hang, telemetry that is late, out of order or there twice, busy phones; and 200 planted outages of 5
 * to 5,000 customers. The detector watches it minute by minute, from its first day on and with nothing learned. An outage is found in
 * time when one of its nodes is named within 10 minutes of its 20th affected modem going off; of those with fewer affected modems,
 * within 10 minutes of the last. A modem that was off already is not affected. A false alarm is a suspicion of which no node was out.
 *
 * The run's own seed is fresh unless it is given. The detector was made with the seeds of `TUNED`; those of `HELD_OUT` were not looked at
 * before it was done, and each run has two of them as well. Then two detectors that are broken on purpose must miss the bounds: one
 * without a threshold, and one that ignores lateness, to which an event happens when it arrives and as often as it arrives.
 *
 * `--days=N` and `--modems=N` make the runs smaller for a quick look; the proof is the usual size. Outages are fewer in proportion to the days.
 */
import { exactness, falseAlarms, gradeOutages, isHidden, isInTime, SIZE_CLASSES, watch, type Graded, type Watch } from '../../tests/support/telemetry-world/grade.ts'
import type { WorldSize } from '../../tests/support/telemetry-world/world.ts'
import { RULE } from '../../electron/backend/features/outages/detection/rule.ts'
import { runReport, type Report } from '../lib/report.ts'
import { median, p95, rounded } from '../lib/stats.ts'
import { wanted } from '../lib/wanted.ts'

const DAYS = wanted('days', 30)
const MODEMS = wanted('modems', 200_000)
const OUTAGES_A_DAY = 200 / 30
const MODEMS_OF_NODE = 100
/** Without a threshold each drop is a suspicion: two days of it are enough. */
const CONTROL_DAYS = Math.min(2, DAYS)

const TUNED = [1, 2, 3, 4, 5, 6, 7, 8]
const HELD_OUT = [682_019, 310_573, 843_089, 175_463, 996_211]
const HELD_OUT_RUNS = 2

const FOUND_SHARE = 0.95
const FALSE_ALARMS_A_DAY = 1

const sizeOf = (days: number): WorldSize => ({ days, modems: MODEMS, nodes: Math.round(MODEMS / MODEMS_OF_NODE), outages: Math.round(OUTAGES_A_DAY * days) })
const shareOf = (graded: readonly Graded[]): number => rounded(graded.filter(isInTime).length / graded.length, 4)

function run({ say }: Report, name: string, seed: number, days: number, how: Watch) {
  const started = performance.now()
  const watched = watch(seed, sizeOf(days), { ...how, onDay: (day) => { if (day % 10 === 9) say(`${name}, seed ${seed}: ${day + 1} of ${days} days`) } })
  const graded = gradeOutages(watched)
  const delays = graded.flatMap(({ foundAt, decidedAt }) => (foundAt === null ? [] : [Math.max(0, foundAt - decidedAt) / 60_000]))
  const { wronglyNamed, leftOut, overAfter } = exactness(watched)
  const missed = graded.filter((one) => !isInTime(one))
  const figures = {
    seed, days, events: watched.events, outages: graded.length,
    foundShare: shareOf(graded),
    falseAlarmsPerDay: rounded(falseAlarms(watched).length / days, 2),
    foundBySize: Object.fromEntries(SIZE_CLASSES.map(([least, below]) => {
      const of = graded.filter(({ outage }) => outage.customers >= least && outage.customers < below)
      return [`${least}-${below - 1}`, `${of.filter(isInTime).length} of ${of.length}`]
    })),
    /** Of those that were found, in time or not. */
    delayMinutes: delays.length === 0 ? null : { median: rounded(median(delays)), p95: rounded(p95(delays)) },
    missed: { late: missed.filter(({ foundAt }) => foundAt !== null).length, never: missed.filter(({ foundAt }) => foundAt === null).length, whilePollerHung: missed.filter((one) => isHidden(one, watched)).length },
    nodes: { wronglyNamed: rounded(wronglyNamed, 4), leftOut: rounded(leftOut, 4) },
    overAfterMinutes: overAfter.length === 0 ? null : { median: rounded(median(overAfter) / 60_000), p95: rounded(p95(overAfter) / 60_000) },
    held: watched.sizes,
    seconds: rounded((performance.now() - started) / 1_000),
  }
  say(`${name}, seed ${seed}: ${figures.foundShare * 100} % found in time, ${figures.falseAlarmsPerDay} false alarms a day`)
  return figures
}

const missesBounds = ({ foundShare, falseAlarmsPerDay }: ReturnType<typeof run>): boolean => foundShare < FOUND_SHARE || falseAlarmsPerDay > FALSE_ALARMS_A_DAY

await runReport('detect', async (report) => {
  report.figure('plant', { ...sizeOf(DAYS), rule: RULE, tunedOn: TUNED, heldOut: HELD_OUT })
  const own = run(report, 'own', report.seed, DAYS, {})
  const heldOut = HELD_OUT.slice(0, HELD_OUT_RUNS).map((seed) => run(report, 'held out', seed, DAYS, {}))
  report.figure('own', own)
  report.figure('heldOut', heldOut)
  for (const { seed, foundShare, falseAlarmsPerDay } of [own, ...heldOut]) {
    report.atLeast(`found share, seed ${seed}`, FOUND_SHARE, foundShare)
    report.atMost(`false alarms a day, seed ${seed}`, FALSE_ALARMS_A_DAY, falseAlarmsPerDay)
  }
  const controls = {
    'no threshold': run(report, 'no threshold', report.seed, CONTROL_DAYS, { options: { rule: { falseAlarmsPerDay: Infinity, minModems: 1, minModemsBeside: 1 } } }),
    'ignores lateness': run(report, 'ignores lateness', report.seed, DAYS, { tell: (event, arrivesAt) => ({ ...event, at: Math.floor(arrivesAt) }) }),
  }
  report.figure('controls', Object.fromEntries(Object.entries(controls).map(([name, { foundShare, falseAlarmsPerDay }]) => [name, { foundShare, falseAlarmsPerDay }])))
  const notCaught = Object.entries(controls).filter(([, figures]) => !missesBounds(figures)).map(([name]) => name)
  report.figure('controlCaught', notCaught.length === 0)
  report.must('controlCaught', notCaught.length === 0, notCaught.join(', '))
})
