/**
 * Ten thousand conversations on the embedded store, and as many on two nodes over one PostgreSQL: two hundred thousand messages, each
 * fifth sent twice (often to both nodes at once), a thousand lines lost for a second to a day, nodes that die in the middle of it and
 * come back, agents who vanish, minutes in which nobody is there. What everybody was told is kept apart from the database and compared
 * with it at the end; who has whom, and since when, is looked at after every step. Then the same without the index that makes a
 * client's id one message, and without the places that are an agent's capacity: the proof must see what is doubled, and who has too many.
 *
 * `--conversations=N` and `--messages=N` make it smaller for a quick look.
 */
import { manualClock } from '#shared/kernel/clock.ts'
import { freshDatabase, startPostgres } from '../../tests/support/postgres.ts'
import { noFaults, openChatWorld, type ChatWorld, type Faults } from '../../tests/support/chat-world.ts'
import { Random } from '../../electron/backend/demo/random.ts'
import { migrate } from '../../electron/backend/store/migrate.ts'
import { openStore, type Store } from '../../electron/backend/store/store.ts'
import { runReport, type Report } from '../lib/report.ts'
import { wanted } from '../lib/wanted.ts'

const CONVERSATIONS = wanted('conversations', 10_000)
const MESSAGES = wanted('messages', 200_000)
const DISCONNECTIONS = Math.ceil(CONVERSATIONS / 10)
const NODE_DEATHS = Math.max(2, Math.ceil(CONVERSATIONS / 500))
const AGENTS = 80
const CAPACITY = 4
const MINUTE_MS = 60_000
const NOW = Date.parse('2026-11-23T16:30:00.000Z')
/** Steps that a run may take at most: it ends by itself. */
const MOST_STEPS = 40_000

/** Between a second and a day, as often short as long. */
const awayFor = (random: Random): number => Math.round(1_000 * 86_400 ** random.fraction())

async function play(world: ChatWorld, random: Random, { conversations, messages }: { conversations: number; messages: number }, say: (text: string) => void): Promise<Faults> {
  const { counts } = world
  const said = () => counts.sent + counts.answered
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (counts.begun >= conversations && said() >= messages && counts.disconnections >= DISCONNECTIONS) break
    // As many talk at once as there are places, and a few wait.
    const newcomers = counts.begun < conversations && world.running() < AGENTS * CAPACITY * 1.2 ? random.between(4, 24) : 0
    if (counts.begun >= conversations && world.running() < 40) world.goOn(200)
    await world.step({
      newcomers, dies: counts.nodesKilled < NODE_DEATHS && random.chance((2 * NODE_DEATHS * 20) / messages * 8),
      awayMs: counts.disconnections < DISCONNECTIONS * 1.2 && random.chance(0.9) ? awayFor(random) : null,
      ...(random.chance(0.01) ? { passMs: random.between(1, 120) * MINUTE_MS } : {}),
    })
    if (step % 100 === 99) say(`${counts.begun} conversations, ${said()} messages, ${counts.disconnections} lines lost, ${counts.nodesKilled} nodes killed`)
  }
  return world.settle()
}

async function prove(report: Report, name: string, stores: readonly Store[]): Promise<void> {
  const [clock, random] = [manualClock(NOW), new Random(report.seed, 0, 6)]
  const started = performance.now()
  const world = await openChatWorld({ stores, clock, random, agents: AGENTS, capacity: CAPACITY, words: Math.max(2, Math.round(MESSAGES / CONVERSATIONS / 2)) })
  try {
    const faults = await play(world, random, { conversations: CONVERSATIONS, messages: MESSAGES }, (text) => report.say(`${name}: ${text}`))
    report.figure(name, { ...world.counts, messages: world.counts.sent + world.counts.answered, faults, seconds: Math.round((performance.now() - started) / 1_000) })
    for (const [what, measured] of Object.entries(faults)) report.atMost(`${name}: ${what}`, 0, measured)
    report.atLeast(`${name}: conversations`, CONVERSATIONS, world.counts.begun)
    report.atLeast(`${name}: messages`, MESSAGES, world.counts.sent + world.counts.answered)
    report.atLeast(`${name}: disconnections`, DISCONNECTIONS, world.counts.disconnections)
    if (stores.length > 1) report.atLeast(`${name}: nodes killed`, 2, world.counts.nodesKilled)
  } finally {
    await world.close()
  }
}

/** A little of it, with a guard taken out. */
async function control(report: Report, url: string, sql: string): Promise<Faults> {
  const stores = [await opened(url), await opened(url)]
  const [clock, random] = [manualClock(NOW), new Random(report.seed, 1, 6)]
  try {
    await stores[0]!.pool.query(sql)
    const world = await openChatWorld({ stores, clock, random, agents: 12, capacity: 2, words: 4 })
    const faults = await play(world, random, { conversations: 60, messages: 400 }, () => undefined)
    await world.close()
    return faults
  } finally {
    for (const store of stores) await store.close()
  }
}

async function opened(url: string): Promise<Store> {
  const store = await openStore({ kind: 'server', url })
  await migrate(store, manualClock(NOW))
  return store
}

await runReport('chat', async (report) => {
  const embedded = await openStore({ kind: 'embedded', dataDirectory: null })
  try {
    await migrate(embedded, manualClock(NOW))
    await prove(report, 'embedded', [embedded])
  } finally {
    await embedded.close()
  }
  const postgres = await startPostgres()
  try {
    const url = await freshDatabase(postgres.url)
    const nodes = [await opened(url), await opened(url)]
    try {
      await prove(report, 'twoNodes', nodes)
    } finally {
      for (const node of nodes) await node.close()
    }
    const doubled = await control(report, await freshDatabase(postgres.url), 'alter table chat_message drop constraint chat_message_conversation_id_author_client_id_key')
    report.must('sees what is doubled where a client\u2019s id is no one message', doubled.doubled > 0, doubled.doubled)
    const over = await control(report, await freshDatabase(postgres.url), `drop trigger chat_conversation_held on chat_conversation; drop trigger chat_conversation_place on chat_conversation;
      create function no_places() returns trigger language plpgsql as $$ begin new.conversation_id := null; return new; end $$; create trigger no_places before update on chat_slot for each row execute function no_places()`)
    report.must('sees who has too many where places are not kept', over.overCapacity > 0, over.overCapacity)
    report.figure('controls', { doubled, over, none: noFaults })
  } finally {
    await postgres.stop()
  }
})
