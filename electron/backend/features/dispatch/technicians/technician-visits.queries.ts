import { dateIn } from '#shared/kernel/calendar.ts'
import { AppError } from '#shared/kernel/errors.ts'
import type { ListTechnicianVisits, TechnicianVisits } from '#shared/features/dispatch/technician-commands.schema.ts'
import { readRows } from '../../../store/rows.ts'
import type { Queryable } from '../../../store/store.ts'
import { listOpenVisits } from '../board/board.queries.ts'

/** What is in the way of taking somebody out of service, or of other hours: of the visits that a refusal named, those that still are theirs and open. @throws AppError `notFound` */
export async function readTechnicianVisits(db: Queryable, { technicianId, ids }: ListTechnicianVisits, timeZone: string): Promise<TechnicianVisits> {
  const [technician] = await readRows(db, 'technician', [technicianId])
  if (!technician) throw new AppError('notFound', { what: 'technician' })
  const found = await listOpenVisits(db, technicianId, ids)
  return { visits: found.map(({ id, reference, customerName, start, promised, city }) => ({ id, reference, customerName, start, promised, city, day: dateIn(timeZone, Date.parse(start!)) })) }
}
