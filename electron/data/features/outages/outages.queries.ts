/** Outages and planned work as this desk knows them: it has all of them, whatever its scope. */
import { byUrgency, isTold, problemsAt, servicesOf, shownSince } from '#shared/features/outages/affects.ts'
import type { ProblemKind, ServiceProblem } from '#shared/features/outages/outages.schema.ts'
import { MAX_PROBLEM_UPDATES, MAX_PROBLEMS, type ProblemView } from '#shared/features/outages/outages.procedures.ts'
import { problemThen } from '#shared/features/outages/problem-then.ts'
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { findById, listStream } from '../../database/stream-tables.ts'
import type { Db } from '../../database/statements.ts'

/** Parts stand with the one that speaks for them, and what was none is over. However many are, none of them takes the place of one that is not. @param now ms since 1970 */
export function listProblems(db: Db, { kind, over }: { kind: ProblemKind | null; over: boolean }, now: number): ServiceProblem[] {
  const current = `and standing <> 'dismissed' and (restoredAt is null or restoredAt > ?)`
  const found = listStream(
    db, 'serviceProblem', `where standing <> 'joined' and (? is null or kind = ?) ${over ? 'and ? is not null' : current} order by restoredAt is not null or standing = 'dismissed', beganAt desc, id desc limit ${MAX_PROBLEMS}`,
    kind, kind, isoInstant(shownSince(now)),
  )
  return byUrgency(found, now)
}

/** As they were at a moment; what ended two days before it is left out as it is today. Bounded by those that were not over then, the newest first. @param at ms since 1970 */
export function listProblemsThen(db: Db, { kind, over }: { kind: ProblemKind | null; over: boolean }, at: number): ServiceProblem[] {
  const current = '(restoredAt is null or restoredAt > ?)'
  const candidates = listStream(
    db, 'serviceProblem', `where (? is null or kind = ?) and ${over ? '? is not null' : current} and exists (select 1 from serviceProblemUpdate where problemId = serviceProblem.id and at <= ?) order by beganAt desc, id desc limit ${MAX_CANDIDATES}`,
    kind, kind, isoInstant(shownSince(at)), isoInstant(at),
  )
  const then = candidates.flatMap((problem) => problemThen(problem, updatesOf(db, problem.id).toReversed(), at) ?? [])
  const shown = then.filter(({ standing, restoredAt }) => standing !== 'joined' && (over || (standing !== 'dismissed' && (restoredAt === null || Date.parse(restoredAt) > shownSince(at)))))
  return byUrgency(shown, at).slice(0, MAX_PROBLEMS)
}

/** Parts and what was none are among them until their histories are read. */
const MAX_CANDIDATES = 2 * MAX_PROBLEMS
/** Newest first. */
const updatesOf = (db: Db, problemId: string) => listStream(db, 'serviceProblemUpdate', `where problemId = ? order by at desc, id desc limit ${MAX_PROBLEM_UPDATES}`, problemId)

/** @throws AppError `notFound` */
export function problemView(db: Db, problemId: string): ProblemView {
  const problem = findById(db, 'serviceProblem', problemId)
  if (!problem) throw new AppError('notFound', { what: 'serviceProblem' })
  return {
    problem,
    updates: updatesOf(db, problemId),
    parts: listStream(db, 'serviceProblem', `where parentId = ? order by beganAt desc, id desc limit ${MAX_PROBLEMS}`, problemId),
    parent: problem.parentId === null ? null : findById(db, 'serviceProblem', problem.parentId),
  }
}

/** What somebody who lives there notices, or will. @param now ms since 1970 */
export function problemsOfCustomer(db: Db, customer: Customer, products: readonly Product[], now: number): ServiceProblem[] {
  const current = `(restoredAt is null or restoredAt > ?)`
  // A part is not over by itself: it is when the one that speaks for it is.
  const told = listStream(
    db, 'serviceProblem', `where ${current} and (standing = 'confirmed' or standing = 'joined' and parentId in (select id from serviceProblem where standing = 'confirmed' and ${current}))`,
    isoInstant(shownSince(now)), isoInstant(shownSince(now)),
  )
  return problemsAt(told, customer, servicesOf(products), now)
}

/**
 * Those of which this customer was promised to hear, but which are not `here`, where they live: they were drawn anew, or somebody moved.
 * @param now ms since 1970
 */
export function problemsPromised(db: Db, customerId: string, here: readonly ServiceProblem[], now: number): ServiceProblem[] {
  const promised = listStream(
    db, 'serviceProblem', `where id in (select problemId from serviceProblemReport where customerId = ? and tell in ('waiting', 'elsewhere')) order by beganAt desc, id desc limit ${MAX_PROBLEMS}`, customerId,
  )
  return byUrgency(promised.filter((problem) => isTold(problem, now) && !here.some(({ id }) => id === problem.id)), now)
}
