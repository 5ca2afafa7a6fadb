/**
 * What the desk said is stored has exactly one effect at the backend, whatever happens between the two: cuts before
 * and after the effect, server faults, commands still in flight, and the process killed at any step.
 */
import { randomUUID } from 'node:crypto'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#shared/kernel/errors.ts'
import { demoPassword, startSmallBackend, type SmallBackend } from './support/small-backend.ts'
import { agentNamed, customerRow, idOf } from './support/rows.ts'
import { openDesk, temporaryFile } from './support/test-desk.ts'

const CUSTOMERS = 3
let backend: SmallBackend
let seed: number

beforeEach(async () => {
  seed = Number(process.env.HEADEND_SEED ?? Date.now() % 2 ** 31)
  backend = await freshBackend()
})
afterEach(() => backend.close())

async function freshBackend(): Promise<SmallBackend> {
  const started = await startSmallBackend([agentNamed('ana', 1)])
  started.put('customer', ...Array.from({ length: CUSTOMERS }, (_, index) => customerRow(index)))
  return started
}

const isCommand = (url: string | undefined) => url?.startsWith('/commands/add-note') === true

/** The numbers of the notes at the backend, by customer, in the order of their effects. */
function effects(from: SmallBackend): number[][] {
  const rows = from.rows('interaction') as { customerId: string; text: string }[]
  return Array.from({ length: CUSTOMERS }, (_, customer) =>
    rows.filter((row) => row.customerId === idOf(1, customer)).map((row) => Number(row.text.slice('note '.length))),
  )
}

/** @returns what is wrong, in words; empty when every number is there once and in its customer's order */
function faultsOf(from: SmallBackend, numbers: number[]): string[] {
  const seen = effects(from)
  const all = seen.flat()
  return [
    ...numbers.filter((number) => !all.includes(number)).map((number) => `lost ${number}`),
    ...all.filter((number, index) => all.indexOf(number) !== index).map((number) => `doubled ${number}`),
    ...seen.filter((list) => list.some((number, index) => index > 0 && number < (list[index - 1] as number))).map((list) => `disordered ${list.join()}`),
  ]
}

const kinds = ['ok', 'cutBefore', 'cutAfter', 'fault', 'inFlight', 'nonsense'] as const
type Kind = (typeof kinds)[number]

/** The n-th send of a command meets the n-th of these; sends beyond them are answered. */
function injectFaults(into: SmallBackend, faults: readonly Kind[]): void {
  const queue = [...faults]
  let kind: Kind = 'ok'
  into.fault = (request, response) => {
    if (!isCommand(request.url)) return false
    kind = queue.shift() ?? 'ok'
    if (kind === 'cutBefore') request.socket.destroy()
    if (kind === 'nonsense') response.writeHead(200, { 'content-type': 'application/json' }).end('[1')
    return kind === 'cutBefore' || kind === 'nonsense'
  }
  into.refusal = () => {
    if (kind === 'fault') return new AppError('internal', {})
    return kind === 'inFlight' ? new AppError('conflict', { stream: 'command', current: null, changedBy: null, changedAt: null }) : null
  }
  into.loseAnswer = (request) => isCommand(request.url) && kind === 'cutAfter'
}

async function writeNotes(into: SmallBackend, count: number): Promise<void> {
  const desk = openDesk({ backendUrl: into.url, timing: { backoffBaseMs: 4 } })
  await desk.window.session.signIn({ userName: 'ana', password: demoPassword })
  await desk.until((state) => !state.sync.first)
  for (let number = 0; number < count; number++)
    await desk.window.interactions.addNote({ interactionId: randomUUID(), customerId: idOf(1, number % CUSTOMERS), disposition: 'resolved', text: `note ${number}` })
  await desk.until((state) => state.outbox.waiting === 0)
  expect((await desk.state()).outbox.refused).toBe(0)
  await desk.stop()
}

const numbersTo = (count: number) => Array.from({ length: count }, (_, number) => number)

describe('exactly once', () => {
  it('under any faults of the way and the server', async () => {
    console.log(`seed ${seed}`)
    const property = fc.asyncProperty(fc.array(fc.constantFrom(...kinds), { maxLength: 12 }), fc.integer({ min: 1, max: 8 }), async (faults, count) => {
      const own = await freshBackend()
      try {
        injectFaults(own, faults)
        await writeNotes(own, count)
        expect(faultsOf(own, numbersTo(count))).toEqual([])
      } finally {
        await own.close()
      }
    })
    await fc.assert(property, { seed, numRuns: 30 })
  })

  it('negative control: a backend that forgets its commands doubles one, and this test sees it', async () => {
    backend.forgetful = true
    injectFaults(backend, ['ok', 'cutAfter'])
    await writeNotes(backend, 3)
    expect(faultsOf(backend, numbersTo(3))).toEqual(['doubled 1'])
  })

  it('with the process killed at random steps of sending and storing', async () => {
    console.log(`seed ${seed}`)
    const random = mulberry32(seed)
    const file = temporaryFile()
    const stored: number[] = []
    let next = 0
    for (let round = 0; round < 5; round++) {
      const killAt = 1 + Math.floor(random() * 12)
      // Before the effect, after it, or when the desk says that it has stored the note.
      const where = (['request', 'effect', 'stored'] as const)[Math.floor(random() * 3)] ?? 'stored'
      next = await runAndKill(file.path, next, { killAt, where }, stored)
    }
    await runAndKill(file.path, next, null, stored)
    expect(stored.length).toBeGreaterThan(4)
    expect(faultsOf(backend, stored)).toEqual([])
    file.remove()
  })
})

type Kill = { killAt: number; where: 'request' | 'effect' | 'stored' }

/** @returns the first number that the next run writes: one whose fate is open is never written twice */
async function runAndKill(path: string, first: number, kill: Kill | null, stored: number[]): Promise<number> {
  const script = fileURLToPath(new URL('./support/desk-child.ts', import.meta.url))
  const child = spawn(process.execPath, ['--no-warnings', script, path, backend.url, String(first), kill ? '40' : '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  let steps = 0
  const step = (where: Kill['where']) => {
    if (kill?.where === where && ++steps === kill.killAt) child.kill('SIGKILL')
  }
  backend.fault = (request) => (isCommand(request.url) && step('request'), false)
  backend.loseAnswer = (request) => (isCommand(request.url) && step('effect'), false)
  let last = first
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    const number = /^stored (\d+)$/.exec(line)?.[1]
    if (number === undefined) continue
    stored.push(Number(number))
    last = Number(number) + 1
    step('stored')
  }
  await exited
  return last + 1
}

function mulberry32(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
