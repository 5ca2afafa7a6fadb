/** What is out now where a customer lives: by the one rule that desks show it by. */
import type { AffectedService, ServiceProblem } from '#shared/features/outages/outages.schema.ts'
import { problemsAt, servicesOf } from '#shared/features/outages/affects.ts'
import { readRows } from '../../store/rows.ts'
import type { Queryable } from '../../store/store.ts'
import { getCustomer } from '../customers/customers.queries.ts'

/**
 * Outages and planned work under way that a caller there is told of, what is out first. @param among of these services alone; all that the customer has, where nobody says
 * @param now ms. @throws AppError `notFound`, for a customer who is none
 */
export async function problemsStanding(db: Queryable, customerId: string, now: number, among: readonly AffectedService[] | null = null): Promise<ServiceProblem[]> {
  const customer = await getCustomer(db, customerId)
  const products = await db.selectFrom('product').select(['kind', 'status']).where('customerId', '=', customerId).where('removedAt', 'is', null).execute()
  const services = servicesOf(products).filter((service) => among === null || among.includes(service))
  if (services.length === 0) return []
  const open = await db.selectFrom('serviceProblem').select('id').where('standing', 'in', ['confirmed', 'joined']).where('restoredAt', 'is', null).where('removedAt', 'is', null).execute()
  const problems = await readRows(db, 'serviceProblem', open.map(({ id }) => id))
  return problemsAt(problems, customer, services, now).filter(({ beganAt }) => Date.parse(beganAt) <= now)
}
