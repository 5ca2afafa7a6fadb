import { AppError } from '#shared/kernel/errors.ts'
import { addDays } from '#shared/kernel/calendar.ts'
import { wallDay } from '#shared/kernel/wall-time.ts'
import type { DaySheet, DaySheetInput, SheetVisit } from '#shared/features/dispatch/day-sheet.schema.ts'
import type { WorkOrder } from '#shared/features/dispatch/visits.schema.ts'
import { readRows } from '../../../store/rows.ts'
import type { Queryable } from '../../../store/store.ts'
import { listVisits } from './board.queries.ts'

/** Most visits of one day on a sheet. */
const MAX_VISITS = 60

/** @throws AppError `notFound` */
export async function readDaySheet(db: Queryable, { technicianId, date }: DaySheetInput, timeZone: string): Promise<DaySheet> {
  const [technician] = await readRows(db, 'technician', [technicianId])
  if (!technician) throw new AppError('notFound', { what: 'technician' })
  const visits = (await listVisits(db, { technicianIds: [technicianId], ...(await spanOfDay(db, { technicianId, date }, timeZone)) })).slice(0, MAX_VISITS)
  const works = byId(await readRows(db, 'workOrder', visits.map(({ id }) => id)))
  const appointments = byId(await readRows(db, 'appointment', visits.map(({ appointmentId }) => appointmentId).filter((id) => id !== null)))
  const types = byId(await readRows(db, 'workType', [...new Set(visits.map(({ workTypeId }) => workTypeId))]))
  return {
    technicianName: technician.name, date,
    visits: visits.map(({ id, reference, start, minutes, promised, customerName, street, city, postalCode, status, outcome, skills, speaks, workTypeId, appointmentId }): SheetVisit => {
      const { checklist, findings, travelSeconds } = works.get(id) as WorkOrder
      const promise = appointments.get(appointmentId ?? '')
      return { id, reference, start, minutes, promised, customerName, street, city, postalCode, status, outcome, skills, speaks, checklist, findings, travelSeconds, work: types.get(workTypeId)?.names ?? null, appointment: promise ? toldOf(promise) : null }
    }),
  }
}

const byId = <T extends { id: string }>(rows: readonly T[]): Map<string, T> => new Map(rows.map((row) => [row.id, row]))
const toldOf = ({ reference, reason, contactName, contactPhone, language, accessNotes, dogs, adultAtHome, hasGateCode }: NonNullable<SheetVisit['appointment']>): SheetVisit['appointment'] =>
  ({ reference, reason, contactName, contactPhone, language, accessNotes, dogs, adultAtHome, hasGateCode })

/**
 * The technician's day: the operator's, and what of a night shift is behind its midnight; what the night before has of this day is not of it. Ms since 1970.
 */
export async function spanOfDay(db: Queryable, { technicianId, date }: DaySheetInput, timeZone: string): Promise<{ from: number; to: number }> {
  const day = wallDay(timeZone, date)
  const shifts = await db.selectFrom('technicianShift').select(['day', 'endAt']).where('technicianId', '=', technicianId).where('day', 'in', [addDays(date, -1), date]).where('removedAt', 'is', null).execute()
  const endOf = (of: string): number => shifts.filter((shift) => shift.day === of).reduce((latest, { endAt }) => Math.max(latest, Date.parse(endAt)), 0)
  return { from: Math.max(day.from, endOf(addDays(date, -1))), to: Math.max(day.to, endOf(date)) }
}
