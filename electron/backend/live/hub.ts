/**
 * The live side of one node: its desks' sockets on one hand, the notifications of all nodes on the other. All that
 * is sent are hints; whatever is lost here is made good by the desk's next pull.
 */
import { z } from 'zod'
import { idSchema } from '#shared/kernel/ids.ts'
import { roleSchema } from '#shared/features/session/session.schema.ts'
import { streamNameSchema, streamNames } from '#shared/features/sync/streams.ts'
import type { DeskMessage, LiveMessage, PresenceEntry } from '#shared/features/sync/sync.schema.ts'
import { seeAgent } from '../features/chat/chat-agents.ts'
import { DECISIONS_CHANNEL } from '../features/billing/decisions.commands.ts'
import { CONTACT_CHANNEL } from '../features/interactions/tell-contact.ts'
import { expirePresence, listPresence, PRESENCE_CHANNEL, renewPresence, setPresence } from '../features/presence/presence.ts'
import { PLANT_STATE_CHANNEL } from '../features/outages/plant-state.queries.ts'
import { RIGHTS_CHANNEL } from '../features/session/roles.commands.ts'
import { findEnded, SESSION_CHANNEL } from '../features/session/sessions.ts'
import type { Services, SignedIn } from '../services.ts'
import { CHANGED_CHANNEL } from '../store/announce.ts'
import { readEpoch } from '../store/epoch.ts'
import { Connection, type Socket } from './connection.ts'
import { holdUntilVisible } from './horizon.ts'

const changeSchema = z.object({
  xid: z.string().regex(/^\d+$/),
  change: z.object({ streams: z.array(streamNameSchema), customerIds: z.array(idSchema).nullable() }),
})
const presenceChangeSchema = z.object({ customerIds: z.array(idSchema) })
const sessionEndSchema = z.object({ sessionId: idSchema, reason: z.enum(['signedOut', 'idle', 'expired']) })
const contactSchema = z.object({ customerId: idSchema })
const rightsSchema = z.object({ role: roleSchema })
const decisionsSchema = z.object({ agentId: idSchema })
type Change = z.infer<typeof changeSchema>['change']

/** How often ended sessions and vanished desks are looked for, in ms. */
const SWEEP_MS = 15_000
/** Presence entries in `hello`; a frame is bounded to 64 kB. The others follow account by account. */
const HELLO_PRESENCE = 200

export type Hub = {
  attach(socket: Socket, signedIn: SignedIn): Promise<void>
  /** Tells these agents' desks here; null: all. @param except the desk of this session */
  tellAgents(agentIds: readonly string[] | null, message: LiveMessage, except?: string): void
  close(): Promise<void>
}

export async function openHub(services: Services): Promise<Hub> {
  const { store, clock, timers, log } = services
  const connections = new Set<Connection>()
  const ofAgent = new Map<string, Set<Connection>>()
  const failed = (error: unknown): void => log.error({ type: error instanceof Error ? error.name : typeof error }, 'live work failed')
  const inBackground = (work: Promise<unknown>): void => void work.catch(failed)
  const sendAll = (message: LiveMessage): void => connections.forEach((connection) => connection.send(message))
  const tellChange = (change: Change): void => sendAll({ type: 'changed', ...change })
  const held = holdUntilVisible(store, timers, tellChange, failed)

  async function tellPresence(customerIds: readonly string[]): Promise<void> {
    const present = byCustomer(await listPresence(store, clock, customerIds))
    for (const customerId of customerIds) sendAll({ type: 'presence', customerId, present: present.get(customerId) ?? [] })
  }
  function endSessions(reasons: ReadonlyMap<string, 'signedOut' | 'idle' | 'expired'>): void {
    for (const connection of connections) {
      const reason = reasons.get(connection.signedIn.sessionId)
      if (reason) connection.end(reason)
    }
  }
  async function sweep(): Promise<void> {
    for (const connection of connections) if (connection.isSilent()) connection.terminate()
    const sessionIds = [...connections].map(({ signedIn }) => signedIn.sessionId)
    if (sessionIds.length > 0) endSessions(await findEnded(store.db, services, sessionIds))
    await expirePresence(store, clock)
  }

  let telling: Promise<void> = Promise.resolve()
  const listeners = await Promise.all([
    store.listen(CHANGED_CHANNEL, (payload) => {
      // After a lost connection nobody knows what was missed.
      if (payload === null) return tellChange({ streams: [...streamNames], customerIds: null })
      const { xid, change } = changeSchema.parse(JSON.parse(payload))
      held.add(xid, change)
    }),
    store.listen(PRESENCE_CHANNEL, (payload) => {
      if (payload === null) return
      const { customerIds } = presenceChangeSchema.parse(JSON.parse(payload))
      // In turn: an older answer must not be the last one told.
      telling = telling.then(() => tellPresence(customerIds)).catch(failed)
    }),
    store.listen(DECISIONS_CHANNEL, (payload) => {
      const agentId = payload === null ? null : decisionsSchema.parse(JSON.parse(payload)).agentId
      for (const connection of connections) if (agentId === null || connection.signedIn.agent.id === agentId) connection.send({ type: 'decisions' })
    }),
    store.listen(CONTACT_CHANNEL, (payload) => {
      if (payload !== null) sendAll({ type: 'contact', customerId: contactSchema.parse(JSON.parse(payload)).customerId })
    }),
    store.listen(PLANT_STATE_CHANNEL, () => sendAll({ type: 'plantState' })),
    store.listen(RIGHTS_CHANNEL, (payload) => {
      const role = payload === null ? null : rightsSchema.parse(JSON.parse(payload)).role
      for (const connection of connections) if (role === null || connection.signedIn.agent.role === role) connection.send({ type: 'rights' })
    }),
    store.listen(SESSION_CHANNEL, (payload) => {
      if (payload === null) return
      const { sessionId, reason } = sessionEndSchema.parse(JSON.parse(payload))
      endSessions(new Map([[sessionId, reason]]))
    }),
  ])
  const stopSweeping = timers.every(SWEEP_MS, () => inBackground(sweep()))

  function follow(connection: Connection): void {
    const { signedIn } = connection
    // The last word of a desk that leaves goes the same way as those before, or an older one could come after it.
    const present = latestOnly((open: readonly string[]) => setPresence(store, clock, signedIn, open), failed)
    const receive = (message: DeskMessage): void => {
      if (message.type === 'presence') return present(message.open)
      connection.send({ type: 'pong' })
      inBackground(renewPresence(store.db, clock, signedIn.sessionId))
      inBackground(seeAgent(store.db, signedIn.agent.id, clock.now()))
    }
    const leave = (): void => {
      connections.delete(connection)
      const others = ofAgent.get(signedIn.agent.id)
      others?.delete(connection)
      if (others?.size === 0) ofAgent.delete(signedIn.agent.id)
      const stillHere = [...connections].some((other) => other.signedIn.sessionId === signedIn.sessionId)
      if (!stillHere) present([])
    }
    connection.listen(receive, leave)
    connections.add(connection)
    ofAgent.set(signedIn.agent.id, (ofAgent.get(signedIn.agent.id) ?? new Set()).add(connection))
  }

  return {
    attach: async (socket, signedIn) => {
      const connection = new Connection(socket, signedIn, clock)
      // Before the first wait: neither what the desk says meanwhile nor what happens meanwhile may be lost.
      follow(connection)
      const [epoch, presence, ended] = await Promise.all([readEpoch(store.db), listPresence(store, clock, null), findEnded(store.db, services, [signedIn.sessionId])])
      // One that ended between the question who it is and `follow` was told to nobody.
      const reason = ended.get(signedIn.sessionId)
      if (reason) return connection.end(reason)
      inBackground(seeAgent(store.db, signedIn.agent.id, clock.now()))
      connection.greet({ type: 'hello', epoch, presence: presence.slice(0, HELLO_PRESENCE) })
      sendRest(connection, presence.slice(HELLO_PRESENCE))
    },
    tellAgents: (agentIds, message, except) => {
      if (agentIds === null) return sendAll(message)
      for (const id of agentIds) for (const connection of ofAgent.get(id) ?? []) if (connection.signedIn.sessionId !== except) connection.send(message)
    },
    close: async () => {
      stopSweeping()
      held.stop()
      connections.forEach((connection) => connection.terminate())
      await Promise.all(listeners.map((stop) => stop()))
    },
  }
}

function sendRest(connection: Connection, rest: readonly PresenceEntry[]): void {
  for (const [customerId, present] of byCustomer(rest)) connection.send({ type: 'presence', customerId, present })
}

function byCustomer(entries: readonly PresenceEntry[]): Map<string, PresenceEntry[]> {
  const groups = new Map<string, PresenceEntry[]>()
  for (const entry of entries) groups.set(entry.customerId, [...(groups.get(entry.customerId) ?? []), entry])
  return groups
}

/** One at a time, and of those that wait only the newest: each one says all there is to say. */
function latestOnly<T>(work: (input: T) => Promise<void>, onError: (error: unknown) => void): (input: T) => void {
  let running = false
  let next: { input: T } | null = null
  async function run(): Promise<void> {
    running = true
    while (next) {
      const { input } = next
      next = null
      await work(input).catch(onError)
    }
    running = false
  }
  return (input) => {
    next = { input }
    if (!running) void run()
  }
}
