/**
 * What somebody with the database in their hands does to the audit log, past its triggers. Each is done inside a
 * transaction of the caller's, so that it can be taken back.
 */
import { createHash } from 'node:crypto'
import type { AuditFault } from '../../shared/features/audit/audit.schema.ts'
import { newId } from '../../shared/kernel/ids.ts'
import { chainHash, GENESIS } from '../../electron/backend/features/audit/audit-form.ts'
import type { ChainSource } from '../../electron/backend/features/audit/read-chain.ts'

/** @param below a whole number from 0 to below it */
export type Pick = (below: number) => number
export type Attack = {
  /** What the verifier may call it: the first bad place can look like one or the other. */
  named: AuditFault['kind'][]
  /** @param size entries that are there, at positions 1 to size; at least 3 */
  strike(source: ChainSource, pick: Pick, size: number): Promise<void>
}

/** Away from all positions while they are moved. */
const FAR = 1_000_000_000
const position = (pick: Pick, size: number): number => 1 + pick(size)
function twoPositions(pick: Pick, size: number): [number, number] {
  const [a, b] = [position(pick, size), position(pick, size)]
  return a === b ? twoPositions(pick, size) : a < b ? [a, b] : [b, a]
}

const edits = [
  `at = at + interval '1 microsecond'`, `at = at - interval '1 day'`, `action = action || 'x'`, 'agent_id = gen_random_uuid()', 'session_id = gen_random_uuid()',
  'customer_id = gen_random_uuid()', 'command_id = gen_random_uuid()', 'contact_id = gen_random_uuid()',
  `outcome = case outcome when 'allowed' then 'refused' else 'allowed' end`, `error_code = coalesce(error_code, '') || 'x'`,
  `override = case when override is null then 'with leave' else null end`, `verification = case verification when 'verified' then 'unverified' else 'verified' end`,
  `detail = coalesce(detail, '{}') || '{"hits": 1000001}'`, `detail = case when detail is null then '{}'::jsonb else null end`,
]
const entryAt = (where: number): string => `id = (select entry_id from audit_seal where position = ${where})`
const editAt = async (source: ChainSource, pick: Pick, where: number): Promise<void> =>
  void (await source.pool.query(`update audit_entry set ${edits[pick(edits.length)]} where ${entryAt(where)}`))

const shift = async (source: ChainSource, from: number, to: number, by: 1 | -1): Promise<void> => {
  await source.pool.query(`update audit_seal set position = position + ${FAR} where position between ${from} and ${to}`)
  await source.pool.query(`update audit_seal set position = position - ${FAR} + ${by} where position between ${FAR} and ${FAR + FAR / 2}`)
}

/** The chain as it would be, had the entries always been as they are now. */
async function computeAnew(source: ChainSource, from: number): Promise<void> {
  await source.pool.query(`update audit_seal s set content_hash = audit_content_hash_1(e) from audit_entry e where e.id = s.entry_id and position >= ${from}`)
  const { rows } = await source.pool.query<{ position: number; contentHash: Buffer; hash: Buffer }>(
    `select position, content_hash as "contentHash", hash from audit_seal where position >= ${from - 1} order by position`)
  let before = from === 1 ? GENESIS : rows.shift()!.hash
  for (const row of rows) {
    before = chainHash(before, row.position, row.contentHash)
    await source.pool.query('update audit_seal set hash = $2 where position = $1', [row.position, before])
  }
}

const insertEntry = `insert into audit_entry (id, at, action, outcome) values ($1, now(), 'session.signIn', 'allowed')`

export const attacks: Record<string, Attack> = {
  'an entry edited': { named: ['edited'], strike: (source, pick, size) => editAt(source, pick, position(pick, size)) },
  'an entry edited with the hash of its content': {
    named: ['edited'],
    strike: async (source, pick, size) => {
      const where = position(pick, size)
      await editAt(source, pick, where)
      await source.pool.query(`update audit_seal s set content_hash = audit_content_hash_1(e) from audit_entry e where e.id = s.entry_id and position = ${where}`)
    },
  },
  'an entry edited with its whole seal': {
    named: ['edited', 'rewritten'],
    strike: async (source, pick, size) => {
      const where = position(pick, size)
      await editAt(source, pick, where)
      const { rows } = await source.pool.query<{ content: Buffer; before: Buffer | null }>(`
        select audit_content_hash_1(e) as content, (select hash from audit_seal where position = ${where - 1}) as before from audit_entry e where ${entryAt(where)}`)
      const { content, before } = rows[0]!
      await source.pool.query('update audit_seal set content_hash = $2, hash = $3 where position = $1', [where, content, chainHash(before ?? GENESIS, where, content)])
    },
  },
  'a seal edited': {
    named: ['edited'],
    strike: async (source, pick, size) => {
      const noise = createHash('sha256').update(String(pick(FAR))).digest()
      await source.pool.query('update audit_seal set hash = $2 where position = $1', [position(pick, size), noise])
    },
  },
  'an entry deleted': { named: ['deleted'], strike: async (source, pick, size) => void (await source.pool.query(`delete from audit_entry where ${entryAt(position(pick, size))}`)) },
  'an entry deleted with its seal': {
    // Of the last one nothing tells it from a tail that was cut off.
    named: ['deleted', 'cutOff'],
    strike: (source, pick, size) => remove(source, position(pick, size)),
  },
  'an entry deleted and those behind it moved up': {
    // At the end there is no next one that would tell.
    named: ['deleted', 'cutOff', 'edited'],
    strike: async (source, pick, size) => {
      const where = position(pick, size)
      await remove(source, where)
      await shift(source, where + 1, size, -1)
    },
  },
  'two entries under each other\'s seals': {
    named: ['reordered'],
    strike: async (source, pick, size) => {
      const [a, b] = twoPositions(pick, size)
      const { rows } = await source.pool.query<{ entry: string }>(`select entry_id as entry from audit_seal where position in (${a}, ${b}) order by position`)
      await source.pool.query('update audit_seal set entry_id = $2 where position = $1', [b, newId()])
      await source.pool.query('update audit_seal set entry_id = $2 where position = $1', [a, rows[1]!.entry])
      await source.pool.query('update audit_seal set entry_id = $2 where position = $1', [b, rows[0]!.entry])
    },
  },
  'two seals at each other\'s places': {
    // Of the last two nothing behind them tells which was first.
    named: ['reordered', 'inserted'],
    strike: async (source, pick, size) => {
      const [a, b] = twoPositions(pick, size)
      await source.pool.query(`update audit_seal set position = ${FAR} where position = ${a}`)
      await source.pool.query(`update audit_seal set position = ${a} where position = ${b}`)
      await source.pool.query(`update audit_seal set position = ${b} where position = ${FAR}`)
    },
  },
  'an entry moved to another place': {
    named: ['reordered', 'inserted'],
    strike: async (source, pick, size) => {
      const [to, from] = twoPositions(pick, size)
      await source.pool.query(`update audit_seal set position = ${2 * FAR} where position = ${from}`)
      await shift(source, to, from - 1, 1)
      await source.pool.query(`update audit_seal set position = ${to} where position = ${2 * FAR}`)
    },
  },
  'the end cut off': {
    named: ['cutOff'],
    strike: async (source, pick, size) => {
      const from = position(pick, size)
      await source.pool.query(`delete from audit_entry where id in (select entry_id from audit_seal where position >= ${from})`)
      await source.pool.query(`delete from audit_seal where position >= ${from}`)
    },
  },
  'all of it truncated': { named: ['cutOff'], strike: async (source) => void (await source.pool.query('truncate audit_entry, audit_seal')) },
  'an entry inserted without a seal': { named: ['inserted'], strike: async (source) => void (await source.pool.query(insertEntry, [newId()])) },
  'an entry inserted between two others': {
    named: ['inserted', 'rewritten', 'edited'],
    strike: async (source, pick, size) => {
      const where = position(pick, size)
      const id = newId()
      await source.pool.query(insertEntry, [id])
      await shift(source, where, size, 1)
      const { rows } = await source.pool.query<{ content: Buffer; before: Buffer | null }>(`
        select audit_content_hash_1(e) as content, (select hash from audit_seal where position = ${where - 1}) as before from audit_entry e where id = $1`, [id])
      const { content, before } = rows[0]!
      await source.pool.query('insert into audit_seal (position, entry_id, form, content_hash, hash) values ($1, $2, 1, $3, $4)', [where, id, content, chainHash(before ?? GENESIS, where, content)])
    },
  },
  'an entry edited and the chain computed anew': {
    named: ['rewritten'],
    strike: async (source, pick, size) => {
      const where = position(pick, size)
      await editAt(source, pick, where)
      await computeAnew(source, where)
    },
  },
}

async function remove(source: ChainSource, where: number): Promise<void> {
  await source.pool.query(`delete from audit_entry where ${entryAt(where)}`)
  await source.pool.query(`delete from audit_seal where position = ${where}`)
}

/** One connection, in a transaction that is taken back, with the triggers out of the way as only the database's owner can. */
export async function whileStruck<T>(source: ChainSource, strike: () => Promise<void>, look: () => Promise<T>): Promise<T> {
  await source.pool.query('begin')
  try {
    await source.pool.query(`set local session_replication_role = 'replica'`)
    await strike()
    return await look()
  } finally {
    await source.pool.query('rollback')
  }
}
