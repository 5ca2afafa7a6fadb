/** How far each side has got and read: apart from the lines' order, and never worth a wait. */
import { sql } from 'kysely'
import type { Log } from '../../services.ts'
import { notify } from '../../store/announce.ts'
import type { Queryable } from '../../store/store.ts'
import { repeated } from '../../repeated.ts'
import type { Locked } from './lines.ts'
import { CHAT_CHANNEL, MAX_MARKS_TOLD, type ChatNotice } from './tell.ts'
import { writes } from './writers.ts'

export type PageMark = { got: number; read: number }

/**
 * The marks of this node's pages, written together: what a page says once more when it comes back may be lost with its node.
 * A row that somebody has in hand keeps its mark for the next time.
 */
export function pageMarks(db: Queryable, log: Pick<Log, 'error'>) {
  const waiting = new Map<string, PageMark>()
  const write = repeated(async () => {
    const marks = [...waiting]
    waiting.clear()
    try {
      for (let from = 0; from < marks.length; from += MAX_MARKS_TOLD) await writeMarks(db, marks.slice(from, from + MAX_MARKS_TOLD), keep)
    } catch (error) {
      for (const [id, mark] of marks) keep(id, mark)
      log.error({ type: error instanceof Error ? error.name : typeof error }, 'marks of reading were not written')
    }
  })
  function keep(id: string, { got, read }: PageMark): void {
    const known = waiting.get(id)
    waiting.set(id, { got: Math.max(got, known?.got ?? 0), read: Math.max(read, known?.read ?? 0) })
  }
  return { keep, write: (): Promise<void> => (waiting.size === 0 ? Promise.resolve() : write()) }
}

async function writeMarks(db: Queryable, marks: readonly (readonly [string, PageMark])[], again: (id: string, mark: PageMark) => void): Promise<void> {
  const { rows } = await sql<{ id: string; got: number | null; read: number | null }>`
    with said as (select * from unnest(${marks.map(([id]) => id)}::uuid[], ${marks.map(([, { got, read }]) => Math.max(got, read))}::bigint[], ${marks.map(([, { read }]) => read)}::bigint[]) as t (id, got, read)),
    free as (select id from chat_conversation where id in (select id from said) order by id for update skip locked),
    done as (update chat_conversation c set customer_delivered = greatest(customer_delivered, least(said.got, last_sequence)), customer_read = greatest(customer_read, least(said.read, last_sequence))
      from said, free where c.id = said.id and free.id = said.id returning c.id, customer_delivered as got, customer_read as read)
    -- One that is not there any more is in nobody's hand.
    select c.id, done.got, done.read from chat_conversation c join said on said.id = c.id left join done on done.id = c.id`.execute(db)
  const told = rows.flatMap(({ id, got, read }): [string, number, number][] => (got === null || read === null ? [] : [[id, got, read]]))
  if (told.length > 0) await notify(db, CHAT_CHANNEL, { k: told } satisfies ChatNotice)
  const locked = new Set(rows.filter(({ got }) => got === null).map(({ id }) => id))
  for (const [id, mark] of marks) if (locked.has(id)) again(id, mark)
}

export type AgentMark = { conversationId: string; sequence: number; agentId: string }
/** Of agents, each in a conversation of its own. @returns whether it is theirs to have read; false as well of a row that somebody has in hand, where such are skipped */
export async function markAgentsRead(db: Queryable, marks: readonly AgentMark[], locked: Locked): Promise<boolean[]> {
  const { rows } = await sql<{ place: number }>`
    with asked as (select * from unnest(${marks.map(({ conversationId }) => conversationId)}::uuid[], ${marks.map(({ sequence }) => sequence)}::bigint[], ${marks.map(({ agentId }) => agentId)}::uuid[]) with ordinality as a (id, sequence, agent_id, place)),
    free as (select c.id, a.place, a.sequence from asked a join chat_conversation c on c.id = a.id where ${writes(sql<string>`a.agent_id`, sql`c`)} order by c.id for no key update of c ${locked === 'skip' ? sql`skip locked` : sql``}),
    seen as (update chat_conversation c set agent_read = greatest(agent_read, least(last_sequence, free.sequence)) from free where c.id = free.id returning c.id, free.place, agent_read)
    select place, pg_notify(${CHAT_CHANNEL}, '{"r":"' || id || '","n":' || agent_read || '}') from seen`.execute(db)
  const seen = new Set(rows.map(({ place }) => place))
  return marks.map((_mark, index) => seen.has(index + 1))
}
