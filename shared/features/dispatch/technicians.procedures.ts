import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { idSchema } from '../../kernel/ids.ts'
import { dateSchema } from '../../kernel/rows.ts'
import { commandProcedure as command } from '../sync/command-procedure.ts'
import { dayLinkSchema, madeDayLinkSchema } from './day-links.schema.ts'
import { daySheetInputSchema } from './day-sheet.schema.ts'
import {
  addTechnicianSchema, changeTechnicianSchema, listTechnicianVisitsSchema, listTechniciansSchema, listedTechniciansSchema, setInServiceSchema, setShiftsSchema, technicianChoicesSchema, technicianVisitsSchema, technicianViewSchema,
} from './technician-commands.schema.ts'

/** By those who plan their days; with the line up or not at all, since callers are offered what comes of it. */
const manage = { permission: 'dispatch.manage', offline: 'refuse' } as const
const read = { permission: 'dispatch.manage' } as const
const ofTechnician = z.strictObject({ technicianId: idSchema })

export const techniciansApi = {
  /** Names customers: asked for where they are in the way of something. */
  technicianVisits: procedure(read).route({ method: 'POST', path: '/dispatch/technician-visits' }).input(listTechnicianVisitsSchema).output(technicianVisitsSchema),
  addTechnician: command(manage, '/add-technician', addTechnicianSchema),
  changeTechnician: command(manage, '/change-technician', changeTechnicianSchema),
  setInService: command(manage, '/set-technician-in-service', setInServiceSchema),
  setShifts: command(manage, '/set-technician-shifts', setShiftsSchema),
  dayLink: procedure(read).route({ method: 'POST', path: '/dispatch/day-link' }).input(daySheetInputSchema).output(dayLinkSchema),
  /** No command: its answer is told once and kept nowhere. Asked again, it makes another one, which ends the first. */
  makeDayLink: procedure(read).route({ method: 'POST', path: '/dispatch/make-day-link' }).input(daySheetInputSchema).output(madeDayLinkSchema),
  endDayLink: procedure(read).route({ method: 'POST', path: '/dispatch/end-day-link' }).input(daySheetInputSchema).output(z.strictObject({ ended: z.boolean() })),
}

const fromWindow = { commandId: true } as const
const done = z.void()
export const techniciansBridge = {
  /** As this desk knows them, by name. */
  technicians: procedure(read).input(listTechniciansSchema).output(listedTechniciansSchema),
  /** With the hours of four weeks from that day on. */
  technician: procedure(read).input(ofTechnician.extend({ from: dateSchema })).output(technicianViewSchema),
  technicianChoices: procedure(read).input(z.strictObject({})).output(technicianChoicesSchema),
  technicianVisits: procedure(read).input(listTechnicianVisitsSchema).output(technicianVisitsSchema),
  addTechnician: procedure(manage).input(addTechnicianSchema.omit(fromWindow)).output(done),
  changeTechnician: procedure(manage).input(changeTechnicianSchema.omit(fromWindow)).output(done),
  setInService: procedure(manage).input(setInServiceSchema.omit(fromWindow)).output(done),
  setShifts: procedure(manage).input(setShiftsSchema.omit(fromWindow)).output(done),
  dayLink: procedure(read).input(daySheetInputSchema).output(dayLinkSchema),
  makeDayLink: procedure(read).input(daySheetInputSchema).output(madeDayLinkSchema),
  endDayLink: procedure(read).input(daySheetInputSchema).output(z.strictObject({ ended: z.boolean() })),
}
