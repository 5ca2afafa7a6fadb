/** Visits of an account, and what can be booked, as this desk knows it: kinds of work, windows and technicians are on every desk. */
import type { Technician, TimeSlot, WorkType } from '#shared/features/dispatch/technicians.schema.ts'
import { MAX_VISITS, type Visit } from '#shared/features/dispatch/booking.procedures.ts'
import { findById, listStream } from '../../database/stream-tables.ts'
import type { Db } from '../../database/statements.ts'

const MAX_WORK_TYPES = 200
const MAX_SLOTS = 24
const MAX_TECHNICIANS = 2_000

export function whatCanBeBooked(db: Db): { workTypes: WorkType[]; timeSlots: TimeSlot[]; skills: string[]; languages: string[] } {
  const technicians = listTechnicians(db)
  const of = (each: (technician: Technician) => readonly string[], most: number): string[] => [...new Set(technicians.flatMap(each))].sort().slice(0, most)
  return {
    workTypes: listStream(db, 'workType', `where active = 1 order by json_extract(names, '$.en') limit ${MAX_WORK_TYPES}`),
    timeSlots: listStream(db, 'timeSlot', `where active = 1 order by fromMinute, toMinute limit ${MAX_SLOTS}`),
    skills: of(({ skills }) => skills, 200), languages: of(({ languages }) => languages, 60),
  }
}

export const listTechnicians = (db: Db): Technician[] => listStream(db, 'technician', `where active = 1 order by name, id limit ${MAX_TECHNICIANS}`)

/** Those whose promise stands first, the next one on top; then the last ones. */
export function visitsOf(db: Db, customerId: string): Visit[] {
  const appointments = listStream(
    db, 'appointment', `where customerId = ? order by status not in ('booked', 'confirmed'), case when status in ('booked', 'confirmed') then windowStart end, windowStart desc, id limit ${MAX_VISITS}`, customerId,
  )
  return appointments.map((appointment) => {
    const [workOrder = null] = listStream(db, 'workOrder', `where customerId = ? and appointmentId = ? order by status = 'cancelled', id desc limit 1`, customerId, appointment.id)
    const technician = workOrder?.technicianId == null ? null : findById(db, 'technician', workOrder.technicianId)
    return { appointment, workOrder, technicianName: technician?.name ?? null, workType: findById(db, 'workType', appointment.workTypeId) }
  })
}
