/**
 * A stand-in for a VROOM server with its express front (one POST, codes 0 to 3, statuses 200, 400 and 500), which reads a request as
 * strictly as VROOM's documentation (docs/API.md, 1.13) says it, plans plainly, and can be told to misbehave.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

const whole = z.int().min(0).max(2 ** 32 - 1)
const window = z.tuple([whole, whole]).refine(([from, to]) => from <= to)
const requestSchema = z.strictObject({
  vehicles: z.array(z.strictObject({
    id: whole, profile: z.string(), start_index: whole, end_index: whole, time_window: window, skills: z.array(whole), capacity: z.array(whole).length(1).optional(),
    breaks: z.array(z.strictObject({ id: whole, service: whole, time_windows: z.array(window).min(1) })), costs: z.strictObject({ fixed: whole }).optional(),
  })).min(1),
  jobs: z.array(z.strictObject({
    id: whole, location_index: whole, service: whole, time_windows: z.array(window).min(1), skills: z.array(whole), priority: z.int().min(0).max(100), delivery: z.array(whole).length(1).optional(),
  })).min(1),
  matrices: z.strictObject({ car: z.strictObject({ durations: z.array(z.array(whole)) }) }),
})
export type SeenRequest = z.infer<typeof requestSchema>
type Vehicle = SeenRequest['vehicles'][number]
type Job = SeenRequest['jobs'][number]
type Route = { vehicle: Vehicle; jobs: Job[] }

/** What becomes of the next request. */
export type VroomMood =
  | 'well' | 'silent' | 'dies' | 'cutsOff' | 'busy' | 'gateway' | 'notFound' | 'redirects' | 'page' | 'noJson' | 'otherJson' | 'inputError' | 'internalError'
  | 'strangeJob' | 'strangeVehicle' | 'jobTwice' | 'allToOne' | 'nothing' | 'newerVersion'

export type VroomServer = { url: string; mood: VroomMood; requests: SeenRequest[]; close(): Promise<void> }

export async function startVroomServer(): Promise<VroomServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => answer(vroom, Buffer.concat(chunks).toString('utf8'), response))
  })
  const vroom: VroomServer = { url: '', mood: 'well', requests: [], close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()) }) }
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  vroom.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return vroom
}

function answer(vroom: VroomServer, body: string, response: ServerResponse): void {
  const send = (status: number, text: string, headers = {}): void => void response.writeHead(status, headers).end(text)
  const parsed = requestSchema.safeParse(JSON.parse(body))
  if (!parsed.success) return send(400, JSON.stringify({ code: 2, error: z.prettifyError(parsed.error) }))
  vroom.requests.push(parsed.data)
  switch (vroom.mood) {
    case 'silent': return
    case 'dies': return void response.socket?.destroy()
    case 'cutsOff': return void (response.writeHead(200, { 'content-length': 10_000 }).write('{"code":0,'), setTimeout(() => response.socket?.destroy(), 20))
    case 'busy': return send(503, JSON.stringify({ code: 3, error: 'busy' }))
    case 'gateway': return send(502, '<html>Bad gateway</html>')
    case 'notFound': return send(404, 'Cannot POST /')
    case 'redirects': return send(307, '', { location: 'http://127.0.0.1:9/elsewhere' })
    case 'page': return send(200, '<html>Welcome</html>')
    case 'noJson': return send(200, '{"code":0')
    case 'otherJson': return send(200, JSON.stringify({ code: 0, routes: 'none', unassigned: [] }))
    case 'inputError': return send(400, JSON.stringify({ code: 2, error: 'Invalid skills for vehicle 0' }))
    case 'internalError': return send(500, JSON.stringify({ code: 1, error: 'std::bad_alloc' }))
    default: return send(200, JSON.stringify(solution(vroom.mood, parsed.data)))
  }
}

function solution(mood: VroomMood, request: SeenRequest): object {
  const routes = mood === 'nothing' ? [] : mood === 'allToOne' ? [{ vehicle: request.vehicles[0]!, jobs: request.jobs }] : plainly(request)
  const placed = new Set(routes.flatMap(({ jobs }) => jobs))
  const answered = routes.map(({ vehicle, jobs }) => ({
    vehicle: vehicle.id, cost: 0, duration: 0, service: 0, waiting_time: 0, violations: [],
    steps: [{ type: 'start', arrival: 0, duration: 0 }, ...jobs.map(({ id }) => ({ type: 'job', id, job: id, arrival: 0, duration: 0, service: 0 })), ...vehicle.breaks.map(({ id }) => ({ type: 'break', id, arrival: 0 })), { type: 'end', arrival: 0, duration: 0 }] as object[],
  }))
  if (mood === 'strangeJob') answered[0]!.steps.push({ type: 'job', id: 999, arrival: 0 })
  if (mood === 'strangeVehicle') answered[0]!.vehicle = 999
  if (mood === 'jobTwice') answered[0]!.steps.push(...answered[0]!.steps.filter((step) => 'job' in step))
  if (mood === 'newerVersion') Object.assign(answered[0]!, { setup: 0, priority: 5, geometry: 'x' })
  return { code: 0, summary: { cost: 0, routes: answered.length, unassigned: request.jobs.length - placed.size }, unassigned: request.jobs.filter((job) => !placed.has(job)).map(({ id }) => ({ id, type: 'job' })), routes: answered }
}

/** Each job, the most urgent first, at the end of the first route where it fits. */
function plainly(request: SeenRequest): Route[] {
  const routes = request.vehicles.map((vehicle): Route => ({ vehicle, jobs: [] }))
  for (const job of [...request.jobs].sort((one, other) => other.priority - one.priority || one.time_windows[0]![0] - other.time_windows[0]![0])) {
    routes.find(({ vehicle, jobs }) => goes(request, vehicle, [...jobs, job]))?.jobs.push(job)
  }
  return routes.filter(({ jobs }) => jobs.length > 0)
}

function goes({ matrices }: SeenRequest, vehicle: Vehicle, jobs: Job[]): boolean {
  const load = jobs.reduce((sum, { delivery }) => sum + (delivery?.[0] ?? 0), 0)
  if (load > (vehicle.capacity?.[0] ?? Number.POSITIVE_INFINITY) || jobs.some(({ skills }) => skills.some((skill) => !vehicle.skills.includes(skill)))) return false
  const [pause] = vehicle.breaks
  const way = (from: number, to: number): number => matrices.car.durations[from]![to]!
  /** The break is taken before this stop, or later. */
  function goesOn(index: number, place: number, time: number, rested: boolean): boolean {
    if (arrives(index, place, time, rested)) return true
    const [from, to] = pause?.time_windows[0] ?? [0, 0]
    return !rested && pause !== undefined && time <= to && arrives(index, place, Math.max(time, from) + pause.service, true)
  }
  function arrives(index: number, place: number, time: number, rested: boolean): boolean {
    const job = jobs[index]
    if (!job) return rested && time + way(place, vehicle.end_index) <= vehicle.time_window[1]
    const there = time + way(place, job.location_index)
    const window = job.time_windows.find(([, closes]) => there <= closes)
    return window !== undefined && goesOn(index + 1, job.location_index, Math.max(there, window[0]) + job.service, rested)
  }
  return goesOn(0, vehicle.start_index, vehicle.time_window[0], pause === undefined)
}
