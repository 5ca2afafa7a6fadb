/**
 * M. M. Solomon's instances of the vehicle routing problem with time windows (Operations Research 35(2), 1987), a public benchmark
 * with 100 customers each: clustered (C), at random (R) and mixed (RC), with small vans (1) and large ones (2). Distance is
 * Euclidean in double precision, and a unit of distance takes a unit of time.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Plan, PlanProblem } from '../../../electron/backend/features/dispatch/plan/plan-port.ts'
import { inProject } from '../../lib/paths.mjs'

const folder = inProject('../shared/data/solomon')
const bestKnownSchema = z.record(z.string(), z.object({ vehicles: z.int().positive(), distance: z.number().positive() }))

type Row = { x: number; y: number; demand: number; ready: number; due: number; service: number }
export type Instance = { name: string; group: string; problem: PlanProblem; best: { vehicles: number; distance: number }; rows: readonly Row[] }

/** @throws Error when the instances are not beside this clone */
export function readInstances(): Instance[] {
  if (!existsSync(path.join(folder, 'best-known.json'))) throw new Error(`Solomon's instances are not there: ${path.relative(inProject(), folder)} beside this clone, with best-known.json`)
  const best = bestKnownSchema.parse(JSON.parse(readFileSync(path.join(folder, 'best-known.json'), 'utf8')))
  return readdirSync(folder).filter((file) => file.endsWith('.txt')).sort().map((file) => {
    const name = path.basename(file, '.txt')
    const known = best[name]
    if (!known) throw new Error(`best-known.json has no ${name}`)
    return { name, group: name.replace(/\d\d$/, ''), best: known, ...read(readFileSync(path.join(folder, file), 'utf8')) }
  })
}

function read(text: string): Pick<Instance, 'problem' | 'rows'> {
  const numbers = text.split('\n').map((line) => line.trim().split(/\s+/).map(Number)).filter((line) => line.length > 1 && line.every(Number.isFinite))
  const [[vehicles, capacity] = [], ...lines] = numbers
  const rows = lines.map(([, x, y, demand, ready, due, service]) => ({ x, y, demand, ready, due, service }) as Row)
  const [depot, ...customers] = rows
  if (vehicles === undefined || capacity === undefined || !depot || customers.length === 0) throw new Error('no instance of Solomon\'s')
  const shift = { from: depot.ready, to: depot.due }
  const problem: PlanProblem = {
    minimise: 'vehicles',
    technicians: Array.from({ length: vehicles }, (_, index) => ({ id: `vehicle ${index + 1}`, start: 0, end: 0, shift, skills: [], capacity })),
    jobs: customers.map(({ demand, ready, due, service }, index) => ({ id: `customer ${index + 1}`, place: index + 1, service, windows: [{ from: ready, to: due }], skills: [], priority: 0, demand })),
    travel: { places: rows.length, seconds: Float64Array.from(rows.flatMap((from) => rows.map((to) => distance(from, to)))) },
  }
  return { problem, rows }
}

const distance = (from: Row, to: Row): number => Math.sqrt((from.x - to.x) ** 2 + (from.y - to.y) ** 2)

/** Added up from the coordinates, and not from what the plan says of itself. */
export function lengthOf({ rows, problem }: Instance, { routes }: Plan): number {
  const place = new Map(problem.jobs.map((job) => [job.id, job.place]))
  return routes.reduce((sum, { visits }) => {
    const stops = [0, ...visits.map(({ job }) => place.get(job) ?? Number.NaN), 0].map((index) => rows[index]!)
    return sum + stops.slice(1).reduce((length, stop, index) => length + distance(stops[index]!, stop), 0)
  }, 0)
}
