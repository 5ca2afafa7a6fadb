/** The dispatchers' board: what is on it for a few days, as the backend has it at one moment. Asked for, not kept: a desk's cache need not hold everybody. */
import { z } from 'zod'
import { idSchema } from '../../kernel/ids.ts'
import { dateSchema, instantSchema } from '../../kernel/rows.ts'
import { technicianSchema, technicianShiftSchema, workTypeSchema } from './technicians.schema.ts'
import { workOrderSchema } from './visits.schema.ts'

/** Most that one board shows; more is a region chosen. */
export const MAX_BOARD_TECHNICIANS = 200
export const MAX_BOARD_VISITS = 3_000
export const MAX_BOARD_DAYS = 7
/** Those to whom nobody came are asked for so many days. Later the account alone says so. */
export const MISSED_CALL_DAYS = 14
/** Windows of one technician that are kept for callers at once, and calls that the board asks for. */
export const MAX_BOARD_HOLDS = 100
export const MAX_BOARD_CALLS = 200

const spanSchema = z.strictObject({ from: instantSchema, to: instantSchema })
const word = z.string().max(160)

export const boardVisitSchema = z.strictObject({
  ...workOrderSchema.pick({
    id: true, version: true, reference: true, customerId: true, appointmentId: true, workTypeId: true, skills: true, speaks: true, priority: true, status: true, technicianId: true, pinned: true, latitude: true, longitude: true, city: true,
    postalCode: true, node: true, outcome: true,
  }).shape,
  /** How long the work is planned to take; of what is over, how long it took of the technician's time. */
  minutes: z.int().min(1).max(720),
  /** When the work is planned to begin; null while nobody has it. */
  start: instantSchema.nullable(),
  customerName: word,
  /** Street and number. */
  street: word,
  /** Within which the technician arrives, as the customer was promised. */
  promised: spanSchema.nullable(),
})
export type BoardVisit = z.infer<typeof boardVisitSchema>

const shift = technicianShiftSchema.pick({ id: true, version: true, day: true, startAt: true, endAt: true, breakMinutes: true, breakFrom: true, breakTo: true, absence: true, absentFrom: true })
export type BoardShift = z.infer<typeof shift>

/** Kept for a caller who is about to book, until `expiresAt`; whom it is for is not told. */
export const boardHoldSchema = z.strictObject({ id: idSchema, start: instantSchema, end: instantSchema, expiresAt: instantSchema, ...workOrderSchema.pick({ latitude: true, longitude: true }).shape })
export type BoardHold = z.infer<typeof boardHoldSchema>

export const boardTechnicianSchema = z.strictObject({
  /** `active` false: does not go out any more, and still has visits that somebody must look after. */
  ...technicianSchema.pick({ id: true, active: true, name: true, skills: true, languages: true, startLatitude: true, startLongitude: true, region: true, density: true, cities: true, postalCodes: true, nodes: true, area: true }).shape,
  /** Of the days that are shown; none is a day off. */
  shifts: z.array(shift).max(MAX_BOARD_DAYS),
  held: z.array(boardHoldSchema).max(MAX_BOARD_HOLDS),
})
export type BoardTechnician = z.infer<typeof boardTechnicianSchema>

/** A column of the board: the hours in which anybody works, from whole hour to whole hour. */
export const boardDaySchema = z.strictObject({ date: dateSchema, opens: instantSchema, closes: instantSchema })
export type BoardDay = z.infer<typeof boardDaySchema>

/** `region` null: all of them. */
export const boardInputSchema = z.strictObject({ from: dateSchema, days: z.int().min(1).max(MAX_BOARD_DAYS), region: word.nullable() })
export type BoardInput = z.infer<typeof boardInputSchema>

/** Somebody to be called: their visit is planned outside of what was promised, or nobody has it (`start` null); or nobody came to it (`missed`), and nothing was agreed on since. */
export const boardCallSchema = z.strictObject({
  appointmentId: idSchema, /** Null where nobody ever had a job for it. */ workOrderId: idSchema.nullable(), customerId: idSchema, customerName: word, promised: spanSchema, missed: z.boolean(), start: instantSchema.nullable(), technicianName: z.string().max(160).nullable(),
  /** Whom they named, and by which number; E.164. */
  contactName: z.string().nullable(), contactPhone: z.string().nullable(),
})
export type BoardCall = z.infer<typeof boardCallSchema>

export const boardSchema = z.strictObject({
  days: z.array(boardDaySchema).min(1).max(MAX_BOARD_DAYS),
  technicians: z.array(boardTechnicianSchema).max(MAX_BOARD_TECHNICIANS),
  visits: z.array(boardVisitSchema).max(MAX_BOARD_VISITS),
  workTypes: z.array(workTypeSchema.pick({ id: true, code: true, names: true })).max(500),
  regions: z.array(word).max(200),
  /** From today on, whatever days are shown, and those of the last `MISSED_CALL_DAYS` to whom nobody came, who are first, the latest before all; of the region or, where nobody has it, near it. */
  toCall: z.array(boardCallSchema).max(MAX_BOARD_CALLS),
  /** More have to be called than these. */
  moreToCall: z.boolean(),
  /** More were there than fit. */
  more: z.boolean(),
})
export type Board = z.infer<typeof boardSchema>

