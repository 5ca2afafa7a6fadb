/**
 * Money is given once, at once, or not at all: with the line cut before, during and after, a slow backend, and the
 * process killed, a credit never has two effects and is never said to be done when it is not.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { openFile } from '../../../electron/data/database/open.ts'
import type { WritableDb } from '../../../electron/data/database/statements.ts'
import { enqueue } from '../../../electron/data/sync/outbox.commands.ts'
import { demoPassword, startSmallBackend, type SmallBackend } from './support/small-backend.ts'
import { adjustmentRow, agentNamed, creditInput, customerRow, idOf } from './support/rows.ts'
import { failure, openDesk, temporaryFile, testKey, type TestDesk } from './support/test-desk.ts'

const ana = idOf(1, 1)
const credentials = { userName: 'ana', password: demoPassword }
const permissions = ['customers.read', 'interactions.write', 'billing.adjust', 'billing.approve', 'billing.reverse'] as const
const agent = agentNamed('ana', 1, { permissions: [...permissions] })
let backend: SmallBackend
let desks: TestDesk[] = []

beforeEach(async () => void (backend = await freshBackend()))
afterEach(async () => {
  await Promise.all(desks.map((desk) => desk.stop()))
  desks = []
  await backend.close()
})

async function freshBackend(): Promise<SmallBackend> {
  const started = await startSmallBackend([agent])
  started.put('customer', customerRow(1), customerRow(2))
  return started
}

type Timing = NonNullable<NonNullable<Parameters<typeof openDesk>[0]>['timing']>
/** @param timing the desk reads it at each use: a test may change it on the way */
async function signedIn(timing: Timing = {}, options: Parameters<typeof openDesk>[0] = {}): Promise<TestDesk> {
  timing.backoffBaseMs ??= 4
  const opened = openDesk({ backendUrl: backend.url, timing, ...options })
  desks.push(opened)
  await opened.window.session.signIn(credentials)
  await opened.until((state) => state.sync.state === 'idle' && (!state.sync.first || options.scope !== undefined))
  await opened.window.workspace.saveDraft({ customerId: ana, key: 'adjustment', value: 'typed' })
  return opened
}

const drafts = async ({ window }: TestDesk) => (await window.workspace.drafts({ customerId: ana })).drafts.map(({ value }) => value)
const waiting = async ({ window }: TestDesk) => (await window.workspace.outbox()).entries.filter(({ procedure }) => procedure.startsWith('billing.'))
const given = (from: SmallBackend, number: number) => from.rows('adjustment').filter((row) => row.comment === `credit ${number}`).length
const sent = () => backend.requests.filter((request) => request.includes('submit-adjustment')).length
const isMoney = (url: string | undefined) => url?.startsWith('/commands/submit-adjustment') === true
const cutMoney: SmallBackend['fault'] = (request) => isMoney(request.url) && (request.socket.destroy(), true)
/** A call that the cut line fails, so that the desk knows it. */
const notice = (desk: TestDesk) => failure(desk.window.session.serverInfo())

describe('a credit', () => {
  it('is done when it is answered: it is in the account, its draft is gone, and asked again it is done again', async () => {
    const desk = await signedIn()
    expect(await desk.window.billing.submitAdjustment(creditInput(1, 1))).toEqual({ outcome: 'done' })
    expect((await desk.window.customers.view({ customerId: ana })).adjustments).toMatchObject([{ id: idOf(4, 1), state: 'posted', amount: 800 }])
    expect([await drafts(desk), await waiting(desk)]).toEqual([[], []])
    expect(await desk.window.billing.submitAdjustment(creditInput(1, 1))).toEqual({ outcome: 'done' })
    expect([given(backend, 1), sent()]).toEqual([1, 1])
    // Under the same id another amount was never given, and is not said to be.
    expect(await failure(desk.window.billing.submitAdjustment(creditInput(1, 1, { amount: 900 })))).toMatchObject({ code: 'validation', data: { issues: [{ message: 'alreadySent' }] } })
  })

  it('is refused without the line, and nothing waits to be sent', async () => {
    const desk = await signedIn()
    backend.fault = (request) => (request.socket.destroy(), true)
    await notice(desk)
    expect(await failure(desk.window.billing.submitAdjustment(creditInput(1, 1)))).toMatchObject({ code: 'offline' })
    expect([await drafts(desk), await waiting(desk)]).toEqual([['typed'], []])
    backend.fault = () => false
    await desk.window.session.serverInfo()
    await desk.until((state) => state.connectivity.state === 'online' && state.outbox.waiting === 0)
    expect([given(backend, 1), sent()]).toEqual([0, 0])
  })

  it('that the backend refuses comes back with the numbers; the draft stays, nothing waits, and mended it goes under the same id', async () => {
    const desk = await signedIn()
    backend.refusal = () => new AppError('limitExceeded', { limit: 5000, left: 1250, unit: 'USD' })
    expect(await failure(desk.window.billing.submitAdjustment(creditInput(1, 1)))).toEqual({ code: 'limitExceeded', data: { limit: 5000, left: 1250, unit: 'USD' } })
    expect([await drafts(desk), await waiting(desk), (await desk.state()).outbox]).toEqual([['typed'], [], { waiting: 0, refused: 0 }])
    backend.refusal = () => null
    expect(await desk.window.billing.submitAdjustment(creditInput(1, 1, { amount: 700 }))).toEqual({ outcome: 'done' })
    expect(given(backend, 1)).toBe(1)
  })

  it('whose answer was lost is sent again under its id, and done once', async () => {
    const desk = await signedIn()
    let lost = 0
    backend.loseAnswer = (request) => isMoney(request.url) && lost++ === 0
    expect(await desk.window.billing.submitAdjustment(creditInput(1, 1))).toEqual({ outcome: 'done' })
    expect([lost > 1, given(backend, 1)]).toEqual([true, 1])
  })

  it('sent into a cut line is unknown, keeps its draft until it is answered, and then goes by itself', async () => {
    const desk = await signedIn({ moneyMs: 50 })
    backend.fault = cutMoney
    expect(await desk.window.billing.submitAdjustment(creditInput(1, 1))).toEqual({ outcome: 'unknown' })
    expect(await drafts(desk)).toEqual(['typed'])
    expect(await waiting(desk)).toMatchObject([{ procedure: 'billing.submitAdjustment' }])
    // Nobody can give it up: it may have had its effect.
    const [entry] = await waiting(desk)
    expect(await failure(desk.window.workspace.discardCommand({ commandId: entry?.commandId ?? '' }))).toMatchObject({ code: 'validation' })
    backend.fault = () => false
    await desk.until((state) => state.outbox.waiting === 0)
    expect([given(backend, 1), await drafts(desk)]).toEqual([1, []])
    expect(await desk.window.billing.submitAdjustment(creditInput(1, 1))).toEqual({ outcome: 'done' })
    expect([...backend.effects.values()].every((count) => count === 1)).toBe(true)
  })

  it('that is slow is unknown after a bounded wait, and one after the other the same command', async () => {
    const timing = { moneyMs: 80 }
    const desk = await signedIn(timing)
    let answer = (): void => undefined
    backend.fault = (request) => (isMoney(request.url) ? new Promise<boolean>((go) => (answer = () => go(false))) : false)
    expect(await desk.window.billing.submitAdjustment(creditInput(1, 1))).toEqual({ outcome: 'unknown' })
    timing.moneyMs = 30_000
    const again = desk.window.billing.submitAdjustment(creditInput(1, 1))
    expect(await failure(desk.window.billing.submitAdjustment(creditInput(1, 1, { amount: 900 })))).toMatchObject({ code: 'validation' })
    answer()
    expect(await again).toEqual({ outcome: 'done' })
    expect([given(backend, 1), backend.effects.size]).toEqual([1, 1])
  })

  it('asked for twice at once is one', async () => {
    const desk = await signedIn()
    const two = desk.another()
    const answers = await Promise.all([desk.window, two, desk.window].map((window) => window.billing.submitAdjustment(creditInput(1, 1))))
    expect(answers).toEqual([{ outcome: 'done' }, { outcome: 'done' }, { outcome: 'done' }])
    expect([given(backend, 1), backend.effects.size]).toEqual([1, 1])
  })

  it('that never left when the line went is taken back and not sent later', async () => {
    const desk = await signedIn({ http: { command: 300 } })
    // Something else is at the backend, which does not answer any more.
    backend.fault = () => true
    await desk.window.interactions.addNote({ customerId: ana, interactionId: crypto.randomUUID(), disposition: 'resolved', text: 'in front' })
    await desk.untilTrue(async () => backend.requests.some((request) => request.includes('add-note')))
    expect(await failure(desk.window.billing.submitAdjustment(creditInput(1, 1)))).toMatchObject({ code: 'offline' })
    expect([await drafts(desk), await waiting(desk)]).toEqual([['typed'], []])
    backend.fault = () => false
    await desk.until((state) => state.outbox.waiting === 0 && state.connectivity.state === 'online')
    expect([given(backend, 1), backend.requests.some((request) => request.includes('submit-adjustment'))]).toEqual([0, false])
  })

  it('goes before the notes that wait, and is not held up by one of its own customer', async () => {
    const desk = await signedIn()
    backend.refusal = (input) => ('text' in input ? new AppError('internal', {}) : null)
    for (const text of ['one', 'two']) await desk.window.interactions.addNote({ customerId: ana, interactionId: crypto.randomUUID(), disposition: 'resolved', text })
    expect(await desk.window.billing.submitAdjustment(creditInput(1, 1))).toEqual({ outcome: 'done' })
    expect((await desk.state()).outbox.waiting).toBe(2)
  })

  it('of a session that is over is refused as that, and does not go when its agent is back', async () => {
    const desk = await signedIn()
    backend.endSessions('expired')
    expect(await failure(desk.window.billing.submitAdjustment(creditInput(1, 1)))).toEqual({ code: 'unauthenticated', data: { reason: 'expired' } })
    await desk.window.session.signIn(credentials)
    await desk.until((state) => state.outbox.waiting === 0 && state.sync.state === 'idle')
    expect(given(backend, 1)).toBe(0)
  })

  it('refused when nobody waits any more stays in sight, is not sent again from there, and goes with the next try', async () => {
    const timing = { moneyMs: 50 }
    const desk = await signedIn(timing)
    backend.fault = cutMoney
    await desk.window.billing.submitAdjustment(creditInput(1, 1))
    timing.moneyMs = 30_000
    backend.refusal = (input) => ('reason' in input ? new AppError('validation', { issues: [{ path: 'reason', message: 'inactive' }] }) : null)
    backend.fault = () => false
    await desk.until((state) => state.outbox.refused === 1)
    const [refused] = (await desk.window.customers.view({ customerId: ana })).refused
    expect(refused).toMatchObject({ procedure: 'billing.submitAdjustment', error: { code: 'validation' } })
    expect(await failure(desk.window.workspace.retryCommand({ commandId: refused?.commandId ?? '' }))).toMatchObject({ code: 'validation' })
    expect(await drafts(desk)).toEqual(['typed'])
    backend.refusal = () => null
    expect(await desk.window.billing.submitAdjustment(creditInput(1, 1, { reason: 'billingError' }))).toEqual({ outcome: 'done' })
    expect([given(backend, 1), (await desk.state()).outbox.refused]).toEqual([1, 0])
  })

  it('needs the right', async () => {
    backend.agents.set('ana', { ...agent, permissions: ['customers.read'] })
    const desk = await signedIn()
    expect(await failure(desk.window.billing.submitAdjustment(creditInput(1, 1)))).toMatchObject({ code: 'forbidden', data: { permission: 'billing.adjust' } })
  })
})

describe('the other steps', () => {
  const decision = { customerId: ana, adjustmentId: idOf(4, 7), expectedVersion: 1, figures: adjustmentRow(1, 7).figures, amount: 800, comment: null }

  it('are done, and done again when asked again, each with one effect', async () => {
    backend.put('adjustment', adjustmentRow(1, 7, { state: 'pendingApproval' }), adjustmentRow(1, 8, { state: 'pendingApproval' }))
    // A desk that holds nobody: what a supervisor decides is seldom of an account that is here.
    const { window } = await signedIn({}, { scope: { kind: 'workingSet' } })
    const steps = [
      () => window.billing.decideAdjustment({ ...decision, decision: 'approve' }),
      () => window.billing.reverseAdjustment({ customerId: ana, adjustmentId: idOf(4, 7), expectedVersion: 2, reason: 'Wrong customer' }),
      () => window.billing.withdrawAdjustment({ customerId: ana, adjustmentId: idOf(4, 8), expectedVersion: 1 }),
    ]
    for (const step of steps) expect([await step(), await step()]).toEqual([{ outcome: 'done' }, { outcome: 'done' }])
    expect(backend.effects.size).toBe(3)
    expect(backend.rows('adjustment').map((row) => row.state)).toEqual(['reversed', 'withdrawn'])
  })

  it('upon a version that is gone are a conflict, and nothing waits', async () => {
    backend.put('adjustment', adjustmentRow(1, 7, { state: 'posted', version: 2 }))
    const desk = await signedIn()
    expect(await failure(desk.window.billing.decideAdjustment({ ...decision, decision: 'approve' }))).toMatchObject({
      code: 'conflict', data: { stream: 'adjustment', changedBy: 'Somebody Else', current: { state: 'posted' } },
    })
    expect(await waiting(desk)).toEqual([])
  })
})

const kinds = ['ok', 'cutBefore', 'cutAfter', 'fault', 'inFlight', 'nonsense', 'refused'] as const
type Kind = (typeof kinds)[number]

/** The n-th send meets the n-th of these; sends beyond them are answered. */
function injectFaults(into: SmallBackend, faults: readonly Kind[]): void {
  const queue = [...faults]
  let kind: Kind = 'ok'
  into.fault = (request, response) => {
    if (!isMoney(request.url)) return false
    kind = queue.shift() ?? 'ok'
    if (kind === 'cutBefore') request.socket.destroy()
    if (kind === 'nonsense') response.writeHead(200, { 'content-type': 'application/json' }).end('[1')
    return kind === 'cutBefore' || kind === 'nonsense'
  }
  into.refusal = () => {
    if (kind === 'fault') return new AppError('internal', {})
    if (kind === 'refused') return new AppError('limitExceeded', { limit: 5000, left: 0, unit: 'USD' })
    return kind === 'inFlight' ? new AppError('conflict', { stream: 'command', current: null, changedBy: null, changedAt: null }) : null
  }
  into.loseAnswer = (request) => isMoney(request.url) && kind === 'cutAfter'
}

type Told = 'done' | 'unknown' | 'offline' | 'limitExceeded'

/** What the window was told of each credit, one after the other; and, at the end, what nobody was told of stands as refused. */
async function giveCredits(from: SmallBackend, count: number, moneyMs: number): Promise<{ told: Told[]; late: number[] }> {
  const desk = openDesk({ backendUrl: from.url, timing: { backoffBaseMs: 4, moneyMs } })
  try {
    await desk.window.session.signIn(credentials)
    await desk.until((state) => !state.sync.first)
    const told: Told[] = []
    for (let number = 0; number < count; number++) {
      const call = desk.window.billing.submitAdjustment(creditInput(1, number))
      told.push(await call.then(({ outcome }): Told => outcome, async () => (await failure(call)).code as Told))
    }
    await desk.until((state) => state.outbox.waiting === 0)
    const late = (await waiting(desk)).map(({ input }) => Number(String(input.comment).slice('credit '.length)))
    return { told, late }
  } finally {
    await desk.stop()
  }
}

/** @returns what is wrong, in words */
function faultsOf(from: SmallBackend, { told, late }: { told: Told[]; late: number[] }): string[] {
  return told.flatMap((how, number) => {
    const effects = given(from, number)
    if (effects > 1) return [`doubled ${number}`]
    if (how === 'done' && effects === 0) return [`said to be done ${number}`]
    if ((how === 'offline' || how === 'limitExceeded') && effects > 0) return [`said not to be done ${number}`]
    return how === 'unknown' && effects === 0 && !late.includes(number) ? [`lost ${number}`] : []
  })
}

describe('under any faults', () => {
  const seed = Number(process.env.HEADEND_SEED ?? Date.now() % 2 ** 31)

  it('each credit has one effect or none, and what the window was told is so', async () => {
    console.log(`seed ${seed}`)
    const property = fc.asyncProperty(fc.array(fc.constantFrom(...kinds), { maxLength: 14 }), fc.integer({ min: 1, max: 5 }), fc.constantFrom(8, 40, 2_000), async (faults, count, moneyMs) => {
      const own = await freshBackend()
      try {
        injectFaults(own, faults)
        expect(faultsOf(own, await giveCredits(own, count, moneyMs))).toEqual([])
      } finally {
        await own.close()
      }
    })
    await fc.assert(property, { seed, numRuns: 40 })
  })

  it('negative control: a backend that forgets its commands doubles one, and this test sees it', async () => {
    backend.forgetful = true
    injectFaults(backend, ['ok', 'cutAfter'])
    expect(faultsOf(backend, await giveCredits(backend, 3, 2_000))).toEqual(['doubled 1'])
  })

  it('the process killed at random steps: a window that asks again under the same id gives it once', async () => {
    console.log(`seed ${seed}`)
    const file = temporaryFile()
    const done = new Set<number>()
    let next = 0
    for (let round = 0; round < 5; round++) {
      const killAt = 1 + ((seed >>> (round * 3)) % 7)
      const where = (['request', 'effect', 'told'] as const)[(seed >>> round) % 3] ?? 'told'
      next = await runAndKill(file.path, next, { killAt, where }, done)
    }
    const last = await runAndKill(file.path, next, null, done)
    expect(last).toBeGreaterThan(next)
    for (let number = 0; number < last; number++) expect([number, given(backend, number)]).toEqual([number, 1])
    file.remove()
  })
})

type Kill = { killAt: number; where: 'request' | 'effect' | 'told' }

/** @returns the number that nobody was told of: the next run asks for it again, as a window does after a restart */
async function runAndKill(path: string, first: number, kill: Kill | null, done: Set<number>): Promise<number> {
  const script = fileURLToPath(new URL('./support/money-child.ts', import.meta.url))
  const child = spawn(process.execPath, ['--no-warnings', script, path, backend.url, String(first), kill ? '40' : '3'], { stdio: ['ignore', 'pipe', 'inherit'] })
  let steps = 0
  const step = (where: Kill['where']) => {
    if (kill?.where === where && ++steps === kill.killAt) child.kill('SIGKILL')
  }
  backend.fault = (request) => (isMoney(request.url) && step('request'), false)
  backend.loseAnswer = (request) => (isMoney(request.url) && step('effect'), false)
  let next = first
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    const number = /^done (\d+)$/.exec(line)?.[1]
    if (number === undefined) continue
    done.add(Number(number))
    next = Number(number) + 1
    step('told')
  }
  await exited
  return next
}

describe('after a kill', () => {
  it('what was stored and never sent is not sent, and what was sent is', async () => {
    const file = temporaryFile()
    const before = await signedIn({}, { cacheFile: file.path })
    await before.stop()
    desks = []
    const db = openFile(file.path, testKey)
    for (const [number, attempts] of [[1, 0], [2, 1]] as const) {
      const input = { ...creditInput(1, number), commandId: idOf(0xa, number) }
      enqueue(db as WritableDb, systemClock, agent, { procedure: 'billing.submitAdjustment', customerId: ana, input, now: { draftKey: 'adjustment' } })
      db.prepare('update outbox set attempts = ? where commandId = ?').run(attempts, input.commandId)
    }
    db.close()
    const after = openDesk({ backendUrl: backend.url, cacheFile: file.path, timing: { backoffBaseMs: 4 } })
    desks.push(after)
    await after.until((state) => state.outbox.waiting === 0 && state.connectivity.state === 'online')
    expect([given(backend, 1), given(backend, 2)]).toEqual([0, 1])
    await after.stop()
    desks = []
    file.remove()
  })
})
