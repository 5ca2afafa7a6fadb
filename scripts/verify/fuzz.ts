/**
 * Nonsense at every door: requests with one thing wrong at each route of the backend, bytes that are no requests, frames on a
 * desk's WebSocket and on a chat page's, frames at the desk's port. Nobody may be told of our own fault (a status of 500), of the house (a stack trace,
 * a path, the database's words), and memory may not grow. A route that does all of it stands in the backend of the proof, and
 * must be found, or the proof could not have failed.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { freshDatabase, startPostgres } from '../../tests/support/postgres.ts'
import { openStore } from '../../electron/backend/store/store.ts'
import { signInAs } from '../../tests/support/api-client.ts'
import { seededPick } from '../bench/support/seeded.ts'
import { wanted } from '../lib/wanted.ts'
import { runReport, type Report } from '../lib/report.ts'
import { rounded } from '../lib/stats.ts'
import { askMakers, unasked, type Maker } from './support/fuzz-asks.ts'
import { faultOf } from './support/fuzz-answers.ts'
import { FAULTY_ROUTE, type FromTarget, type Target, type ToTarget } from './support/fuzz-contract.ts'
import { fuzzChat } from './support/fuzz-chat.ts'
import { fuzzLive } from './support/fuzz-live.ts'
import type { PortResult } from './support/fuzz-port.ts'
import { bytesOf, isWritable, openAgent, send, sendBytes, type Answered } from './support/fuzz-send.ts'
import type { Pick } from './support/likely-input.ts'
import { asText, mutateAsk, mutateBytes, mutateValue, nastyValues, type Ask } from './support/mutations.ts'

const REQUESTS = wanted('requests', 50_000)
/** Of them at each of the other doors. */
const LIVE_FRAMES = 4_000
/** So many that the first fifth, after which memory is compared, has brought everything into it that is loaded once. */
const PORT_FRAMES = 40_000
const AT_ONCE = 8
/** Behind this share of the requests all code has run and all pools are full: memory counts from there. */
const WARM = 0.2
const MOST_GROWTH = 0.1
const FAULTS_TOLD = 20

await runReport('fuzz', async (report) => {
  const postgres = await startPostgres()
  const databaseUrl = await freshDatabase(postgres.url)
  const child = fork(new URL('./support/fuzz-backend.ts', import.meta.url), [databaseUrl], { execArgv: [...process.execArgv, '--expose-gc'] })
  try {
    const target = (await heard(child, 'ready')).target
    await proveRoutes(report, target, () => memoryOf(child))
    report.figure('backendAlive', child.exitCode === null)
    report.must('backendAlive', child.exitCode === null)
    await provePort(report, target, databaseUrl)
  } finally {
    if (child.connected) child.send({ kind: 'stop' } satisfies ToTarget)
    await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(null)))
    await postgres.stop()
  }
})

async function proveRoutes(report: Report, target: Target, memory: () => Promise<number>): Promise<void> {
  const makers = askMakers(target)
  const left = unasked(target.routes, makers, [FAULTY_ROUTE])
  report.figure('routes', makers.length)
  report.must('every route is asked', left.length === 0, left.join(', '))
  const liveFrames = Math.min(LIVE_FRAMES, REQUESTS)
  const nasty = nastyValues(report.seed)
  const faults = new Map<string, number>()
  const statuses = new Map<number, number>()
  const note = (fault: string): void => void faults.set(fault, (faults.get(fault) ?? 0) + 1)
  const agent = openAgent()
  let warm = 0
  const warmAt = Math.floor(REQUESTS * WARM)
  for (let done = 0; done < REQUESTS; ) {
    const until = Math.min(REQUESTS, done < warmAt ? warmAt : done + 2_000)
    await inLanes(done, until, async (number) => {
      const maker = makers[number % makers.length] as Maker
      const answered = await askOnce(target.url, agent, maker, nasty, seededPick(report.seed + number))
      statuses.set(answered.status, (statuses.get(answered.status) ?? 0) + 1)
      const fault = faultOf(answered.status, answered.text)
      if (fault) note(`${maker.route}: ${fault} (request ${number}): ${answered.text.slice(0, 120)}`)
      if (answered.text === 'no answer in time') note(`${maker.route}: no answer in time (request ${number})`)
    })
    done = until
    if (done === warmAt) {
      for (const fault of await fuzzLive(target, liveFrames / 2, nasty, seededPick(report.seed))) note(fault)
      warm = await memory()
    }
    report.say(`${done} of ${REQUESTS} requests${done % 10_000 === 0 ? `, ${Math.round((await memory()) / 2 ** 20)} MB` : ''}`)
  }
  for (const fault of await fuzzLive(target, liveFrames / 2, nasty, seededPick(report.seed + 1))) note(fault)
  const chat = await fuzzChat(target, liveFrames, nasty, seededPick(report.seed + 2))
  for (const fault of chat.faults) note(fault)
  report.figure('chatConnectionsOpened', chat.opened)
  report.must('chats were open', chat.opened > 0)
  agent.destroy()
  report.figure('requests', REQUESTS)
  report.figure('liveFrames', liveFrames)
  report.figure('statuses', Object.fromEntries([...statuses].sort(([a], [b]) => a - b)))
  report.figure('faults', [...faults].slice(0, FAULTS_TOLD))
  report.atMost('faultsFound', 0, [...faults.values()].reduce((sum, times) => sum + times, 0))
  report.atMost('backendMemoryGrowth', MOST_GROWTH, rounded((await memory()) / warm - 1, 3))
  const control = await send(target.url, openAgent(), { method: 'GET', path: FAULTY_ROUTE, headers: {}, body: Buffer.alloc(0) })
  report.must('controlCaught', faultOf(control.status, '') !== null && faultOf(200, control.text) !== null, control.text.slice(0, 200))
}

/** Of six: three have one wrong value, one wrong bytes, one a wrong path or header, one is no request at all. */
async function askOnce(url: string, agent: ReturnType<typeof openAgent>, maker: Maker, nasty: readonly unknown[], pick: Pick): Promise<Answered> {
  const right = await maker.make(pick)
  const way = pick(6)
  if (way === 0) return sendBytes(url, mutateBytes(bytesOf(right), pick))
  const wrong = way === 1 ? mutateAsk(right, pick) : way === 2 ? { ...right, body: mutateBytes(right.body, pick) } : withWrongValue(right, nasty, pick)
  return isWritable(wrong) ? send(url, agent, wrong) : sendBytes(url, bytesOf(wrong))
}

/** In the body, or in the query where that is what is read. */
function withWrongValue(ask: Ask, nasty: readonly unknown[], pick: Pick): Ask {
  if (ask.body.length > 0) return { ...ask, body: Buffer.from(JSON.stringify(mutateValue(JSON.parse(ask.body.toString()), nasty, pick)) ?? '') }
  const [path = '', query = ''] = ask.path.split('?')
  const asked = new URLSearchParams(query)
  const names = [...asked.keys(), 'more']
  asked.set(names[pick(names.length)] ?? 'more', asText(nasty[pick(nasty.length)]))
  return { ...ask, path: `${path}?${asked.toString()}`.slice(0, 12_000) }
}

async function inLanes(from: number, until: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = from
  const lane = async (): Promise<void> => {
    while (next < until) await work((next += 1) - 1)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
}

async function provePort(report: Report, { url, customerIds }: Target, databaseUrl: string): Promise<void> {
  const store = await openStore({ kind: 'server', url: databaseUrl })
  const { userName } = await signInAs(store, url, 'supervisor')
  await store.close()
  const frames = Math.min(PORT_FRAMES, REQUESTS)
  const child = fork(new URL('./support/fuzz-port.ts', import.meta.url), [url, userName, String(frames), String(report.seed), customerIds.slice(0, 20).join(',')], { execArgv: [...process.execArgv, '--expose-gc'] })
  const result = await new Promise<PortResult | null>((resolve) => {
    child.once('message', (message) => resolve(message as PortResult))
    child.once('exit', () => resolve(null))
  })
  report.must('the data process lives', result !== null)
  if (!result) return
  report.figure('port', { ...result, faults: result.faults.slice(0, FAULTS_TOLD) })
  report.must('the desk answers afterwards', result.alive)
  report.atMost('portFaults', 0, result.faults.length)
  report.atMost('portMemoryGrowth', MOST_GROWTH, rounded(result.memoryGrowth, 3))
}

function heard<K extends FromTarget['kind']>(child: ChildProcess, kind: K): Promise<Extract<FromTarget, { kind: K }>> {
  return new Promise((resolve, reject) => {
    const listen = (message: unknown): void => {
      const said = message as FromTarget
      if (said.kind !== kind) return
      child.off('message', listen)
      resolve(said as Extract<FromTarget, { kind: K }>)
    }
    child.on('message', listen)
    child.once('exit', (code) => reject(new Error(`the backend ended with ${code}`)))
  })
}

async function memoryOf(child: ChildProcess): Promise<number> {
  const answer = heard(child, 'memory')
  child.send({ kind: 'memory' } satisfies ToTarget)
  return (await answer).bytes
}
