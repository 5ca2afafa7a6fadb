/**
 * The built-in optimiser on Solomon's 100-customer instances, one at a time on one thread: no plan breaks a rule, as the checker says
 * that shares nothing with the optimiser, and none leaves a customer out; vehicles and distance against the best known. Where the
 * machine is so busy that a budget is not used up in time, the clock stops it and the best so far counts, which the figures tell.
 * The same seed gives the same plan, in this thread and in another. Then good plans are broken on purpose, and the checker must
 * notice each.
 *
 * `--seconds=N` gives each instance another budget for a quick look; the proof is the usual one.
 */
import { isDeepStrictEqual } from 'node:util'
import { faultsInPlan, isFeasible } from '../../electron/backend/features/dispatch/plan/check-plan.ts'
import { improve } from '../../electron/backend/features/dispatch/plan/improve.ts'
import { improveInWorker } from '../../electron/backend/features/dispatch/plan/plan-in-worker.ts'
import type { Plan, PlannedRoute, PlanProblem } from '../../electron/backend/features/dispatch/plan/plan-port.ts'
import { runReport, type Report } from '../lib/report.ts'
import { wanted } from '../lib/wanted.ts'
import { lengthOf, readInstances, type Instance } from './support/solomon.ts'

const SECONDS = wanted('seconds', 9)
/** Bounds of the wish. */
const SECONDS_EACH = 10
/** When the clock stops an instance, in ms. */
const STOP_MS = 9_000
const GAP_PERCENT = 5
const SEED_ITERATIONS = 20_000
const SEED_INSTANCES = new Set(['C101', 'R103', 'R211', 'RC105', 'RC207'])

type Result = { name: string; group: string; vehicles: number; bestVehicles: number; distance: number; bestDistance: number; gapPercent: number | null; seconds: number; processorSeconds: number; stoppedByClock: boolean; faults: string[] }
const round = (value: number, digits = 2): number => Number(value.toFixed(digits))
const mean = (values: readonly number[]): number | null => (values.length === 0 ? null : round(values.reduce((sum, value) => sum + value, 0) / values.length))
const isNumber = (value: number | null): value is number => value !== null

async function solve(instance: Instance, seed: number): Promise<{ result: Result; plan: Plan }> {
  const { name, group, problem, best } = instance
  const started = performance.now()
  const before = process.cpuUsage()
  const { plan, stopped: stoppedByClock } = await improve(problem, null, { seed, seconds: SECONDS, signal: AbortSignal.timeout(STOP_MS) })
  const seconds = round((performance.now() - started) / 1_000)
  const { user, system } = process.cpuUsage(before)
  const processorSeconds = round((user + system) / 1e6)
  const vehicles = plan.routes.length
  const distance = lengthOf(instance, plan)
  const gapPercent = vehicles === best.vehicles ? round((distance / best.distance - 1) * 100) : null
  const faults = [...faultsInPlan(problem, plan).map(({ rule, detail }) => `${rule}: ${detail}`), ...plan.unassigned.map(({ job }) => `left out: ${job}`)]
  return { plan, result: { name, group, vehicles, bestVehicles: best.vehicles, distance: round(distance), bestDistance: best.distance, gapPercent, seconds, processorSeconds, stoppedByClock, faults } }
}

const line = ({ name, vehicles, bestVehicles, distance, bestDistance, gapPercent, seconds, processorSeconds, stoppedByClock, faults }: Result): string =>
  `${name}: ${vehicles} vehicles (best known ${bestVehicles}), distance ${distance} (${bestDistance}${gapPercent === null ? '' : `, ${gapPercent} % more`}), ${seconds} s (${processorSeconds} s of processor${stoppedByClock ? ', stopped by the clock' : ''})${faults.length > 0 ? `, NOT feasible: ${faults[0]}` : ''}`

function groupsOf(results: readonly Result[]): Record<string, object> {
  return Object.fromEntries([...new Set(results.map(({ group }) => group))].map((group) => {
    const own = results.filter((result) => result.group === group)
    const sum = (read: (result: Result) => number): number => own.reduce((total, result) => total + read(result), 0)
    return [group, { instances: own.length, vehicles: sum(({ vehicles }) => vehicles), bestVehicles: sum(({ bestVehicles }) => bestVehicles), gapPercent: mean(own.map(({ gapPercent }) => gapPercent).filter(isNumber)), longestSeconds: Math.max(...own.map(({ seconds }) => seconds)) }]
  }))
}

/** @returns instances on which the same seed gave another plan, here or in a thread of its own; and on how many another seed did */
async function sameSeed(instances: readonly Instance[], seed: number): Promise<{ different: string[]; otherSeeds: number }> {
  const different: string[] = []
  let otherSeeds = 0
  for (const { name, problem } of instances.filter((instance) => SEED_INSTANCES.has(instance.name))) {
    const options = { seed, iterations: SEED_ITERATIONS }
    const { plan } = await improve(problem, null, options)
    const again = await improve(problem, null, { ...options, onProgress: () => undefined })
    const there = await improveInWorker(problem, null, options)
    const other = await improve(problem, null, { ...options, seed: seed + 1 })
    if (![again, there].every((one) => isDeepStrictEqual(one.plan, plan))) different.push(name)
    if (!isDeepStrictEqual(other.plan, plan)) otherSeeds += 1
  }
  return { different, otherSeeds }
}

/** Ways to break a plan of Solomon's, each against another rule. */
const broken: Record<string, (routes: PlannedRoute[], problem: PlanProblem) => { routes: PlannedRoute[]; problem?: PlanProblem }> = {
  'a customer is forgotten': ([first, ...rest]) => ({ routes: [{ ...first!, visits: first!.visits.slice(1) }, ...rest] }),
  'a customer is visited twice': ([first, ...rest]) => ({ routes: [{ ...first!, visits: [...first!.visits, first!.visits.at(-1)!] }, ...rest] }),
  'two customers change places': ([first, ...rest]) => ({ routes: [{ ...first!, visits: [first!.visits[1]!, first!.visits[0]!, ...first!.visits.slice(2)] }, ...rest] }),
  'two vans are one': ([first, second, ...rest]) => ({ routes: [{ ...first!, visits: [...first!.visits, ...second!.visits] }, ...rest] }),
  'a visit is a second early': ([first, ...rest]) => ({ routes: [{ ...first!, visits: first!.visits.map((visit, index) => (index === 1 ? { ...visit, arrival: visit.arrival - 1, start: visit.start - 1, end: visit.end - 1 } : visit)) }, ...rest] }),
  'the road is longer than they say': (routes, problem) => ({ routes, problem: { ...problem, travel: { ...problem.travel, seconds: problem.travel.seconds.map((seconds) => seconds * 1.001) } } }),
  'the vans are smaller': (routes, problem) => ({ routes, problem: { ...problem, technicians: problem.technicians.map((technician) => ({ ...technician, capacity: 10 })) } }),
  'the day is shorter': (routes, problem) => ({ routes, problem: { ...problem, technicians: problem.technicians.map((technician) => ({ ...technician, shift: { from: 0, to: 100 } })) } }),
}

function notCaught(solved: readonly { instance: Instance; plan: Plan }[]): string[] {
  return Object.entries(broken).filter(([, harm]) => solved.some(({ instance: { problem }, plan }) => {
    const harmed = harm([...plan.routes], problem)
    return isFeasible(harmed.problem ?? problem, { ...plan, routes: harmed.routes })
  })).map(([name]) => name)
}

function judge(report: Report, results: readonly Result[]): void {
  const over = (letters: RegExp): number => Math.max(0, ...results.filter(({ group }) => letters.test(group)).map(({ vehicles, bestVehicles }) => vehicles - bestVehicles))
  report.figure('groups', groupsOf(results))
  report.figure('instances', results)
  report.atMost('infeasiblePlans', 0, results.filter(({ faults }) => faults.length > 0).length)
  report.atMost('longestSeconds', SECONDS_EACH, Math.max(...results.map(({ seconds }) => seconds)))
  report.figure('stoppedByClock', results.filter(({ stoppedByClock }) => stoppedByClock).length)
  report.atMost('vehiclesOverBestOnC', 0, over(/^C/))
  report.atMost('vehiclesOverBestOnRAndRC', 1, over(/^R/))
  report.figure('instancesWithBestVehicles', results.filter(({ gapPercent }) => gapPercent !== null).length)
  report.atMost('gapPercentAtBestVehicles', GAP_PERCENT, mean(results.map(({ gapPercent }) => gapPercent).filter(isNumber)) ?? Number.NaN)
}

await runReport('plan', async (report) => {
  const instances = readInstances()
  const results: Result[] = []
  const solved: { instance: Instance; plan: Plan }[] = []
  for (const instance of instances) {
    const { plan, result } = await solve(instance, report.seed)
    report.say(line(result))
    results.push(result)
    solved.push({ instance, plan })
  }
  judge(report, results)
  const { different, otherSeeds } = await sameSeed(instances, report.seed)
  report.say(`same seed: ${different.length === 0 ? 'the same plans' : `other plans on ${different.join(', ')}`}; another seed: ${otherSeeds} other plans`)
  report.atMost('sameSeedOtherPlan', 0, different.length)
  // Where another seed changed nothing either, the same plan would say nothing.
  report.must('another seed gives another plan somewhere', otherSeeds > 0)
  const missed = notCaught(solved)
  report.figure('controls', Object.keys(broken))
  report.figure('controlCaught', missed.length === 0)
  report.must('controlCaught', missed.length === 0, missed.join(', '))
})
