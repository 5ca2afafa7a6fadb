/** What a customer's page says of the conversation, and what it says back. */
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import { TICKET_MS, type CustomerState } from '#shared/features/chat/customer-chat.schema.ts'
import type { ChatStatus } from '#shared/features/chat/chat.schema.ts'
import { hashToken, newToken } from '../../secret-token.ts'
import type { Queryable } from '../../store/store.ts'
import type { PageSession } from './page-ends.ts'
import { CHAT_CHANNEL } from './tell.ts'

/** Pages that come back at one moment are asked for together, so many at most. */
export const MOST_PAGES = 100

/** Half an hour's pace says how long the next one takes. */
export const PACE_MS = 30 * 60_000
/** Below that nothing is known. */
const FEWEST_TAKEN = 3

type StateRow = { id: string; status: ChatStatus; place: number | null; taken: number; agentName: string | null; agentRead: number }
/** Of many at once. */
export async function readStates(db: Queryable, ids: readonly string[], now: number): Promise<Map<string, CustomerState>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<StateRow>`
    with asked as (select * from chat_conversation where id = any(${[...ids]}::uuid[])),
    places as (select id, row_number() over (partition by queue_id order by rank_at, id) as place from chat_conversation where status in ('waiting', 'offered') and queue_id in (select queue_id from asked)),
    pace as (select queue_id, count(*) as taken from chat_assignment where accepted_at > ${isoInstant(now - PACE_MS)}::timestamptz and queue_id in (select queue_id from asked) group by queue_id)
    select c.id, c.status, p.place, coalesce(pace.taken, 0) as taken, case when c.status = 'active' then a.display_name end as agent_name, c.agent_read
    from asked c left join places p on p.id = c.id left join pace on pace.queue_id = c.queue_id left join agent a on a.id = c.owner_id`.execute(db)
  return new Map(rows.map(({ id, status, place, taken, agentName, agentRead }) => [id, {
    // That it is being offered to somebody is no news for whoever waits.
    status: status === 'offered' ? 'waiting' : status, position: place, waitSeconds: place === null ? null : paceOf(taken, place), agentName, agentRead,
  }]))
}
/** @returns about how long `place` more take, seconds; null where nothing is known */
export const paceOf = (taken: number, place: number): number | null => (taken < FEWEST_TAKEN ? null : Math.ceil((place * PACE_MS) / taken / 1_000))
export async function takenOf(db: Queryable, queueId: string, now: number): Promise<number> {
  const { taken } = await db.selectFrom('chatAssignment').select((eb) => eb.fn.countAll<number>().as('taken')).where('queueId', '=', queueId).where('acceptedAt', '>', isoInstant(now - PACE_MS)).executeTakeFirstOrThrow()
  return Number(taken)
}

/** @param sessionId the sign-in that alone opens it; null for whoever has its token */
export type TicketFor = { conversationId: string; sessionId: string | null }
/** @returns what opens one connection each */
export async function giveTickets(db: Queryable, asked: readonly TicketFor[], now: number): Promise<string[]> {
  const tickets = asked.map(() => newToken())
  const expiresAt = isoInstant(now + TICKET_MS)
  const rows = asked.map((of, index) => ({ ...of, tokenHash: hashToken(tickets[index]!), expiresAt }))
  // Each looks at its conversation's row: in the order in which others lock them.
  if (rows.length > 0) await db.insertInto('chatTicket').values(rows.sort((a, b) => (a.conversationId < b.conversationId ? -1 : 1))).execute()
  return tickets
}
/** Nobody came with them. @returns how many */
export async function forgetTickets(db: Queryable, now: number): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('chatTicket').where('expiresAt', '<', isoInstant(now)).executeTakeFirst()
  return Number(numDeletedRows)
}

export type OpenedPage = { id: string; session: PageSession | null; state: CustomerState; lastSequence: number }
/** Each ticket once; whose page it opens is seen now. @returns null for a ticket that opens nothing */
export async function openPages(db: Queryable, tickets: readonly string[], now: number): Promise<(OpenedPage | null)[]> {
  const used = await useTickets(db, tickets, now)
  const ids = [...new Set(used.flatMap((each) => each?.id ?? []))]
  const last = await seePages(db, ids, now)
  const states = await readStates(db, ids, now)
  return used.map((each) => {
    const [state, lastSequence] = [each && states.get(each.id), each && last.get(each.id)]
    return each && state && lastSequence !== undefined && lastSequence !== null ? { ...each, state, lastSequence } : null
  })
}

type Used = { id: string; session: PageSession | null }
async function useTickets(db: Queryable, tickets: readonly string[], now: number): Promise<(Used | null)[]> {
  const { rows } = await sql<{ tokenHash: Buffer; id: string; sessionId: string | null; expiresAt: string; begunIn: string | null }>`delete from chat_ticket where token_hash = any(${tickets.map(hashToken)}::bytea[])
    returning token_hash, conversation_id as id, session_id, expires_at, (select c.session_id from chat_conversation c where c.id = chat_ticket.conversation_id) as begun_in`.execute(db)
  const found = new Map(rows.filter(({ expiresAt }) => Date.parse(expiresAt) > now).map((row) => [row.tokenHash.toString('hex'), row]))
  return tickets.map((ticket) => {
    const hash = hashToken(ticket).toString('hex')
    const row = found.get(hash)
    // The same twice in one question opens one.
    found.delete(hash)
    if (!row) return null
    const { id, sessionId, begunIn } = row
    return { id, session: sessionId !== null ? { id: sessionId, own: true } : begunIn !== null ? { id: begunIn, own: false } : null }
  })
}

/** Their pages are open now; of one that somebody has in hand it is said the next time. Who has one in hand is told when its page is back. @returns the last sequence of each */
export async function seePages(db: Queryable, ids: readonly string[], now: number): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; lastSequence: number }>`
    with free as (select id, customer_gone_at >= customer_seen_at as was_gone from chat_conversation where id = any(${[...ids]}::uuid[]) and status <> 'closed' order by id for update skip locked),
    seen as (update chat_conversation c set customer_seen_at = ${isoInstant(now)}::timestamptz from free where free.id = c.id),
    told as (select pg_notify(${CHAT_CHANNEL}, json_build_object('c', id, 's', true)::text) from free where was_gone)
    select id, last_sequence from chat_conversation where id = any(${[...ids]}::uuid[]) and (select count(*) from told) >= 0`.execute(db)
  return new Map(rows.map(({ id, lastSequence }) => [id, lastSequence]))
}
