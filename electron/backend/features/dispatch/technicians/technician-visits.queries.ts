import { dateIn } from '#shared/kernel/calendar.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { MAX_NAMED_VISITS, type TechnicianVisits } from '#shared/features/dispatch/technician-commands.schema.ts'
import { readRows } from '../../../store/rows.ts'
import type { Queryable } from '../../../store/store.ts'
import { listOpenVisits } from '../board/board.queries.ts'

/** What is in the way of taking somebody out of service, or of other hours. @throws AppError `notFound` */
export async function readTechnicianVisits(db: Queryable, technicianId: string, timeZone: string): Promise<TechnicianVisits> {
  const [technician] = await readRows(db, 'technician', [technicianId])
  if (!technician) throw new AppError('notFound', { what: 'technician' })
  const found = await listOpenVisits(db, technicianId, MAX_NAMED_VISITS + 1)
  return {
    visits: found.slice(0, MAX_NAMED_VISITS).map(({ id, reference, customerName, start, promised, city }) => ({ id, reference, customerName, start, promised, city, day: dateIn(timeZone, Date.parse(start!)) })),
    more: found.length > MAX_NAMED_VISITS,
  }
}
