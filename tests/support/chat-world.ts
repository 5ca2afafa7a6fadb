/**
 * Customers, agents and nodes that do what they do at random moments: send twice, lose the line, come back on another node, vanish,
 * take back, transfer; nodes die in the middle of it. What everybody was told is kept apart from the database, and compared with it.
 */
import { DESK_GONE_MS, OFFER_MS, RETURN_MS } from '../../shared/features/chat/chat-times.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { isAppError } from '../../shared/kernel/errors.ts'
import { newId } from '../../shared/kernel/ids.ts'
import { AWAKE_MS, openChatLive, type ChatLive, type PageSide } from '../../electron/backend/features/chat/chat-live.ts'
import type { Random } from '../../electron/backend/demo/random.ts'
import type { SignedIn } from '../../electron/backend/services.ts'
import type { Store, Transaction } from '../../electron/backend/store/store.ts'
import type { Timers } from '../../electron/backend/timers.ts'
import { addQueue, anyRule, chatting, publishRules } from './chatting.ts'
import { hire } from './direct-commands.ts'

/** So often is a send repeated, as if its answer had been lost. */
const RETRIED = 0.2
/** ms */
const PIECE_MS = 10_000
type MovedClock = Clock & { advance(ms: number): void }
type Node = { chat: ReturnType<typeof chatting>; live: ChatLive; since: number; die(): Promise<void> }
type Told = { sequence: number; clientId: string; body: string }
type Customer = {
  id: string; token: string; node: Node | null; unfollow: () => void; side: PageSide; got: Told[]; sent: Told[]; awayUntil: number; left: number; ended: boolean
}
type AgentSent = { conversationId: string; clientId: string; takenBack: boolean }
type Agent = { who: SignedIn; goneUntil: number; seenAt: number; away: boolean }

export type ChatWorldOptions = { stores: readonly Store[]; clock: MovedClock; random: Random; agents?: number; capacity?: number; words?: number }
export type ChatWorld = Awaited<ReturnType<typeof openChatWorld>>
export type Faults = { lost: number; doubled: number; outOfOrder: number; toldWrongly: number; cameBack: number; overCapacity: number; withoutOwner: number }
export const noFaults: Faults = { lost: 0, doubled: 0, outOfOrder: 0, toldWrongly: 0, cameBack: 0, overCapacity: 0, withoutOwner: 0 }

/** Nothing of it is committed any more once it is dead; what was committed is. */
function mortalStore(store: Store): { store: Store; die(): void } {
  let dead = false
  const check = (): void => { if (dead) throw new Error('the node is dead') }
  async function transaction<T>(work: (trx: Transaction) => Promise<T>): Promise<T> {
    check()
    return store.db.transaction().execute(async (trx) => {
      const done = await work(trx)
      check()
      return done
    })
  }
  const builder = () => ({ execute: transaction, setIsolationLevel: () => ({ execute: transaction }) })
  const db = new Proxy(store.db, { 
    get: (target, name) => {
      if (name === 'transaction') return builder
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  return { store: { ...store, db }, die: () => { dead = true } }
}

export async function openChatWorld({ stores, clock, random, agents: staffed = 12, capacity = 3, words = 10 }: ChatWorldOptions) {
  const root = chatting(stores[0]!, clock)
  const supervisor = await hire(stores[0]!, clock, 'supervisor')
  const queues = [await addQueue(stores[0]!, clock, 'Help'), await addQueue(stores[0]!, clock, 'Bills')]
  await publishRules(stores[0]!, clock, 1, [anyRule(queues[1]!, { name: 'bills', topics: ['bill'] }), anyRule(queues[0]!)])
  const agents: Agent[] = []
  for (let index = 0; index < staffed; index += 1)
    agents.push({ who: await root.staff(supervisor, index % 3 === 0 ? [...queues] : [queues[index % 2]!], { capacity, undoSeconds: 15 }), goneUntil: 0, seenAt: clock.now(), away: false })
  /** Nodes are beaten by the world, and awake in the time that it lets pass. */
  const awake = new Set<() => void>()
  const timers: Timers = { every: (ms, work) => (ms === AWAKE_MS ? (awake.add(work), () => void awake.delete(work)) : () => undefined), after: () => () => undefined }
  function pass(ms: number): void {
    for (let left = ms; left > 0; left -= PIECE_MS) {
      clock.advance(Math.min(left, PIECE_MS))
      for (const see of awake) see()
    }
  }
  const nodes: (Node | null)[] = []
  for (const store of stores) nodes.push(await startNode(store))
  const customers: Customer[] = []
  const agentSent: AgentSent[] = []
  const counts = { begun: 0, turnedAway: 0, sent: 0, retried: 0, answered: 0, takenBack: 0, disconnections: 0, nodesKilled: 0, agentsVanished: 0, transfers: 0, takenOver: 0, closed: 0 }
  let faults: Faults = { ...noFaults }

  async function startNode(store: Store): Promise<Node> {
    const mortal = mortalStore(store)
    const chat = chatting(mortal.store, clock)
    const live = await openChatLive({ ...chat.services, timers }, { changed: () => undefined, lines: () => undefined, marks: () => undefined, typing: () => undefined })
    const node: Node = {
      chat, live, since: clock.now(),
      async die() {
        mortal.die()
        for (const customer of customers) if (customer.node === node) disconnect(customer, 0)
        await live.close().catch(() => undefined)
      },
    }
    return node
  }
  const upNodes = (): Node[] => nodes.filter((node): node is Node => node !== null)
  const anyNode = (): Node => upNodes()[random.between(0, upNodes().length - 1)]!
  const pick = <T>(from: readonly T[]): T | undefined => (from.length === 0 ? undefined : from[random.between(0, from.length - 1)])
  /** Refused in words: somebody else was first, or it is over. Anything else is a fault of ours. */
  const allowed = (error: unknown): void => {
    if (isAppError(error, 'conflict') || isAppError(error, 'forbidden') || isAppError(error, 'validation') || isAppError(error, 'limitExceeded') || isAppError(error, 'notFound')) return
    if (error instanceof Error && error.message === 'the node is dead') return
    throw error
  }

  async function begin(): Promise<void> {
    const { input, answer } = await anyNode().chat.begin({ topic: random.chance(0.3) ? 'bill' : 'internet' })
    if ('closed' in answer) return void (counts.turnedAway += 1)
    counts.begun += 1
    const customer: Customer = { id: input.conversationId, token: input.token, node: null, unfollow: () => undefined, side: undefined as never, got: [], sent: [], awayUntil: 0, left: random.between(1, 2 * words - 1), ended: false }
    customer.side = { after: 0, state: () => undefined, waits: () => false, read: () => undefined, typing: () => undefined, session: null, end: () => undefined, tell: (messages) => customer.got.push(...messages.map(({ sequence, clientId, body }) => ({ sequence, clientId, body }))) }
    customers.push(customer)
    connect(customer)
  }
  function connect(customer: Customer): void {
    const node = anyNode()
    customer.node = node
    // What the page says it has: the last of what it was told.
    const side: PageSide = { ...customer.side, after: customer.got.at(-1)?.sequence ?? 0 }
    customer.unfollow = node.live.follow(customer.id, side)
  }
  function disconnect(customer: Customer, ms: number): void {
    customer.unfollow()
    customer.unfollow = () => undefined
    customer.node = null
    customer.awayUntil = clock.now() + ms
  }
  async function speak(customer: Customer): Promise<void> {
    if (!customer.node) return
    const [clientId, body] = [newId(clock), `${random.next()}`]
    const say = (node: Node) => node.chat.say(customer.id, body, clientId)
    const twice = random.chance(RETRIED)
    const answers = await Promise.all([say(customer.node), ...(twice ? [say(anyNode())] : [])].map((each) => each.catch((error: unknown) => (allowed(error), null))))
    counts.retried += Number(twice)
    const sequence = answers.find((answer) => answer !== null)
    if (sequence === undefined) return
    if (answers.some((answer) => answer !== null && answer !== sequence)) faults = { ...faults, doubled: faults.doubled + 1 }
    counts.sent += 1
    customer.left -= 1
    customer.sent.push({ sequence: sequence!, clientId, body })
  }

  async function work(agent: Agent): Promise<void> {
    const now = clock.now()
    if (agent.goneUntil > now) return
    const { chat } = anyNode()
    await chat.see(agent.who)
    agent.seenAt = now
    const me = await stores[0]!.db.selectFrom('chatAgent').select('status').where('agentId', '=', agent.who.agent.id).executeTakeFirst()
    if (me?.status === 'away' && random.chance(0.7)) await chat.setStatus(agent.who, { away: null })
    const mine = await stores[0]!.db.selectFrom('chatConversation').select(['id', 'status', 'unansweredSince', 'lastSequence']).where('ownerId', '=', agent.who.agent.id).execute()
    for (const each of mine) await handle(agent, chat, each).catch(allowed)
  }
  async function handle({ who }: Agent, chat: Node['chat'], { id, status, unansweredSince, lastSequence }: { id: string; status: string; unansweredSince: string | null; lastSequence: number }): Promise<void> {
    if (status === 'offered') return void (random.chance(0.9) ? await chat.accept(who, { conversationId: id, contactId: newId(clock) }) : random.chance(0.5) ? await chat.decline(who, { conversationId: id }) : null)
    if (status === 'wrapUp') return void (random.chance(0.5) ? await chat.wrapUp(who, { conversationId: id, disposition: 'resolved', text: '' }) : null)
    if (random.chance(0.02)) {
      const colleague = pick(agents)!
      counts.transfers += 1
      await chat.transfer(who, { conversationId: id, to: random.chance(0.5) ? { kind: 'queue', queueId: pick(queues)!, skill: null } : { kind: 'agent', agentId: colleague.who.agent.id }, note: 'look here' })
      return
    }
    if (lastSequence > 2 * words && random.chance(0.4)) {
      counts.closed += 1
      await chat.wrapUp(who, { conversationId: id, disposition: 'resolved', text: '' })
      return
    }
    if (unansweredSince !== null && random.chance(0.8)) await answer(who, chat, id)
  }
  async function answer(who: SignedIn, chat: Node['chat'], conversationId: string): Promise<void> {
    const sent: AgentSent = { conversationId, clientId: newId(clock), takenBack: false }
    const body = `${random.next()}`
    const send = (by: Node['chat'] = chat) => by.answer(who, conversationId, body, { now: now0, clientId: sent.clientId })
    const now0 = random.chance(0.5)
    const [first, second] = await Promise.allSettled([send(), ...(random.chance(RETRIED) ? [send(anyNode().chat)] : [])])
    const done = first?.status === 'fulfilled' || second?.status === 'fulfilled'
    for (const each of [first, second]) if (each?.status === 'rejected') allowed(each.reason)
    if (!done) return
    counts.answered += 1
    agentSent.push(sent)
    if (!now0 && random.chance(0.2)) {
      await chat.takeBack(who, conversationId, sent.clientId).then(() => { sent.takenBack = true; counts.takenBack += 1 }, allowed)
      // A retry that was on its way all the time.
      if (sent.takenBack) await send().catch(allowed)
    }
  }

  /** Deadlines that somebody else should have met by now; of a desk's silence, where a node has been there to hear it. */
  async function check(): Promise<void> {
    const heard = (ms: number): boolean => upNodes().some(({ since }) => clock.now() - since >= ms)
    const { rows: over } = await stores[0]!.pool.query<{ n: number }>(`select count(*)::int as n from chat_agent a where (select count(*) from chat_conversation c where c.owner_id = a.agent_id) > a.capacity`)
    const { rows: stuck } = await stores[0]!.pool.query<{ since: string }>(`
      select least(c.unanswered_since, a.seen_at, c.offered_until)::text as since from chat_conversation c join chat_agent a on a.agent_id = c.owner_id
      where (c.status = 'offered' and c.offered_until <= $1::timestamptz and $5) or (c.status in ('offered', 'active') and a.seen_at <= $2::timestamptz and $4)
        or (c.status = 'active' and c.unanswered_since <= $3::timestamptz and c.agent_active_at <= $3::timestamptz and $4)`,
    [at(0), at(DESK_GONE_MS), at(RETURN_MS), heard(DESK_GONE_MS), heard(OFFER_MS)])
    faults = { ...faults, overCapacity: faults.overCapacity + over[0]!.n, withoutOwner: faults.withoutOwner + stuck.length }
  }
  const at = (ago: number): string => new Date(clock.now() - ago).toISOString()

  return {
    counts, customers, queues, supervisor,
    faults: () => faults,
    /** How many go on now. */
    running: () => customers.filter(({ ended }) => !ended).length,
    /** Who had nothing more to say has: their conversations begin again. */
    goOn(most: number): void {
      for (const customer of customers.filter(({ ended }) => ended).slice(0, most)) Object.assign(customer, { ended: false, left: random.between(1, 2 * words - 1) })
    },
    /** A second or a few go by, and everybody does something at once. @param newcomers how many begin */
    async step({ newcomers, dies = false, awayMs = null, passMs = random.between(500, 5_000) }: { newcomers: number; dies?: boolean; awayMs?: number | null; passMs?: number }): Promise<void> {
      pass(passMs)
      if (dies && upNodes().length > 1) {
        const index = random.between(0, nodes.length - 1)
        const node = nodes[index]
        nodes[index] = null
        counts.nodesKilled += Number(node !== null)
        // In the middle of what everybody does.
        const dying = node?.die()
        await this.act(newcomers)
        await dying
        nodes[index] = await startNode(stores[index]!)
      } else await this.act(newcomers)
      const lost = awayMs === null ? undefined : pick(customers.filter(({ node, ended }) => node && !ended))
      if (lost) {
        disconnect(lost, awayMs!)
        counts.disconnections += 1
      }
      for (const customer of customers) if (!customer.node && !customer.ended && customer.awayUntil <= clock.now()) connect(customer)
      if (random.chance(0.02)) {
        const gone = pick(agents)!
        gone.goneUntil = clock.now() + random.between(20_000, 300_000)
        counts.agentsVanished += 1
      }
      for (const node of upNodes()) await node.live.beat().catch(allowed)
      await check()
    },
    async act(newcomers: number): Promise<void> {
      const talking = customers.filter(({ node, ended }) => node && !ended)
      await Promise.all([
        ...Array.from({ length: newcomers }, () => begin().catch(allowed)),
        ...talking.filter(() => random.chance(0.5)).map(async (customer) => {
          if (customer.left > 0) return speak(customer)
          customer.ended = true
          if (random.chance(0.5)) await customer.node?.chat.leavePage(customer.id).catch(allowed)
          disconnect(customer, 0)
        }),
        ...agents.map((agent) => work(agent).catch(allowed)),
        (async () => {
          if (!random.chance(0.05)) return
          const held = await stores[0]!.db.selectFrom('chatConversation').select('id').where('status', '=', 'active').limit(20).execute()
          const one = pick(held)
          if (one) await anyNode().chat.whisper(supervisor, { conversationId: one.id, clientId: newId(clock), body: 'a word' }).catch(allowed)
        })(),
      ])
    },
    /** Everybody comes back once more; what is kept back leaves; then what was told is compared with what is there. */
    async settle(): Promise<Faults> {
      for (const customer of customers) if (customer.node) disconnect(customer, 0)
      pass(OFFER_MS)
      for (const node of upNodes()) await node.live.beat()
      for (const customer of customers) connect(customer)
      await Promise.all(customers.map(async (customer) => {
        const { lastSequence } = await root.conversation(customer.id)
        await until(() => (customer.got.at(-1)?.sequence ?? 0) >= lastSequence)
      }))
      for (const customer of customers) compare(customer, await root.messages(customer.id))
      for (const { conversationId, clientId, takenBack } of agentSent) {
        const { rows } = await stores[0]!.pool.query<{ n: number }>('select count(*)::int as n from chat_message where conversation_id = $1 and client_id = $2', [conversationId, clientId])
        if (takenBack) faults.cameBack += rows[0]!.n
        else if (rows[0]!.n === 0) faults.lost += 1
        else if (rows[0]!.n > 1) faults.doubled += 1
      }
      return faults
    },
    async close(): Promise<void> {
      for (const node of upNodes()) await node.live.close()
    },
  }

  function compare({ got, sent }: Customer, there: readonly Told[]): void {
    there.forEach(({ sequence }, index) => { if (sequence !== index + 1) faults.outOfOrder += 1 })
    const bodies = new Map<string, number>()
    for (const { body } of there) bodies.set(body, (bodies.get(body) ?? 0) + 1)
    for (const { sequence, clientId, body } of sent) {
      const kept = there[sequence - 1]
      if (kept?.clientId !== clientId || kept.body !== body) faults.lost += 1
      if ((bodies.get(body) ?? 0) > 1) faults.doubled += 1
    }
    for (let index = 1; index < sent.length; index += 1) if (sent[index]!.sequence <= sent[index - 1]!.sequence) faults.outOfOrder += 1
    if (got.length !== there.length) faults.toldWrongly += 1
    got.forEach(({ clientId, sequence }, index) => { if (sequence !== index + 1 || there[index]?.clientId !== clientId) faults.toldWrongly += 1 })
  }
}

/** Notices come by themselves: what is waited for is what is asked. */
async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; !holds(); turn += 1) {
    if (turn > 20_000) throw new Error('a page was not told all')
    await new Promise((resolve) => setImmediate(resolve))
  }
}
