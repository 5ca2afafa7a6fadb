/**
 * Pins the wire between desk and backend. When the fingerprint changes, decide: would a desk or a backend of
 * the version before still understand it? If not, raise CONTRACT_VERSION. Then repin with the printed value.
 */
import { createHash } from 'node:crypto'
import { isContractProcedure } from '@orpc/contract'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { api } from '#shared/contract/api.ts'
import { CONTRACT_VERSION } from '#shared/contract/version.ts'
import { streams } from '#shared/features/sync/streams.ts'
import { deskMessageSchema, liveMessageSchema } from '#shared/features/sync/sync.schema.ts'

const PINNED = { version: 15, fingerprint: 'ae926f0b910c5a82df3fc42c2ecf5dd7' }

function describeSchema(schema: unknown, io: 'input' | 'output'): unknown {
  return schema instanceof z.ZodType ? z.toJSONSchema(schema, { io, unrepresentable: 'any' }) : null
}

function describeContract(node: unknown): unknown {
  if (isContractProcedure(node)) {
    const { route, meta, inputSchema, outputSchema } = node['~orpc']
    return { route, meta, input: describeSchema(inputSchema, 'input'), output: describeSchema(outputSchema, 'output') }
  }
  return Object.fromEntries(Object.entries(node as object).map(([key, value]) => [key, describeContract(value)]))
}

function fingerprint(contract: unknown): string {
  const wire = {
    api: describeContract(contract),
    streams: Object.fromEntries(Object.entries(streams).map(([name, schema]) => [name, describeSchema(schema, 'output')])),
    live: [describeSchema(liveMessageSchema, 'output'), describeSchema(deskMessageSchema, 'output')],
  }
  return createHash('sha256').update(JSON.stringify(wire)).digest('hex').slice(0, 32)
}

describe('the wire', () => {
  it('is the pinned one; see the top of this file when it is not', () => {
    expect({ version: CONTRACT_VERSION, fingerprint: fingerprint(api) }).toEqual(PINNED)
  })

  it('would notice a procedure that was left out', () => {
    const { audit: _left, ...rest } = api
    expect(fingerprint(rest)).not.toBe(fingerprint(api))
  })
})

describe('every procedure', () => {
  const all: [string, ReturnType<typeof meta>][] = []
  function meta(node: unknown) {
    return isContractProcedure(node) ? (node['~orpc'].meta as { permission?: string; verification?: string; offline?: string }) : null
  }
  function collect(node: object, path: string): void {
    for (const [key, value] of Object.entries(node)) {
      if (isContractProcedure(value)) all.push([`${path}.${key}`, meta(value)])
      else collect(value as object, `${path}.${key}`)
    }
  }
  collect(api, 'api')

  it.each(all)('%s names its permission and verification level', (_path, said) => {
    expect(said?.permission).toBeTruthy()
    expect(said?.verification).toBeTruthy()
  })
})
