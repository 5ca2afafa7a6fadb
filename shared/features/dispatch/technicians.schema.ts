/** Who goes out, when, and how long a kind of work takes: the operator's own rows, the same on every desk. */
import { z } from 'zod'
import { dateSchema, instantSchema, languageTagSchema, operatorRowBase } from '../../kernel/rows.ts'
import { idSchema } from '../../kernel/ids.ts'
import { areaSchema, plantCodeSchema } from '../outages/outages.schema.ts'
import { densitySchema } from './travel.ts'

/** In the operator's words, such as `fiber`. */
export const skillSchema = z.string().trim().min(1).max(40)
export const MAX_SKILLS = 20
const skills = z.array(skillSchema).max(MAX_SKILLS)
/** Most towns, postal codes or plant nodes of one technician's territory. */
export const MAX_TERRITORY = 400

export const technicianSchema = z.strictObject({
  ...operatorRowBase,
  name: z.string().trim().min(1).max(120),
  skills,
  languages: z.array(languageTagSchema).max(10),
  /** Where their day begins and ends: a yard, or near home. WGS 84 degrees. */
  startLatitude: z.number().min(-90).max(90),
  startLongitude: z.number().min(-180).max(180),
  /** The dispatchers' own word, by which the board is cut: `Westchester`. */
  region: z.string().trim().min(1).max(40),
  /** How quick the streets of their territory are. */
  density: densitySchema,
  /** Their territory: whoever lives in one of the towns, postal codes or nodes, or inside the area. All empty: everywhere. */
  cities: z.array(z.string().trim().min(1).max(80)).max(MAX_TERRITORY),
  postalCodes: z.array(z.string().trim().min(1).max(12)).max(MAX_TERRITORY),
  nodes: z.array(plantCodeSchema).max(MAX_TERRITORY),
  area: areaSchema.nullable(),
  /** Who has left keeps the row, and their past visits keep them. Without visits to come alone. */
  active: z.boolean(),
  changedAt: instantSchema,
  changedBy: z.string().max(120),
})
export type Technician = z.infer<typeof technicianSchema>

export const absenceSchema = z.enum(['sick', 'leave', 'training', 'other'])
export type Absence = z.infer<typeof absenceSchema>

/** One technician's one day. Who has none on a day does not work then. */
export const technicianShiftSchema = z.strictObject({
  ...operatorRowBase,
  technicianId: idSchema,
  /** The operator's day; a shift may end after its midnight. */
  day: dateSchema,
  startAt: instantSchema,
  endAt: instantSchema,
  /** 0: none. It is taken once, between two visits, and begins within its window. */
  breakMinutes: z.int().min(0).max(120),
  breakFrom: instantSchema.nullable(),
  breakTo: instantSchema.nullable(),
  /** Away from `absentFrom` to the end of the shift. What they had to do stays with them until somebody plans it anew. */
  absence: absenceSchema.nullable(),
  absentFrom: instantSchema.nullable(),
  changedAt: instantSchema,
  changedBy: z.string().max(120),
})
export type TechnicianShift = z.infer<typeof technicianShiftSchema>

/** TMF646 TimeSlot: within which somebody arrives, such as 8 to 10; the operator's wall clock on each day. */
export const timeSlotSchema = z.strictObject({
  ...operatorRowBase,
  /** Minutes since the operator's midnight by the clock on the wall, also on the days on which it is put forward or back. */
  fromMinute: z.int().min(0).max(1_439),
  toMinute: z.int().min(1).max(1_440),
  active: z.boolean(),
  changedAt: instantSchema,
  changedBy: z.string().max(120),
})
export type TimeSlot = z.infer<typeof timeSlotSchema>

const bothLanguages = (max: number) => z.strictObject({ en: z.string().trim().min(1).max(max), es: z.string().trim().min(1).max(max) })

export const workKindSchema = z.enum(['install', 'repair', 'change', 'pickup', 'survey'])
export type WorkKind = z.infer<typeof workKindSchema>

/** Minutes at the customer's. */
export const MIN_VISIT_MINUTES = 15
export const MAX_VISIT_MINUTES = 480
export const visitMinutesSchema = z.int().min(MIN_VISIT_MINUTES).max(MAX_VISIT_MINUTES)

export const workTypeSchema = z.strictObject({
  ...operatorRowBase,
  /** In the operator's words, such as `noInternet`; by it guides name what they book. */
  code: z.string().trim().min(1).max(40),
  names: bothLanguages(80),
  kind: workKindSchema,
  minutes: visitMinutesSchema,
  skills,
  /** In which windows it is offered; empty: in all. */
  timeSlotIds: z.array(idSchema).max(24),
  /** 0 to 9, as the optimiser counts it; a higher one outweighs any number of lower ones. */
  priority: z.int().min(0).max(9),
  /** What the technician ticks. */
  checklist: z.strictObject({ items: z.array(bothLanguages(120)).max(40) }),
  active: z.boolean(),
  changedAt: instantSchema,
  changedBy: z.string().max(120),
})
export type WorkType = z.infer<typeof workTypeSchema>
