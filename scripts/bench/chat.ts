/**
 * A thousand agents and five thousand customers who chat, over HTTP and WebSockets, with one node on PostgreSQL, all on this machine:
 * 500 messages a second for two minutes, half of them to each side, with the marks of reading that they bring about. The floor is a bare
 * `ws` relay with the same crowd and the same messages, right before it: each message once, without a database. Then what a connection
 * that does nothing holds, and all customers' lines cut at once. No typing hints are sent; agents send at once, or with `--undo=15` as an
 * agent who has set nothing, and then how late a message is counts from when it could be taken back no more.
 *
 * `--agents=N --customers=N --rate=N --duration=SECONDS --undo=SECONDS` make it smaller for a quick look.
 */
import { openStore } from '../../electron/backend/store/store.ts'
import { freshDatabase, startPostgres } from '../../tests/support/postgres.ts'
import { runReport, type Report } from '../lib/report.ts'
import { median, p95, rounded } from '../lib/stats.ts'
import { wanted } from '../lib/wanted.ts'
import { startChatChild } from './support/chat-child.ts'
import { forgetAll, openHeadendCrowd, openRelayCrowd, underWay, type Arrivals, type Crowd } from './support/chat-crowd.ts'
import { fillChatHouse, type ChatDeskOf } from './support/chat-house.ts'
import { seededPick } from './support/seeded.ts'

const AGENTS = wanted('agents', 1_000)
const CUSTOMERS = wanted('customers', 5_000)
const RATE = wanted('rate', 500)
const SECONDS = wanted('duration', 120)
/** So long an agent's message can be taken back, seconds; how late it is counts from then. */
const UNDO_SECONDS = wanted('undo', 0)
const TICK_MS = 10
/** What is said in the beginning warms up both sides, and is not counted. */
const WARM_SECONDS = 5
/** Who has not come by then is lost. */
const LATE_MS = 15_000 + UNDO_SECONDS * 1_000

const figures = (times: readonly number[]) => ({ median: rounded(median(times)), p95: rounded(p95(times)), most: rounded(Math.max(...times)), messages: times.length })
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const nothing = (): Arrivals => ({ times: [], doubled: 0 })

/** Evenly, to and fro, among all. @returns how many were sent in all, and how many never came */
async function talk(crowd: Crowd, desks: readonly ChatDeskOf[], arrivals: { customers: Arrivals; agents: Arrivals }, seed: number): Promise<{ sent: number; lost: number }> {
  const pick = seededPick(seed)
  const started = performance.now()
  let sent = 0
  let warm = false
  while (performance.now() - started < SECONDS * 1_000) {
    const wantedBy = ((performance.now() - started) / 1_000) * RATE
    for (; sent < wantedBy; sent += 1) {
      const desk = desks[pick(desks.length)]!
      const place = desk.places[pick(desk.places.length)]!
      if (sent % 2 === 0) crowd.fromCustomer(place)
      else crowd.fromAgent(desk, place)
    }
    if (!warm && performance.now() - started > WARM_SECONDS * 1_000) {
      warm = true
      arrivals.customers.times.length = 0
      arrivals.agents.times.length = 0
    }
    await wait(TICK_MS)
  }
  for (let waited = 0; underWay() > 0 && waited < LATE_MS; waited += 100) await wait(100)
  const lost = underWay()
  forgetAll()
  return { sent, lost }
}

async function measureRelay(report: Report, desks: readonly ChatDeskOf[]): Promise<number> {
  const relay = await startChatChild('./chat-relay.ts')
  const arrivals = { customers: nothing(), agents: nothing() }
  const crowd = await openRelayCrowd(relay.ready, desks, arrivals)
  const { sent, lost } = await talk(crowd, desks, arrivals, report.seed)
  crowd.close()
  await relay.stop()
  const all = [...arrivals.customers.times, ...arrivals.agents.times]
  report.figure('relay', { ...figures(all), sent, lost })
  report.say(`relay: p95 ${rounded(p95(all))} ms of ${all.length}`)
  return p95(all)
}

await runReport('chat', async (report) => {
  report.figure('size', { undoSeconds: UNDO_SECONDS, agents: AGENTS, customers: CUSTOMERS, perSecond: RATE, seconds: SECONDS })
  report.figure('baseline', 'a bare ws relay between the same sides, the same messages, right before, without marks and without a database')
  const postgres = await startPostgres({ durable: true })
  const url = await freshDatabase(postgres.url)
  const store = await openStore({ kind: 'server', url })
  try {
    const desks = await fillChatHouse(store, { agents: AGENTS, customers: CUSTOMERS, undoSeconds: UNDO_SECONDS })
    await store.pool.query('analyze')
    const floor = await measureRelay(report, desks)
    const backend = await startChatChild('./chat-backend.ts', [url])
    try {
      const before = (await backend.ask('memory')) as number
      const arrivals = { customers: nothing(), agents: nothing() }
      const connecting = performance.now()
      const crowd = await openHeadendCrowd(backend.ready, desks, arrivals)
      report.say(`${AGENTS + CUSTOMERS} connected in ${rounded((performance.now() - connecting) / 1_000)} s`)
      await wait(2_000)
      const idle = (await backend.ask('memory')) as number
      const perConnection = (idle - before) / (AGENTS + CUSTOMERS)
      report.say(`${rounded(perConnection / 1_024)} KB for each connection`)
      const processor = (await backend.ask('processor')) as number
      const { sent, lost } = await talk(crowd, desks, arrivals, report.seed)
      const used = ((await backend.ask('processor')) as number) - processor
      arrivals.customers.times = arrivals.customers.times.map((ms) => ms - UNDO_SECONDS * 1_000)
      const all = [...arrivals.customers.times, ...arrivals.agents.times]
      report.figure('headend', { ...figures(all), sent, toCustomers: figures(arrivals.customers.times), toAgents: figures(arrivals.agents.times), processorMsForEach: rounded(used / sent, 2) })
      report.say(`headend: p95 ${rounded(p95(all))} ms, to customers ${rounded(p95(arrivals.customers.times))}, to agents ${rounded(p95(arrivals.agents.times))}; ${rounded(used / sent, 2)} ms of processor for each`)
      const stormMs = await crowd.storm()
      report.say(`${CUSTOMERS} are back after ${rounded(stormMs / 1_000)} s`)
      crowd.close()
      report.atMost('lost', 0, lost)
      report.atMost('doubled', 0, arrivals.customers.doubled + arrivals.agents.doubled)
      report.atMost('failed', 0, crowd.failed())
      report.atMost('p95Ms', 250, rounded(p95(all)))
      report.atMost('p95TimesRelay', 3, rounded(p95(all) / floor, 2))
      report.atMost('idleConnectionKb', 20, rounded(perConnection / 1_024))
      report.atMost('reconnectStormSeconds', 10, rounded(stormMs / 1_000))
    } finally {
      await backend.stop()
    }
  } finally {
    await store.close()
    await postgres.stop()
  }
})
