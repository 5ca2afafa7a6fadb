/**
 * The chat's live side of one node: customers' pages and agents' desks here on one hand, the notices of all nodes on the other. A
 * notice has the new line in it, or says only where something is new. A line that is the next for a side is told at once; otherwise it
 * is told exactly what is behind the last that it has, in its order. What is lost here is told at the next notice, at the next look, or
 * when the side comes back and says what it has.
 */
import { sql } from 'kysely'
import { z } from 'zod'
import { idSchema } from '#shared/kernel/ids.ts'
import { chatMessageSchema, type ChatMessage } from '#shared/features/chat/chat.schema.ts'
import type { CustomerState } from '#shared/features/chat/customer-chat.schema.ts'
import { repeated } from '../../repeated.ts'
import type { Queryable } from '../../store/store.ts'
import { together } from '../../together.ts'
import type { Services } from '../../services.ts'
import { agentsBeside } from './agents-beside.ts'
import { messagesAfter, type LinesAfter } from './chat.queries.ts'
import { watchQueues } from './chat-alerts.ts'
import { lookAtTheClock } from './chat-clock.ts'
import { pageMarks, type PageMark } from './marks.ts'
import { routeWaiting } from './route-waiting.ts'
import { forgetTickets, MOST_PAGES, openPages, readStates, seePages, type OpenedPage } from './customer-state.ts'
import { endedAmong, watchGone, type PageSession } from './page-ends.ts'
import { CHAT_CHANNEL } from './tell.ts'

/** Conversations in one question for what is behind: of each there may be a whole page. */
const MOST_BEHIND = 10
/** How often deadlines are looked at, ms: an offer goes back, and a message leaves, at most so late. */
const BEAT_MS = 1_000
/** How often a node sees that it runs, and how long it has not run where it saw that no more: its computer slept, or it was stopped. ms */
export const AWAKE_MS = 2_000
const STANDSTILL_MS = 15_000
/** How often a side is looked after whose notice may have been lost, in beats. */
const CATCH_UP_BEATS = 10
/** How often somebody who waits is told of their place, in beats. */
const PLACE_BEATS = 5
/** How often supervisors' alerts are looked at, in beats. */
const ALERT_BEATS = 5
/** How often what pages have read is written, ms. */
const MARKS_MS = 500

const sequence = z.int().min(0)
const noticeSchema = z.union([
  z.strictObject({ c: idSchema, n: sequence, m: chatMessageSchema.omit({ sequence: true }) }),
  z.strictObject({ c: idSchema, s: z.literal(true).optional() }),
  z.strictObject({ c: idSchema, o: idSchema }),
  z.strictObject({ k: z.array(z.tuple([idSchema, sequence, sequence])) }),
  z.strictObject({ r: idSchema, n: sequence }),
  z.strictObject({ t: idSchema, by: z.enum(['customer', 'agent']) }),
  z.strictObject({ a: z.array(idSchema) }),
  z.strictObject({ g: z.array(idSchema) }),
])

/** One page. `after` is what it has; `tell` gives what comes behind, in order. */
export type PageSide = { after: number; tell(messages: ChatMessage[]): void; /** The same as before, maybe. */ state(state: CustomerState): void; /** Whether its place in the queue is news. */ waits(): boolean; /** An agent has read so far. */ read(sequence: number): void; typing(): void; /** Null of whoever signed in to nothing. */ session: PageSession | null; /** The sign-in is over. */ end(): void }
/** What desks are told. */
export type DeskSide = {
  /** Others than before are theirs; null: nobody knows whose. */
  changed(agentIds: readonly string[] | null): void
  /** @param message null: they ask what is new. @param except a session that knows */
  lines(conversationId: string, message: ChatMessage | null, agentIds: readonly string[], except?: string): void
  /** How far the customer has got and read. */
  marks(conversationId: string, mark: PageMark, agentIds: readonly string[]): void
  typing(conversationId: string, agentIds: readonly string[]): void
}

export type ChatLive = {
  /** By a ticket, once; null: it opens nothing. */
  open(ticket: string): Promise<OpenedPage | null>
  /** @returns ends it */
  follow(conversationId: string, side: PageSide): () => void
  /** Of a page here; written with the others soon. */
  mark(conversationId: string, mark: PageMark): void
  /** Somebody's rights are others now: who may be told of a conversation is asked anew. */
  forgetReaders(): void
  /** Routes and meets deadlines now. */
  beat(): Promise<void>
  close(): Promise<void>
}

export async function openChatLive(services: Services, desks: DeskSide): Promise<ChatLive> {
  const { store, timers, log } = services
  const pages = new Map<string, Set<PageSide>>()
  const pumps = new Map<string, () => Promise<void>>()
  const failed = (error: unknown): void => log.error({ type: error instanceof Error ? error.name : typeof error }, 'chat work failed')
  let heardSince = services.clock.now()
  let awakeAt = heardSince
  let closed = false
  let beats = 0
  const gone = watchGone(services, (id) => pages.has(id))

  /** Who said nothing in a time in which nobody was heard is not gone. */
  function hearAnew(): void {
    if (services.clock.now() - awakeAt > STANDSTILL_MS) heardSince = awakeAt = services.clock.now()
  }

  const beat = repeated(async () => {
    if (closed) return
    hearAnew()
    await lookAtTheClock(services, heardSince).catch(async (error: unknown) => {
      failed(error)
      // Without its database a node hears nobody.
      if (!(await answers(store.db))) heardSince = services.clock.now()
    })
    await routeWaiting(services)
  })
  const watch = repeated(async () => void (closed || (await watchQueues(services))))
  const soon = (): void => void beat().catch(failed)

  function pump(conversationId: string): void {
    const sides = pages.get(conversationId)
    if (!sides) return
    let run = pumps.get(conversationId)
    if (!run) pumps.set(conversationId, (run = repeated(() => tellPages(behind, conversationId, sides))))
    void run().catch(failed)
  }
  const behind = together((asked: readonly LinesAfter[]) => messagesAfter(store.db, asked), MOST_BEHIND)
  const stirred = new Set<string>()
  const tellStates = repeated(async () => {
    const ids = [...stirred]
    stirred.clear()
    for (const [id, state] of await readStates(store.db, ids, services.clock.now())) for (const side of pages.get(id) ?? []) side.state(state)
  })
  const stir = (ids: Iterable<string>): void => {
    for (const id of ids) if (pages.has(id)) stirred.add(id)
    if (stirred.size > 0) void tellStates().catch(failed)
  }
  const beside = agentsBeside(store.db)
  const marks = pageMarks(store.db, log)

  async function hearOf(id: string, tellDesks: (agentIds: readonly string[]) => void): Promise<void> {
    const agentIds = await beside.of(id)
    if (agentIds.length > 0) tellDesks(agentIds)
  }
  function renew(id: string): void {
    beside.forget(id)
    stir([id])
    soon()
  }
  function hearLine(id: string, message: ChatMessage): void {
    let behind = false
    for (const side of pages.get(id) ?? []) {
      if (side.after === message.sequence - 1) {
        side.after = message.sequence
        side.tell([message])
      } else if (side.after < message.sequence) behind = true
    }
    if (behind) pump(id)
    void hearOf(id, (agentIds) => desks.lines(id, message, agentIds)).catch(failed)
  }
  function hear(payload: string | null): void {
    if (payload === null) {
      for (const id of pages.keys()) pump(id)
      stir(pages.keys())
      beside.forget(null)
      desks.changed(null)
      return soon()
    }
    const notice = noticeSchema.parse(JSON.parse(payload))
    if ('g' in notice) {
      void seePages(store.db, notice.g.filter((id) => pages.has(id)), services.clock.now()).catch(failed)
    } else if ('a' in notice) {
      desks.changed(notice.a)
      soon()
    } else if ('m' in notice) hearLine(notice.c, { ...notice.m, sequence: notice.n })
    else if ('o' in notice) void hearOf(notice.c, (agentIds) => desks.lines(notice.c, null, agentIds, notice.o)).catch(failed)
    else if ('c' in notice) {
      if (notice.s) renew(notice.c)
      pump(notice.c)
      void hearOf(notice.c, (agentIds) => desks.lines(notice.c, null, agentIds)).catch(failed)
    } else if ('k' in notice) for (const [id, got, read] of notice.k) void hearOf(id, (agentIds) => desks.marks(id, { got, read }, agentIds)).catch(failed)
    else if ('r' in notice) for (const side of pages.get(notice.r) ?? []) side.read(notice.n)
    else if (notice.by === 'agent') for (const side of pages.get(notice.t) ?? []) side.typing()
    else void hearOf(notice.t, (agentIds) => desks.typing(notice.t, agentIds)).catch(failed)
  }
  const stopListening = await store.listen(CHAT_CHANNEL, hear)
  const stopBeating = timers.every(BEAT_MS, () => {
    soon()
    void gone.look().catch(failed)
    beats += 1
    if (beats % PLACE_BEATS === 0) stir([...pages].filter(([, sides]) => [...sides].some((side) => side.waits())).map(([id]) => id))
    if (beats % ALERT_BEATS === 0) void watch().catch(failed)
    void lookAfter([...pages.keys()].filter((_, index) => index % CATCH_UP_BEATS === beats % CATCH_UP_BEATS)).catch(failed)
    if (beats % CATCH_UP_BEATS === 0) void Promise.all([endSignedOut(), forgetTickets(store.db, services.clock.now())]).catch(failed)
  })
  const stopWatching = timers.every(AWAKE_MS, () => {
    hearAnew()
    awakeAt = services.clock.now()
  })
  const stopMarking = timers.every(MARKS_MS, () => void marks.write().catch(failed))

  /** A part of the pages at each beat: that they are here, and that they have all. */
  async function lookAfter(ids: readonly string[]): Promise<void> {
    for (const [id, last] of await seePages(store.db, ids, services.clock.now())) if ([...(pages.get(id) ?? [])].some((side) => side.after < last)) pump(id)
  }
  async function endSignedOut(): Promise<void> {
    const sides = [...pages.values()].flatMap((each) => [...each]).filter((side) => side.session !== null)
    const ended = await endedAmong(store.db, sides.flatMap(({ session }) => session ?? []), services.clock.now())
    for (const side of sides) if (side.session && ended.has(side.session.id)) side.end()
  }

  return {
    open: together((tickets: readonly string[]) => openPages(store.db, tickets, services.clock.now()), MOST_PAGES),
    follow(conversationId, side) {
      const sides = pages.get(conversationId) ?? new Set()
      pages.set(conversationId, sides.add(side))
      pump(conversationId)
      return () => {
        sides.delete(side)
        if (sides.size > 0 || pages.get(conversationId) !== sides) return
        pages.delete(conversationId)
        pumps.delete(conversationId)
        // Of a node that closes, they go to others.
        if (!closed) gone.went(conversationId)
      }
    },
    mark: marks.keep,
    forgetReaders: () => beside.forget(null),
    beat,
    async close() {
      closed = true
      stopBeating()
      stopWatching()
      stopMarking()
      await stopListening()
      await beat().catch(failed)
      await marks.write()
      await Promise.allSettled([...[...pumps.values()].map((run) => run()), tellStates(), watch()])
    },
  }
}

const answers = (db: Queryable): Promise<boolean> => sql`select 1`.execute(db).then(() => true, () => false)

/** Until each has all. A page that hangs is cut off by its own socket; what it has not had it says when it comes back. */
async function tellPages(read: (asked: LinesAfter) => Promise<ChatMessage[]>, conversationId: string, sides: ReadonlySet<PageSide>): Promise<void> {
  for (;;) {
    const after = Math.min(...[...sides].map((side) => side.after))
    if (!Number.isFinite(after)) return
    const messages = await read({ conversationId, after })
    if (messages.length === 0) return
    for (const side of sides) {
      const fresh = messages.filter(({ sequence }) => sequence > side.after)
      // In order, and none left out: one that came meanwhile has begun behind these.
      if (fresh.length === 0 || fresh[0]!.sequence !== side.after + 1) continue
      side.after = fresh.at(-1)!.sequence
      side.tell(fresh)
    }
  }
}
