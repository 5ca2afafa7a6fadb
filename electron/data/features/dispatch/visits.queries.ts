/** Visits of an account, and what can be booked, as this desk knows it: kinds of work and technicians are on every desk. */
import type { Technician, WorkType } from '#shared/features/dispatch/technicians.schema.ts'
import type { Appointment } from '#shared/features/dispatch/visits.schema.ts'
import { MAX_VISITS, type Visit } from '#shared/features/dispatch/booking.procedures.ts'
import { findById, listStream } from '../../database/stream-tables.ts'
import type { Db } from '../../database/statements.ts'

const MAX_WORK_TYPES = 200
const MAX_TECHNICIANS = 2_000

export function whatCanBeBooked(db: Db): { workTypes: WorkType[]; languages: string[] } {
  return {
    workTypes: listStream(db, 'workType', `where active = 1 order by json_extract(names, '$.en') limit ${MAX_WORK_TYPES}`),
    languages: [...new Set(listTechnicians(db).flatMap(({ languages }) => languages))].sort().slice(0, 60),
  }
}

const listTechnicians = (db: Db): Technician[] => listStream(db, 'technician', `where active = 1 order by name, id limit ${MAX_TECHNICIANS}`)

/** Those whose promise stands first, the next one on top; then the last ones. */
export function visitsOf(db: Db, customerId: string): Visit[] {
  const appointments = listStream(
    db, 'appointment', `where customerId = ? order by status not in ('booked', 'confirmed'), case when status in ('booked', 'confirmed') then windowStart end, windowStart desc, id limit ${MAX_VISITS}`, customerId,
  )
  return appointments.map((appointment) => visitOf(db, appointment))
}

export function visitOf(db: Db, appointment: Appointment): Visit {
  const [workOrder = null] = listStream(db, 'workOrder', `where customerId = ? and appointmentId = ? order by status = 'cancelled', id desc limit 1`, appointment.customerId, appointment.id)
  const technician = workOrder?.technicianId == null ? null : findById(db, 'technician', workOrder.technicianId)
  return { appointment, workOrder, technicianName: technician?.name ?? null, workType: findById(db, 'workType', appointment.workTypeId) }
}
