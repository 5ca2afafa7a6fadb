/** Inputs that a schema would take, or nearly, made from the schema itself: whatever is new in the contract is asked too. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'

export type Pick = (below: number) => number
type JsonSchema = {
  type?: string | string[]; const?: unknown; enum?: unknown[]; anyOf?: JsonSchema[]; oneOf?: JsonSchema[]; allOf?: JsonSchema[]; properties?: Record<string, JsonSchema>
  required?: string[]; items?: JsonSchema; minItems?: number; maxItems?: number; minimum?: number; maximum?: number; format?: string; maxLength?: number; minLength?: number
}
/** What is there to be asked for, by the name of the field. */
export type Known = Readonly<Record<string, readonly unknown[]>>

const schemas = new WeakMap<object, JsonSchema>()

/** @param schema of zod; undefined where a procedure takes nothing */
export function likelyInput(schema: unknown, known: Known, pick: Pick): unknown {
  if (!(schema instanceof z.ZodType)) return undefined
  let json = schemas.get(schema)
  if (!json) schemas.set(schema, (json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema))
  return make(json, '', { known, pick })
}

type Making = { known: Known; pick: Pick }
const oneOf = <T>(all: readonly T[], pick: Pick): T => all[pick(all.length)] as T

function make(schema: JsonSchema, name: string, making: Making): unknown {
  const { known, pick } = making
  const there = known[name]
  if (there && there.length > 0 && pick(10) < 8) return oneOf(there, pick)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return oneOf(schema.enum, pick)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return make(oneOf(choices, pick), name, making)
  if (schema.allOf?.[0]) return make(schema.allOf[0], name, making)
  switch (Array.isArray(schema.type) ? oneOf(schema.type, pick) : schema.type) {
    case 'object':
      return Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([key]) => schema.required?.includes(key) || pick(2) === 0).map(([key, value]) => [key, make(value, key, making)]))
    case 'array':
      return Array.from({ length: Math.min(schema.maxItems ?? 3, (schema.minItems ?? 0) + pick(3)) }, () => make(schema.items ?? {}, name, making))
    case 'integer':
    case 'number':
      return Math.round(Math.min(schema.maximum ?? 1_000, Math.max(schema.minimum ?? 0, pick(1_000))))
    case 'boolean':
      return pick(2) === 0
    case 'null':
      return null
    case 'string':
      return text(schema, pick)
    default:
      return oneOf([null, 0, '', {}, []], pick)
  }
}

function text({ format, minLength = 0, maxLength = 40 }: JsonSchema, pick: Pick): string {
  if (format === 'uuid') return randomUUID()
  if (format === 'date') return `2026-${String(1 + pick(12)).padStart(2, '0')}-${String(1 + pick(28)).padStart(2, '0')}`
  if (format === 'date-time') return new Date(1_764_000_000_000 + pick(1_000_000) * 1_000).toISOString()
  if (format === 'email') return 'somebody@example.org'
  return 'paid late, says the mail was slow '.repeat(40).slice(0, Math.min(maxLength, Math.max(minLength, 1 + pick(40))))
}
