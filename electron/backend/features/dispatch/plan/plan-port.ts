/**
 * The port to whatever plans a day of visits: the optimiser built in (`improve.ts`, in a thread of its own by `plan-in-worker.ts`)
 * or an operator's VROOM server (`vroom.ts`). Nothing here knows database, clock or map.
 *
 * Times are seconds on one axis that the caller chooses (since the operator's midnight, or since the epoch), finite, fractions
 * allowed. Places are numbers: row and column of the travel matrix.
 */
export type Span = { from: number; to: number }

export type TechnicianBreak = {
  /** How long it lasts, above 0. */
  seconds: number
  /**
   * When it may begin. It is taken once a day between two visits, also on the road: the drive goes on afterwards. Who has no
   * visit needs none.
   */
  window: Span
}

export type PlanTechnician = {
  id: string
  /** Where the day begins and where it ends, such as home and depot. */
  start: number
  end: number
  /** From leaving `start` to being at `end`; there is no overtime. */
  shift: Span
  skills: readonly string[]
  /** What fits into the van, in the unit of the jobs' `demand`; without it nothing is counted. */
  capacity?: number
  break?: TechnicianBreak
  /** What sending them out at all weighs, in seconds of travel; 0 when it is not said. */
  fixedCost?: number
}

/**
 * A person's decision, which outweighs each priority. Whoever pins a technician has weighed the skills, and whoever pins a
 * start the promised windows: neither is asked again. Travel, shift, break and capacity still are.
 */
export type Pin = { technician?: string; start?: number }

export type PlanJob = {
  id: string
  place: number
  /** Seconds at the customer's, 0 or more. */
  service: number
  /** What the customer was promised: the work begins within one of these. At least one. */
  windows: readonly Span[]
  /** All of them are needed. */
  skills: readonly string[]
  /** 0 to 9; one job of a higher priority outweighs any number of lower ones. */
  priority: number
  pinned?: Pin
  demand?: number
}

/** Row-major, `places` x `places`: from the row's place to the column's. There and back may differ; the diagonal is the way between two jobs at one place. */
export type TravelMatrix = { places: number; seconds: Float64Array; meters?: Float64Array }

export type PlanProblem = {
  technicians: readonly PlanTechnician[]
  jobs: readonly PlanJob[]
  travel: TravelMatrix
  /**
   * What counts after the jobs that find no place, by priority. `vehicles`: the number of technicians sent out, then travel.
   * `travel`: seconds of travel and fixed costs.
   */
  minimise: 'travel' | 'vehicles'
}

/** `arrival` is at the door, `start` when the work begins (later than `arrival` when the window or a break is waited for), `end` when it is done. */
export type PlannedVisit = { job: string; arrival: number; start: number; end: number }
/** `before` is the index of the visit that follows it; the number of visits when it is taken on the way to the day's end. */
export type PlannedBreak = { start: number; end: number; before: number }
export type PlannedRoute = { technician: string; leaves: number; visits: readonly PlannedVisit[]; break: PlannedBreak | null; returns: number }

/**
 * - `skills`: nobody here has all of them.
 * - `outOfReach`: who has them does not get there in a window and back within the shift, even with nothing else to do, or the van is too small.
 * - `noRoom`: somebody could, and does something else instead.
 */
export type UnassignedReason = 'skills' | 'outOfReach' | 'noRoom'
export type UnassignedJob = { job: string; reason: UnassignedReason }

export type PlanTotals = {
  visits: number
  unassigned: number
  /** Visits that begin within a promised window. */
  promisesKept: number
  /** Technicians with at least one visit. */
  technicians: number
  travelSeconds: number
  /** Neither driving, nor working, nor on the break, between leaving and coming back. */
  waitingSeconds: number
  /** Of the travel; null where the problem has no distances. */
  meters: number | null
}

/** Only technicians with visits have a route. */
export type Plan = { routes: readonly PlannedRoute[]; unassigned: readonly UnassignedJob[]; totals: PlanTotals }

export type PlanProgress = { done: number; of: number; best: PlanTotals }

/**
 * How long it may take. `iterations` is exact. `seconds` is turned into a number of iterations by the size of the problem alone,
 * at the pace of a slow and busy machine (`pace.ts`), so that both give the same plan for the same seed wherever they run, and
 * most machines are done sooner. Who needs an end by the wall clock gives a `signal`.
 */
export type Budget = { seconds: number } | { iterations: number }

export type ImproveOptions = Budget & {
  /** A whole number. The same problem, plan, seed and budget give the same answer unless the signal stopped it. */
  seed: number
  onProgress?: (progress: PlanProgress) => void
  /** Stops it; what was best until then is answered. */
  signal?: AbortSignal
}

/** A job's part in both plans; `technician` and `start` are null where it is unassigned. */
export type VisitChange = {
  job: string
  before: { technician: string | null; start: number | null }
  after: { technician: string | null; start: number | null }
}

/** What a person reads before the plan is taken: a gain is positive, a loss negative. */
export type PlanGain = {
  minutesOfTravel: number
  promisesKept: number
  visits: number
  /** Fewer technicians on the road. */
  technicians: number
  meters: number | null
  /** Jobs that get another technician, find a place or lose it. */
  reassigned: readonly VisitChange[]
  /** Jobs that stay with their technician and begin at least a minute earlier or later. */
  moved: readonly VisitChange[]
}

export type Improvement = {
  plan: Plan
  before: PlanTotals
  gain: PlanGain
  /** False when the plan that came breaks a rule (`check-plan.ts`), as after a technician fell ill; then the answer may be longer than it. */
  wasFeasible: boolean
  iterations: number
  /** True when the signal ended it. */
  stopped: boolean
}

export type Planner = {
  /**
   * Answers a plan that keeps every rule (`check-plan.ts`) and is never worse than a feasible one that it was given.
   * @param current null when there is none yet
   * @throws AppError `validation` for a problem that makes no sense; a server's also `offline`, `incompatible` and `internal`
   */
  improve(problem: PlanProblem, current: Plan | null, options: ImproveOptions): Promise<Improvement>
}
