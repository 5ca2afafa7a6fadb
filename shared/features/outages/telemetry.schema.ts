/** What pollers say of modems. */
import { z } from 'zod'
import { instantSchema } from '../../kernel/rows.ts'
import { plantCodeSchema } from './outages.schema.ts'

/** Of one call: as many as a request's 64 kB hold. */
export const MAX_MODEM_REPORTS = 400

/** A modem went off, is on again, or is still as it was: said again it is no harm. */
export const modemReportSchema = z.strictObject({
  /** As the operator knows the box, such as its MAC address. Never a name. */
  modem: z.string().trim().min(1).max(40),
  /** The plant node that it hangs at. */
  node: plantCodeSchema,
  online: z.boolean(),
  /** When it was seen so. */
  at: instantSchema,
})
export type ModemReport = z.infer<typeof modemReportSchema>

/** How many of the reports: those of all four are all of them. */
export const recordedTelemetrySchema = z.strictObject({
  accepted: z.int().min(0),
  /** More than two minutes after it happened: taken for the state of the modem, too late to find an outage by. */
  late: z.int().min(0),
  /** More than 30 seconds in the future. Refused. */
  ahead: z.int().min(0),
  /** Of a node that is neither in the plant nor has customers. Refused. */
  unknownNode: z.int().min(0),
})
export type RecordedTelemetry = z.infer<typeof recordedTelemetrySchema>
