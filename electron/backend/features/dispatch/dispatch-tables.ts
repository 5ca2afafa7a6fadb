/** Tables of the field work that are no streams. */
import type { ColumnType } from 'kysely'

export type DispatchTables = {
  technicianTime: TechnicianTimeTable
  visitLink: VisitLinkTable
  technicianDayLink: TechnicianDayLinkTable
  /** `sealed`: by the secret box, for the appointment's id. */
  appointmentGateCode: { appointmentId: string; customerId: string; sealed: string; setAt: string }
}

/** Whom a technician's minutes were given to. A job's row is kept by the database; a hold says for whom and for what. */
type TechnicianTimeTable = {
  /** Of a job: the work order's. */
  id: string
  technicianId: string
  /** `tstzrange`, its end excluded. */
  span: ColumnType<string, string, never>
  kind: 'job' | 'hold'
  customerId: string | null
  agentId: string | null
  contactId: string | null
  linkId: string | null
  workTypeId: string | null
  windowStart: string | null
  windowEnd: string | null
  heldAt: string | null
  expiresAt: string | null
  skills: string[] | null
  speaks: string | null
  travelSeconds: number | null
}

type VisitLinkTable = { id: string; appointmentId: string; customerId: string; tokenHash: Buffer; sentAt: string; openedAt: string | null; endedAt: string | null }

type TechnicianDayLinkTable = { id: string; technicianId: string; /** `2026-11-30` */ day: string; tokenHash: Buffer; madeAt: string; madeBy: string; /** Who made it. */ agentId: string; expiresAt: string; openedAt: string | null; openings: number; endedAt: string | null }
