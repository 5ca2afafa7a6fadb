/** Whether a problem makes sense at all; whatever plans it may rely on that. */
import { AppError } from '#shared/kernel/errors.ts'
import type { PlanJob, PlanProblem, PlanTechnician, Span, TravelMatrix } from './plan-port.ts'

type Issue = { path: string; message: string }
const HIGHEST_PRIORITY = 9
/** As many as are listed: whoever sends a broken matrix need not read each cell. */
const ISSUES = 20

/** @throws AppError `validation`, whose issues name the fields */
export function checkProblem(problem: PlanProblem): void {
  const issues = [...firstIssues(problem)]
  if (issues.length > 0) throw new AppError('validation', { issues, detail: 'plan' })
}

function* firstIssues(problem: PlanProblem): Iterable<Issue> {
  let count = 0
  for (const issue of issuesOf(problem)) {
    yield issue
    if ((count += 1) === ISSUES) return
  }
}

function* issuesOf({ technicians, jobs, travel }: PlanProblem): Iterable<Issue> {
  const known = new Set(technicians.map(({ id }) => id))
  yield* matrixIssues(travel)
  yield* doubled('technicians', technicians)
  yield* doubled('jobs', jobs)
  for (const [index, technician] of technicians.entries()) yield* under(`technicians.${index}`, technicianIssues(technician, travel.places))
  for (const [index, job] of jobs.entries()) yield* under(`jobs.${index}`, jobIssues(job, travel.places, known))
}

function* matrixIssues({ places, seconds, meters }: TravelMatrix): Iterable<Issue> {
  for (const [name, cells] of Object.entries({ seconds, ...(meters ? { meters } : {}) })) {
    if (cells.length !== places * places) yield { path: `travel.${name}`, message: `${places * places} cells for ${places} places` }
    const wrong = cells.findIndex((cell) => !isAmount(cell))
    if (wrong >= 0) yield { path: `travel.${name}.${wrong}`, message: 'finite and not below 0' }
  }
}

function* doubled(path: string, named: readonly { id: string }[]): Iterable<Issue> {
  const seen = new Set<string>()
  for (const { id } of named) {
    if (seen.has(id)) yield { path, message: `${id} comes twice` }
    seen.add(id)
  }
}

function* technicianIssues({ start, end, shift, capacity = 0, fixedCost = 0, break: pause }: PlanTechnician, places: number): Iterable<Issue> {
  if (!isPlace(start, places)) yield { path: 'start', message: 'a place of the matrix' }
  if (!isPlace(end, places)) yield { path: 'end', message: 'a place of the matrix' }
  if (!isSpan(shift)) yield { path: 'shift', message: 'begins before it ends' }
  if (!isAmount(capacity)) yield { path: 'capacity', message: 'finite and not below 0' }
  if (!isAmount(fixedCost)) yield { path: 'fixedCost', message: 'finite and not below 0' }
  if (!pause) return
  if (!(isAmount(pause.seconds) && pause.seconds > 0)) yield { path: 'break.seconds', message: 'finite and above 0' }
  if (!isSpan(pause.window)) yield { path: 'break.window', message: 'begins before it ends' }
  else if (Math.max(pause.window.from, shift.from) > Math.min(pause.window.to, shift.to - pause.seconds)) yield { path: 'break', message: 'fits into the shift' }
}

function* jobIssues({ place, service, windows, priority, demand = 0, pinned }: PlanJob, places: number, known: ReadonlySet<string>): Iterable<Issue> {
  if (!isPlace(place, places)) yield { path: 'place', message: 'a place of the matrix' }
  if (!isAmount(service)) yield { path: 'service', message: 'finite and not below 0' }
  if (windows.length === 0) yield { path: 'windows', message: 'at least one' }
  for (const [index, window] of windows.entries()) if (!isSpan(window)) yield { path: `windows.${index}`, message: 'begins before it ends' }
  if (!(Number.isInteger(priority) && priority >= 0 && priority <= HIGHEST_PRIORITY)) yield { path: 'priority', message: `0 to ${HIGHEST_PRIORITY}` }
  if (!isAmount(demand)) yield { path: 'demand', message: 'finite and not below 0' }
  if (pinned?.start !== undefined && !Number.isFinite(pinned.start)) yield { path: 'pinned.start', message: 'finite' }
  if (pinned?.technician !== undefined && !known.has(pinned.technician)) yield { path: 'pinned.technician', message: 'one of the technicians' }
}

function* under(path: string, issues: Iterable<Issue>): Iterable<Issue> {
  for (const issue of issues) yield { path: `${path}.${issue.path}`, message: issue.message }
}

const isAmount = (value: number): boolean => Number.isFinite(value) && value >= 0
const isPlace = (place: number, places: number): boolean => Number.isInteger(place) && place >= 0 && place < places
const isSpan = ({ from, to }: Span): boolean => Number.isFinite(from) && Number.isFinite(to) && from <= to
