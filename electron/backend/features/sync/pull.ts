/**
 * One page of the change feed, as the text of its answer. PostgreSQL writes the rows as JSON and this process
 * passes them on: parsing and writing them again would cost more than reading them.
 *
 * A row's place in the feed is the transaction that last wrote it. Transactions commit out of order, so a page
 * ends before the oldest one still running (`pg_snapshot_xmin`): a row below it can no longer appear from nowhere. That is
 * the oldest of the whole server: a long transaction in another of its databases makes desks wait for as long as it takes.
 */
import type { Clock } from '#shared/kernel/clock.ts'
import type { PullInput } from '#shared/features/sync/sync.schema.ts'
import { isOperatorStream, type StreamName } from '#shared/features/sync/streams.ts'
import { contractSelectList, tableName } from '../../store/columns.ts'
import { readFeed, renewEpoch } from '../../store/epoch.ts'
import type { Store } from '../../store/store.ts'
import { NIL_ID, readCursor, writeCursor, type Cursor, type CursorUse } from './cursor.ts'

type Page = { rows: string | null; removed: string[] | null; count: number; lastXid: string | null; lastId: string | null; horizon: string; ahead: boolean }

/**
 * @param onBegin called when rows go out from the beginning of the stream: a whole book may follow. Not for an empty
 *   stream, whose desk has no cursor and begins again with every look.
 * @returns the body of the answer to `sync.pull`.
 */
export async function pullPage(store: Store, clock: Clock, input: PullInput, onBegin?: () => Promise<void>): Promise<string> {
  const { epoch, cursorKey } = await readFeed(store.db)
  const use = { key: cursorKey, epoch, stream: input.stream, territory: input.territory }
  const from = readCursor(input.after, use)
  const page = await readPage(store, input, from)
  if (page.ahead) return startOver(store, clock, input, onBegin)
  if (from === null && page.count > 0) await onBegin?.()
  const cursor = nextCursor(page, from, use)
  return answerText({
    epoch, cursor, page,
    done: page.count < input.limit,
    estimate: from === null ? await estimateRows(store, input.stream) : null,
  })
}

/** The cursor is of a transaction that this database never had: an older copy was put in its place while it ran. */
async function startOver(store: Store, clock: Clock, input: PullInput, onBegin?: () => Promise<void>): Promise<string> {
  await renewEpoch(store, clock)
  return pullPage(store, clock, { ...input, after: null }, onBegin)
}

function nextCursor(page: Page, from: Cursor | null, use: CursorUse): string | null {
  const base = from?.base ?? page.horizon
  if (page.lastXid !== null && page.lastId !== null) return writeCursor({ base, xid: page.lastXid, id: page.lastId }, use)
  return from && writeCursor(from, use)
}

type Answer = { epoch: string; cursor: string | null; page: Page; done: boolean; estimate: number | null }

const answerText = ({ epoch, cursor, page, done, estimate }: Answer): string =>
  `{"epoch":${JSON.stringify(epoch)},"rows":[${page.rows ?? ''}],"removed":${JSON.stringify(page.removed ?? [])},` +
  `"cursor":${JSON.stringify(cursor)},"done":${done},"estimate":${estimate}}`

async function readPage(store: Store, { stream, limit, territory }: PullInput, from: Cursor | null): Promise<Page> {
  const statement = pageStatement(stream, territory !== undefined)
  const values = [from?.xid ?? '0', from?.id ?? NIL_ID, limit, ...(territory ? [territory, from?.base ?? null] : [])]
  const { rows } = await store.pool.query<Page>({ ...statement, values })
  return rows[0]!
}

const statements = new Map<string, { name: string; text: string }>()

/** Prepared once for each connection. */
function pageStatement(stream: StreamName, withTerritory: boolean): { name: string; text: string } {
  const name = `pull_${stream}${withTerritory ? '_territory' : ''}`
  const known = statements.get(name) ?? { name, text: pageText(stream, withTerritory) }
  statements.set(name, known)
  return known
}

const horizon = 'pg_snapshot_xmin(pg_current_snapshot())'

function pageText(stream: StreamName, withTerritory: boolean): string {
  const inside = withTerritory ? `(${insideTerritory(stream)})` : 'true'
  // Outside: told as removed, when it may have been inside before.
  const read = withTerritory ? `and (${inside} or changed_xid >= $5::xid8)` : ''
  return `
    with page as materialized (
      select *, removed_at is not null or not ${inside} as gone from ${tableName(stream)}
      where changed_xid < ${horizon} and (changed_xid, id) > ($1::xid8, $2::uuid) ${read}
      order by changed_xid, id limit $3
    )
    select
      string_agg(row_to_json((select contract from (select ${contractSelectList(stream)}) contract))::text, ',') filter (where not gone) as rows,
      array_agg(id::text) filter (where gone) as removed,
      count(*) as count,
      -- With their table: alone, the name is that of the text, by which 999 stands behind 1001.
      (select page.changed_xid::text from page order by page.changed_xid desc, page.id desc limit 1) as "lastXid",
      (select page.id from page order by page.changed_xid desc, page.id desc limit 1) as "lastId",
      ${horizon}::text as horizon,
      $1::xid8 >= pg_snapshot_xmax(pg_current_snapshot()) as ahead
    from page`
}

/** Who was erased is nowhere any more: each desk that may have held them is told, whatever its territory. */
function insideTerritory(stream: StreamName): string {
  if (stream === 'customer') return `(coalesce(postal_code = any($4::text[]), false) or status = 'erased')`
  // Of no customer, and so of no place.
  if (isOperatorStream(stream)) return '($4::text[] is not null)'
  return `exists (select from customer where customer.id = ${tableName(stream)}.customer_id and customer.postal_code = any($4::text[]))`
}

/** Rows in a table never analysed, or small, are counted; of a large one the planner's idea is good enough. */
async function estimateRows(store: Store, stream: StreamName): Promise<number> {
  const { rows } = await store.pool.query<{ rows: number }>(
    `select reltuples::bigint as rows from pg_class where oid = '${tableName(stream)}'::regclass`)
  const planned = rows[0]?.rows ?? -1
  if (planned > 50_000) return planned
  const counted = await store.pool.query<{ rows: number }>(`select count(*) as rows from ${tableName(stream)}`)
  return counted.rows[0]?.rows ?? 0
}
