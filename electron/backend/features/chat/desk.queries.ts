/**
 * What a desk shows of its chats. A thousand desks ask for it each ten seconds, and all at once when a node has come back, so that those
 * who ask at the same time are answered by the same few questions; nothing is kept from one time to the next.
 */
import { sql } from 'kysely'
import { groupBy } from '#shared/kernel/group-by.ts'
import { type ChatBeside, type ChatConversation, type ChatDesk, type ChatQueue } from '#shared/features/chat/chat.schema.ts'
import type { Services } from '../../services.ts'
import type { Queryable } from '../../store/store.ts'
import { together } from '../../together.ts'
import type { ChatAgent } from './chat-agents.ts'
import { toConversation, type Joined } from './chat.queries.ts'
import { listCompany, listInvitations } from './company.queries.ts'
import type { Conversation } from './conversations.ts'
import { countLeft } from './left-messages.ts'

const MAX_CONVERSATIONS = 60
/** The first in turn; the desk says how many more there are. Fewer than the contract has room for: a thousand desks ask. */
const MOST_WAITING = 30
/** Desks in one question. */
export const MOST_DESKS = 50

type Asked = Pick<Services, 'store' | 'clock'>
/** One for each node: who asks at the same time is answered together. */
export const deskReader = (services: Asked): ((agentId: string) => Promise<ChatDesk>) => together((agentIds: readonly string[]) => readDesks(services, agentIds), MOST_DESKS)

export async function readDesk(services: Asked, agentId: string): Promise<ChatDesk> {
  const [desk] = await readDesks(services, [agentId])
  return desk!
}

/** In the order in which they are asked for. */
export async function readDesks({ store: { db }, clock }: Asked, asked: readonly string[]): Promise<ChatDesk[]> {
  const now = clock.now()
  const agentIds = [...new Set(asked)]
  const selves = new Map((await db.selectFrom('chatAgent').selectAll().where('agentId', 'in', agentIds).execute()).map((self) => [self.agentId, self]))
  const own = groupBy(await listOwn(db, agentIds), ({ deskOf }) => deskOf)
  const invitations = groupBy(await listInvitations(db, agentIds, now), ({ deskOf }) => deskOf)
  const company = groupBy(await listCompany(db, [...new Set([...own.values()].flat().map(({ id }) => id))]), ({ conversationId }) => conversationId)
  const queueIds = [...new Set([...[...selves.values()].flatMap(({ queueIds: ids }) => ids), ...agentIds])]
  const waiting = groupBy(await listWaiting(db, queueIds), ({ queueId }) => queueId)
  const [queues, leftWaiting] = [await listQueues(db), await countLeft(db)]
  return asked.map((agentId) => {
    const self = selves.get(agentId)
    const mine = own.get(agentId) ?? []
    const lines = [...(self?.queueIds ?? []), agentId].flatMap((queueId) => [waiting.get(queueId) ?? []])
    return {
      self: self ? toSelf(self) : null,
      conversations: mine.map((row) => toConversation(row, now)), beside: mine.flatMap(({ id, seat }) => (seat === null ? [] : [{ conversationId: id, role: seat }])),
      invitations: (invitations.get(agentId) ?? []).map(({ deskOf: _asked, ...invitation }) => invitation),
      company: mine.flatMap(({ id }) => company.get(id) ?? []).filter((one) => one.agentId !== agentId),
      waiting: inTurn(lines.flat(), now), waitingCount: lines.reduce((sum, [first]) => sum + (first?.count ?? 0), 0),
      leftWaiting, queues,
    }
  })
}

const toSelf = ({ status, awayReason, statusAt, capacity, queueIds, languages, skills, undoSeconds }: ChatAgent): ChatDesk['self'] => ({ status, awayReason, statusAt, capacity, queueIds, languages, skills, undoSeconds })

type Own = Joined & { deskOf: string; seat: ChatBeside['role'] | null }
/** Offered to them, held by them, and those beside which they are: of each desk the ones that go on longest. */
async function listOwn(db: Queryable, agentIds: readonly string[]): Promise<Own[]> {
  const { rows } = await sql<Own>`
    select asked.id as desk_of, c.*, o.display_name as owner_name from unnest(${[...agentIds]}::uuid[]) as asked (id)
    cross join lateral (select c.*, held.seat from (
        select id, max(role) as seat from (
          select id, null as role from chat_conversation where owner_id = asked.id
          union all select conversation_id, role from chat_participant where agent_id = asked.id) each group by id) held
      join chat_conversation c on c.id = held.id order by c.begun_at, c.id limit ${MAX_CONVERSATIONS}) c
    left join agent o on o.id = c.owner_id order by asked.id, c.begun_at, c.id`.execute(db)
  return rows
}

type Waiting = Conversation & { count: number }
/** Of each queue the first in turn, each with how many wait there. */
async function listWaiting(db: Queryable, queueIds: readonly string[]): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    select * from (select c.*, row_number() over (partition by queue_id order by rank_at, id) as place, count(*) over (partition by queue_id) as count
      from chat_conversation c where status = 'waiting' and queue_id = any(${[...queueIds]}::uuid[])) c where place <= ${MOST_WAITING}`.execute(db)
  return rows
}

const inTurn = (rows: readonly Waiting[], now: number): ChatConversation[] =>
  rows.toSorted((one, other) => Date.parse(one.rankAt) - Date.parse(other.rankAt) || (one.id < other.id ? -1 : 1)).slice(0, MOST_WAITING).map((row) => toConversation({ ...row, ownerName: null }, now))

async function listQueues(db: Queryable): Promise<ChatQueue[]> {
  return db.selectFrom('chatQueue').select(['id', 'name', 'spanishName', 'targetSeconds', 'targetPercent', 'active']).orderBy('name').limit(200).execute()
}
