/** What is said of technicians by those who answer for them: who they are, where they go, when they work, and that they do not go out any more. */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { dateSchema, languageTagSchema, typedText } from '../../kernel/rows.ts'
import { areaSchema, plantCodeSchema } from '../outages/outages.schema.ts'
import { MAX_SKILLS, MAX_TERRITORY, technicianSchema, technicianShiftSchema } from './technicians.schema.ts'
import { boardVisitSchema } from './board.schema.ts'
import { densitySchema } from './travel.ts'

const version = z.int().min(1)
const fields = {
  name: typedText(120),
  skills: z.array(typedText(40)).max(MAX_SKILLS),
  languages: z.array(languageTagSchema).min(1).max(10),
  startLatitude: z.number().min(-90).max(90),
  startLongitude: z.number().min(-180).max(180),
  region: typedText(40),
  density: densitySchema,
  cities: z.array(typedText(80)).max(MAX_TERRITORY),
  postalCodes: z.array(typedText(12)).max(MAX_TERRITORY),
  nodes: z.array(plantCodeSchema).max(MAX_TERRITORY),
  /** Refused at `area.ring` by the rule of `area.ts`. */
  area: areaSchema.nullable(),
}
const named = { commandId: commandIdSchema, technicianId: idSchema }
const upon = { ...named, expectedVersion: version }

export const addTechnicianSchema = z.strictObject({ ...named, ...fields })
export type AddTechnician = z.infer<typeof addTechnicianSchema>
export type TechnicianFields = Omit<AddTechnician, 'commandId' | 'technicianId'>
export const changeTechnicianSchema = z.strictObject({ ...upon, ...fields })
export type ChangeTechnician = z.infer<typeof changeTechnicianSchema>
/** `inService` false: refused at `visits.<work order's id>` for each visit that is to come. */
export const setInServiceSchema = z.strictObject({ ...upon, inService: z.boolean() })
export type SetInService = z.infer<typeof setInServiceSchema>

const minute = (most: number) => z.int().min(0).max(most)
/** See `DayHours`: what is wrong with them is said by the rule in `shift-hours.ts`. */
const dayHoursSchema = z.strictObject({ fromMinute: minute(1_439), toMinute: minute(2_879), breakMinutes: z.int().min(0).max(120), breakFromMinute: minute(2_879).nullable(), breakToMinute: minute(2_879).nullable() })
/** Refused at `week.<weekday>`, `days.<date>` where a changed clock or the night before is in the way, or `visits.<work order's id>` for each visit that the new hours leave outside. */
export const setShiftsSchema = z.strictObject({ ...named, from: dateSchema, to: dateSchema, week: z.array(dayHoursSchema.nullable()).length(7) })
export type SetShifts = z.infer<typeof setShiftsSchema>

/** Most visits that one refusal names. */
export const MAX_NAMED_VISITS = 60
export const technicianVisitSchema = z.strictObject({ ...boardVisitSchema.pick({ id: true, reference: true, customerName: true, start: true, promised: true, city: true }).shape, day: dateSchema })
export type TechnicianVisit = z.infer<typeof technicianVisitSchema>
/** `ids` as the refusal named them. */
export const listTechnicianVisitsSchema = z.strictObject({ technicianId: idSchema, ids: z.array(idSchema).max(MAX_NAMED_VISITS) })
export type ListTechnicianVisits = z.infer<typeof listTechnicianVisitsSchema>
/** Of these, what is to come or not over yet; the first first. */
export const technicianVisitsSchema = z.strictObject({ visits: z.array(technicianVisitSchema).max(MAX_NAMED_VISITS) })
export type TechnicianVisits = z.infer<typeof technicianVisitsSchema>

/** Most technicians of one list, and days of hours that are shown. */
export const MAX_LISTED_TECHNICIANS = 200
export const MAX_SHOWN_DAYS = 28
/** `region` null: all of them. `text` in the name, a skill, a town, a postal code or a node. */
export const listTechniciansSchema = z.strictObject({ text: z.string().max(80), region: z.string().max(40).nullable(), inService: z.boolean() })
export type ListTechnicians = z.infer<typeof listTechniciansSchema>
export const listedTechniciansSchema = z.strictObject({ technicians: z.array(technicianSchema).max(MAX_LISTED_TECHNICIANS), regions: z.array(z.string()).max(200), more: z.boolean() })
export type ListedTechnicians = z.infer<typeof listedTechniciansSchema>

export const technicianViewSchema = z.strictObject({ technician: technicianSchema, shifts: z.array(technicianShiftSchema).max(MAX_SHOWN_DAYS), /** The last day that has hours. */ hoursUntil: dateSchema.nullable() })
export type TechnicianView = z.infer<typeof technicianViewSchema>

/** What has been said of others, to choose from. `places`: headends and hubs, where days may begin. */
export const technicianChoicesSchema = z.strictObject({
  skills: z.array(z.string()).max(60), languages: z.array(z.string()).max(60), regions: z.array(z.string()).max(60), cities: z.array(z.string()).max(60),
  places: z.array(z.strictObject({ code: z.string(), latitude: z.number(), longitude: z.number() })).max(200),
})
export type TechnicianChoices = z.infer<typeof technicianChoicesSchema>
