/** The chain as it lies in the database, a bounded page at a time and in its order. */
import type { Store } from '../../store/store.ts'
import type { EntryContent } from './audit-form.ts'

export type Seal = { position: number; entryId: string; form: number; contentHash: Buffer; hash: Buffer }
/** All that reading it needs: a store, or one connection of it. */
export type ChainSource = { pool: Pick<Store['pool'], 'query'> }
/** Entry null: there is none for this seal. */
export type Link = { seal: Seal; entry: EntryContent | null }

/** Some hundred bytes each. */
export const CHAIN_PAGE = 2_000

/** Of an entry `e`, each value as text: what is hashed must not depend on how a driver reads it. */
const content = `
  e.seq::text as seq, e.id::text as id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  e.agent_id::text as "agentId", e.session_id::text as "sessionId", e.action, e.customer_id::text as "customerId",
  e.command_id::text as "commandId", e.contact_id::text as "contactId", e.verification, e.override, e.outcome,
  e.error_code as "errorCode", e.detail::text as detail`

type LinkRow = Seal & EntryContent & { found: string | null }

/** The next page of it, of at most `CHAIN_PAGE`. @param after a position; 0 for the beginning */
export async function readLinks({ pool }: ChainSource, after: number): Promise<Link[]> {
  const { rows } = await pool.query<LinkRow>(`
    select s.position, s.entry_id::text as "entryId", s.form, s.content_hash as "contentHash", s.hash, e.id::text as found, ${content}
    from audit_seal s left join audit_entry e on e.id = s.entry_id
    where s.position > $1 order by s.position limit ${CHAIN_PAGE}`, [after])
  return rows.map(toLink)
}

function toLink({ position, entryId, form, contentHash, hash, found, ...entry }: LinkRow): Link {
  return { seal: { position, entryId, form, contentHash, hash }, entry: found === null ? null : entry }
}

export async function readSeals({ pool }: ChainSource, positions: readonly number[]): Promise<Map<number, Seal>> {
  const { rows } = await pool.query<Seal>(`
    select position, entry_id::text as "entryId", form, content_hash as "contentHash", hash from audit_seal where position = any($1::bigint[])`, [positions])
  return new Map(rows.map((seal) => [seal.position, seal]))
}

/** An entry that came past the database's own seal, the oldest. */
export async function findUnsealed({ pool }: ChainSource): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>(`
    select id::text as id from audit_entry e where not exists (select from audit_seal s where s.entry_id = e.id) order by seq limit 1`)
  return rows[0]?.id ?? null
}

/** Where in the chain, if anywhere, something with this content stands. */
export async function findContent({ pool }: ChainSource, content: Buffer): Promise<number | null> {
  const { rows } = await pool.query<{ position: number }>('select position from audit_seal where content_hash = $1 order by position limit 1', [content])
  return rows[0]?.position ?? null
}

/** The seal, wherever it stands now, that was made to follow `before` at this position. */
export async function findFollower({ pool }: ChainSource, before: Buffer, position: number): Promise<number | null> {
  const { rows } = await pool.query<{ position: number }>(`
    select position from audit_seal
    where hash = sha256(convert_to('headend-chain-1;' || $2::bigint || ';', 'UTF8') || $1::bytea || content_hash) limit 1`, [before, position])
  return rows[0]?.position ?? null
}

/** Whether this seal follows upon any other, at that one's place or behind it: it is genuine, and was moved. */
export async function followsSomething({ pool }: ChainSource, { hash, contentHash }: Seal): Promise<boolean> {
  const { rows } = await pool.query<{ found: boolean }>(`
    select exists (select from audit_seal, lateral (values (position), (position + 1)) as p (place)
      where $1::bytea = sha256(convert_to('headend-chain-1;' || place || ';', 'UTF8') || hash || $2::bytea)) as found`, [hash, contentHash])
  return rows[0]?.found ?? false
}

export async function readChainId({ pool }: ChainSource): Promise<string> {
  const { rows } = await pool.query<{ id: string }>('select id::text as id from audit_chain')
  return rows[0]!.id
}

/** The newest position, which is how many there are of a log that is whole, and its hash; null of an empty log. */
export async function findHead({ pool }: ChainSource): Promise<Pick<Seal, 'position' | 'hash'> | null> {
  const { rows } = await pool.query<Pick<Seal, 'position' | 'hash'>>('select position, hash from audit_seal order by position desc limit 1')
  return rows[0] ?? null
}
