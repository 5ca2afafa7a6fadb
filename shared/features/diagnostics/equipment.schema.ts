/** What is measured at the boxes in a customer's house, and what can be done to them. */
import { z } from 'zod'
import { idSchema } from '../../kernel/ids.ts'
import { instantSchema } from '../../kernel/rows.ts'

export const checkKindSchema = z.enum(['online', 'signal', 'errors', 'stability', 'speed', 'wifi', 'setTop', 'phone'])
export type CheckKind = z.infer<typeof checkKindSchema>

/** Each interrupts the service for a while. */
export const actionKindSchema = z.enum(['reboot', 'reprovision', 'refreshSetTop'])
export type ActionKind = z.infer<typeof actionKindSchema>

/** `noAnswer`: the box did not answer in time, cannot be reached, or is not there at all. */
export const verdictSchema = z.enum(['good', 'marginal', 'bad', 'noAnswer'])
export type Verdict = z.infer<typeof verdictSchema>

/**
 * `online`, `reachable`, `registered`: 1 or 0. Powers in dBmV (optical: dBm), SNR in dB, `uncorrectable` in percent of codewords, `uptime` in hours, counts of the
 * last 24 hours, speeds in Mbps, `airtime` in percent, `weakestClient` in dBm.
 */
export const measureSchema = z.enum([
  'online', 'downstreamPower', 'downstreamSnr', 'upstreamPower', 'opticalPower', 'uncorrectable', 'uptime', 'reboots', 'timeouts', 'speedDown', 'speedUp', 'airtime', 'clients',
  'weakestClient', 'reachable', 'registered',
])
export type Measure = z.infer<typeof measureSchema>

const bound = z.number().nullable()
/** Beyond `low` or `high` it is bad, beyond the two between them marginal. Null: nothing is said on this side. */
export const limitsSchema = z.strictObject({ low: bound, lowGood: bound, highGood: bound, high: bound })
export type Limits = z.infer<typeof limitsSchema>

export const readingSchema = z.strictObject({
  measure: measureSchema,
  /** Which of several, such as the channel at `603 MHz`, the band `5 GHz`, or a model; null for the only one. */
  of: z.string().max(60).nullable(),
  value: z.number(),
  limits: limitsSchema.nullable(),
  verdict: verdictSchema.exclude(['noAnswer']),
})
export type Reading = z.infer<typeof readingSchema>

export const MAX_READINGS = 120

/**
 * `noEquipment`: the account has no such box. `notSetUp`: the operator's equipment is not connected to the program. `adapter`: it is, and failed by itself.
 * The last three say nothing about a box (`wasAsked` in run-guide.ts).
 */
export const silenceSchema = z.enum(['timeout', 'unreachable', 'noEquipment', 'notSetUp', 'adapter'])
export type Silence = z.infer<typeof silenceSchema>

export const measurementSchema = z.strictObject({
  id: idSchema,
  check: checkKindSchema,
  /** Null where there is no such box. */
  equipmentId: idSchema.nullable(),
  model: z.string().max(80).nullable(),
  at: instantSchema,
  verdict: verdictSchema,
  /** Why nothing was measured; null where it was. */
  silence: silenceSchema.nullable(),
  readings: z.array(readingSchema).max(MAX_READINGS),
})
export type Measurement = z.infer<typeof measurementSchema>

/** One moment of the last 24 hours; the means over the channels. All null: the box was offline. */
export const levelPointSchema = z.strictObject({ at: instantSchema, downstreamPower: z.number().nullable(), downstreamSnr: z.number().nullable(), upstreamPower: z.number().nullable() })
export type LevelPoint = z.infer<typeof levelPointSchema>
/** Every five minutes for a day. */
export const MAX_LEVEL_POINTS = 288
export const levelHistorySchema = z.strictObject({ equipmentId: idSchema.nullable(), silence: silenceSchema.nullable(), points: z.array(levelPointSchema).max(MAX_LEVEL_POINTS) })
export type LevelHistory = z.infer<typeof levelHistorySchema>
