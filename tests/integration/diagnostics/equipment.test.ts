/** The two that stand behind the equipment port: an operator's adapter over HTTP, and the simulator. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manualClock, isoInstant } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { checkKindSchema, levelPointSchema, readingSchema, type CheckKind } from '../../../shared/features/diagnostics/equipment.schema.ts'
import { judgeReading, verdictOfAll } from '../../../shared/features/diagnostics/judge-readings.ts'
import { BoxUnreachable, type Box } from '../../../electron/backend/features/diagnostics/equipment-port.ts'
import type { SimulatedFault } from '../../../electron/backend/features/diagnostics/equipment-simulator/faults.ts'
import { createEquipmentSimulator, type Done } from '../../../electron/backend/features/diagnostics/equipment-simulator/simulator.ts'
import { createHttpEquipment } from '../../../electron/backend/features/diagnostics/http-equipment.ts'

const boxOf = (kind: Box['kind'] = 'modem'): Box => ({ id: newId(), customerId: newId(), kind, model: 'CM-3', macAddress: '0206ABCDEF01', serialNumber: 'S1' })
const never = new AbortController().signal

describe('an operator’s adapter', () => {
  let server: Server
  let url: string
  let answer: (path: string, body: unknown) => { status: number; text: string }
  const asked: { path: string; body: unknown; token: string | undefined }[] = []
  beforeAll(async () => {
    server = createServer((request, response) => void read(request).then((text) => {
      const body: unknown = JSON.parse(text)
      asked.push({ path: request.url ?? '', body, token: request.headers.authorization })
      const { status, text: said } = answer(request.url ?? '', body)
      response.writeHead(status, { 'content-type': 'application/json' }).end(said)
    }))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/equipment/`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  const read = async (request: IncomingMessage): Promise<string> => {
    let text = ''
    for await (const part of request) text += String(part)
    return text
  }

  it('is asked by its JSON, with its token, and says what the boxes say', async () => {
    const port = createHttpEquipment(url, 'secret')
    const box = boxOf()
    const point = { at: '2026-11-23T16:30:00.000Z', downstreamPower: 1, downstreamSnr: 38, upstreamPower: null }
    answer = (path) => ({ status: 200, text: JSON.stringify(path.endsWith('measure') ? { readings: [{ measure: 'downstreamPower', of: '603 MHz', value: -17.25 }], more: 'unknown' } : path.endsWith('levels') ? { points: [point] } : { state: 'done' }) })
    expect(await port.measure({ check: 'signal', box }, never)).toEqual([{ measure: 'downstreamPower', of: '603 MHz', value: -17.25 }])
    expect(await port.levels({ box }, never)).toEqual([point])
    expect(await port.act({ actionId: box.id, action: 'reboot', box }, never)).toBe('done')
    expect(asked.slice(-3)).toEqual([
      { path: '/equipment/measure', body: { check: 'signal', box }, token: 'Bearer secret' }, { path: '/equipment/levels', body: { box }, token: 'Bearer secret' },
      { path: '/equipment/act', body: { actionId: box.id, action: 'reboot', box }, token: 'Bearer secret' },
    ])
  })

  it.each([
    ['no such box', { status: 404, text: '{}' }, BoxUnreachable], ['a box that is silent', { status: 504, text: '' }, BoxUnreachable], ['a fault of its own', { status: 500, text: '{}' }, /500/],
    ['no JSON', { status: 200, text: '<html>' }, SyntaxError], ['a measure that nobody knows', { status: 200, text: '{"readings":[{"measure":"mood","of":null,"value":1}]}' }, /mood|measure/],
    ['no number', { status: 200, text: '{"readings":[{"measure":"online","of":null,"value":"yes"}]}' }, /number|value/], ['too much', { status: 200, text: JSON.stringify({ readings: [], more: 'x'.repeat(600_000) }) }, /too much/],
  ] as const)('that answers %s is an error', async (_what, said, error) => {
    answer = () => said
    await expect(createHttpEquipment(url).measure({ check: 'online', box: boxOf() }, never)).rejects.toThrow(error as never)
  })

  it('that is not there is an error, and a wait that is given up ends', async () => {
    await expect(createHttpEquipment('http://127.0.0.1:1').measure({ check: 'online', box: boxOf() }, never)).rejects.toThrow()
    await expect(createHttpEquipment(url).measure({ check: 'online', box: boxOf() }, AbortSignal.abort())).rejects.toThrow(/abort/i)
  })
})

describe('the simulator', () => {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  const world = (fault: SimulatedFault | null, { out = false, done = [] as Done[] } = {}) =>
    createEquipmentSimulator({ faultOf: () => fault, isOut: () => Promise.resolve(out), doneTo: () => Promise.resolve(done), soldTo: () => Promise.resolve(300) }, clock, () => Promise.resolve())
  const verdict = async (port: ReturnType<typeof world>, check: CheckKind, box = boxOf()) => {
    const raw = await port.measure({ check, box }, never)
    return verdictOfAll(check, raw.map((each) => judgeReading(each, 300)))
  }

  it('has boxes without a fault that are as they should be, whoever they belong to', async () => {
    await fc.assert(fc.asyncProperty(fc.uuid(), fc.constantFrom(...checkKindSchema.options), async (id, check) => {
      const box = { ...boxOf(check === 'setTop' ? 'setTop' : check === 'wifi' ? 'gateway' : 'modem'), id }
      expect(await verdict(world(null), check, box)).toBe('good')
      expect(await world(null).measure({ check, box }, never), 'the same at the same moment').toEqual(await world(null).measure({ check, box }, never))
    }), { numRuns: 200 })
  })

  it.each([
    ['badSplitter', 'signal', 'modem'], ['badSplitter', 'errors', 'modem'], ['wrongProfile', 'speed', 'modem'], ['flappingUpstream', 'stability', 'modem'], ['fullWifi', 'wifi', 'gateway'], ['staleSetTop', 'setTop', 'setTop'],
  ] as const)('shows %s where one looks for it', async (fault, check, kind) => expect(await verdict(world(fault), check, boxOf(kind))).toBe('bad'))

  it('is weak on every channel of the leg with the bad splitter, and was well this morning', async () => {
    const port = world('badSplitter')
    const readings = (await port.measure({ check: 'signal', box: boxOf() }, never)).map((each) => readingSchema.parse(judgeReading(each, null)))
    expect(readings.filter(({ measure }) => measure !== 'upstreamPower').every(({ verdict: each }) => each !== 'good')).toBe(true)
    const points = (await port.levels({ box: boxOf() }, never)).map((point) => levelPointSchema.parse(point))
    expect([points.length, points[0]!.downstreamPower! > -7, points.at(-1)!.downstreamPower! < -15]).toEqual([96, true, true])
  })

  it('is cured by what cures it alone', async () => {
    const at = isoInstant(clock.now())
    const after = (fault: SimulatedFault, action: Done['action'], check: CheckKind, kind: Box['kind'] = 'modem') => verdict(world(fault, { done: [{ action, at }] }), check, boxOf(kind))
    expect(await after('wrongProfile', 'reprovision', 'speed')).toBe('good')
    expect(await after('wrongProfile', 'reboot', 'speed')).toBe('bad')
    expect(await after('badSplitter', 'reboot', 'signal')).toBe('bad')
    expect(await after('badSplitter', 'reprovision', 'signal')).toBe('bad')
    expect(await after('staleSetTop', 'refreshSetTop', 'setTop', 'setTop')).toBe('good')
  })

  it('cannot be reached while the line is cut, which the other end of it knows', async () => {
    const port = world(null, { out: true })
    expect(await verdict(port, 'online')).toBe('bad')
    await expect(port.measure({ check: 'signal', box: boxOf() }, never)).rejects.toThrow(BoxUnreachable)
    await expect(port.act({ actionId: newId(), action: 'reboot', box: boxOf() }, never)).rejects.toThrow(BoxUnreachable)
  })

  it('does a thing once, however often it is asked, and never answers from a dead box until nobody waits', async () => {
    let waits = 0
    const port = createEquipmentSimulator({ faultOf: () => null, isOut: () => Promise.resolve(false), doneTo: () => Promise.resolve([]), soldTo: () => Promise.resolve(null) }, clock, () => ((waits += 1), Promise.resolve()))
    const ask = { actionId: newId(), action: 'reboot' as const, box: boxOf() }
    expect(await Promise.all([port.act(ask, never), port.act(ask, never), port.act(ask, never)])).toEqual(['done', 'done', 'done'])
    expect(waits).toBe(2)
    const given = new AbortController()
    const dead = world('deadBox').measure({ check: 'online', box: boxOf() }, given.signal)
    given.abort()
    await expect(dead).rejects.toThrow(BoxUnreachable)
  })

})
