/** An operator's own adapter to its equipment, by URL. Its JSON is in this folder's README. */
import { z } from 'zod'
import { levelPointSchema, MAX_LEVEL_POINTS, MAX_READINGS, readingSchema } from '#shared/features/diagnostics/equipment.schema.ts'
import { BoxUnreachable, type EquipmentPort } from './equipment-port.ts'

const measuredSchema = z.object({ readings: z.array(readingSchema.pick({ measure: true, of: true, value: true })).max(MAX_READINGS) })
const levelsSchema = z.object({ points: z.array(levelPointSchema).max(MAX_LEVEL_POINTS) })
const actedSchema = z.object({ state: z.enum(['done', 'failed']) })

/** The adapter is there, and the box is not. */
const UNREACHABLE = new Set([404, 504])
/** Bytes of an answer: far more than a box has to say. */
const MOST_BYTES = 512 * 1024

/** @param url such as `http://10.0.0.7:8080/equipment`. @param token sent as a bearer, where the adapter wants one */
export function createHttpEquipment(url: string, token: string | null = null, fetch = globalThis.fetch): EquipmentPort {
  const base = url.replace(/\/+$/, '')
  async function ask<T>(path: string, body: unknown, answer: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    const headers = { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) }
    const response = await fetch(`${base}${path}`, { method: 'POST', headers, body: JSON.stringify(body), signal, redirect: 'error' })
    if (UNREACHABLE.has(response.status)) throw new BoxUnreachable()
    if (!response.ok) throw new Error(`the equipment adapter answered ${response.status}`)
    const text = await response.text()
    if (text.length > MOST_BYTES) throw new Error('the equipment adapter answered too much')
    return answer.parse(JSON.parse(text))
  }
  return {
    measure: async (asked, signal) => (await ask('/measure', asked, measuredSchema, signal)).readings,
    levels: async (asked, signal) => (await ask('/levels', asked, levelsSchema, signal)).points,
    act: async (asked, signal) => (await ask('/act', asked, actedSchema, signal)).state,
  }
}
