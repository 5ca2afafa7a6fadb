/** The log as an auditor reads it: newest first, in pages, with the names that belong to its ids today. */
import { sql, type SelectQueryBuilder } from 'kysely'
import { customerName } from '#shared/features/customers/customer-name.ts'
import { AUDIT_COUNTED, CONTACT_NEAR_MINUTES, type AuditCursor, type AuditEntry, type AuditFilter } from '#shared/features/audit/audit.schema.ts'
import { idSchema } from '#shared/kernel/ids.ts'
import type { Database } from '../../store/database.ts'
import type { Queryable } from '../../store/store.ts'

type Filtered = SelectQueryBuilder<Database & { e: Database['auditEntry'] }, 'e', object>

/** Agents whose name somebody typed a part of; more than a shift has are not meant. */
const MAX_AGENTS = 200

/** Asked of the log alone, which cannot be changed: an entry of the same agent about the same customer that has a contact, near enough. */
const outsideContact = sql<boolean>`(e.contact_id is null and e.customer_id is not null and e.agent_id is not null and not exists (
  select from audit_entry near where near.customer_id = e.customer_id and near.agent_id = e.agent_id and near.contact_id is not null
    and near.at between e.at - make_interval(mins => ${sql.lit(CONTACT_NEAR_MINUTES)}) and e.at + make_interval(mins => ${sql.lit(CONTACT_NEAR_MINUTES)})))`

/** @param limit at least 1 */
export async function listAudit(db: Queryable, filter: AuditFilter, { before, limit }: { before: AuditCursor | null; limit: number }): Promise<{ entries: AuditEntry[]; next: AuditCursor | null }> {
  const filtered = await filteredBy(db, filter)
  if (!filtered) return { entries: [], next: null }
  const behind = before ? filtered.where(sql<boolean>`(e.at, e.seq) < (${before.at}::timestamptz, ${before.seq}::bigint)`) : filtered
  const rows = await behind
    .leftJoin('auditSeal as s', 's.entryId', 'e.id')
    .leftJoin('agent as a', 'a.id', 'e.agentId')
    .leftJoin('customer as c', (join) => join.onRef('c.id', '=', 'e.customerId').on('c.removedAt', 'is', null))
    .select(['e.id', 'e.seq', 'e.at', 'e.action', 'e.commandId', 'e.contactId', 'e.verification', 'e.override', 'e.outcome', 'e.errorCode', 'e.detail', 'e.agentId', 'e.customerId'])
    .select(outsideContact.as('outsideContact'))
    .select(['s.position', 's.hash', 'a.displayName', 'c.accountNumber', 'c.givenName', 'c.familyName', 'c.organizationName'])
    .orderBy('e.at', 'desc')
    .orderBy('e.seq', 'desc')
    .limit(limit + 1)
    .execute()
  const entries = rows.slice(0, limit).map(toEntry)
  const last = entries.at(-1)
  return { entries, next: rows.length > limit && last ? { at: last.at, seq: last.seq } : null }
}

type Row = Pick<AuditEntry, 'id' | 'seq' | 'at' | 'action' | 'commandId' | 'contactId' | 'verification' | 'override' | 'outcome' | 'errorCode' | 'outsideContact'> & {
  /** A jsonb column: parsed by the driver. */
  detail: unknown
  agentId: string | null
  customerId: string | null
  position: number | null
  hash: Buffer | null
  displayName: string | null
  accountNumber: string | null
  givenName: string | null
  familyName: string | null
  organizationName: string | null
}

function toEntry({ agentId, customerId, displayName, accountNumber, givenName, familyName, organizationName, hash, detail, ...row }: Row): AuditEntry {
  const name = accountNumber === null ? null : customerName({ givenName, familyName, organizationName, accountNumber })
  return {
    ...row,
    hash: hash?.toString('hex') ?? null,
    detail: detail as AuditEntry['detail'],
    agent: agentId === null ? null : { id: agentId, displayName },
    customer: customerId === null ? null : { id: customerId, name, accountNumber },
  }
}

/** At most `AUDIT_COUNTED` + 1, which says that there are more. */
export async function countAudit(db: Queryable, filter: AuditFilter): Promise<number> {
  const filtered = await filteredBy(db, filter)
  if (!filtered) return 0
  const { count } = await db
    .selectFrom(filtered.select('e.id').limit(AUDIT_COUNTED + 1).as('some'))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** Null where nobody is of the name or number that was asked for. */
async function filteredBy(db: Queryable, filter: AuditFilter): Promise<Filtered | null> {
  const [agents, customerId] = [filter.agent === null ? null : await agentsNamed(db, filter.agent), filter.customer === null ? null : await customerOf(db, filter.customer)]
  if (agents?.length === 0 || customerId === undefined) return null
  let query: Filtered = db.selectFrom('auditEntry as e')
  if (agents) query = query.where('e.agentId', 'in', agents)
  if (customerId !== null) query = query.where('e.customerId', '=', customerId)
  if (filter.action !== null) query = filter.action.includes('.') ? query.where('e.action', '=', filter.action) : query.where('e.action', 'like', `${filter.action}.%`)
  if (filter.outcome !== null) query = query.where('e.outcome', '=', filter.outcome)
  if (filter.from !== null) query = query.where('e.at', '>=', filter.from)
  if (filter.to !== null) query = query.where('e.at', '<', filter.to)
  if (filter.contactId !== null) query = query.where('e.contactId', '=', filter.contactId)
  if (filter.outsideContact) query = query.where(outsideContact)
  return filter.overrides ? query.where('e.override', 'is not', null) : query
}

/** `%` and `_` are letters here. */
async function agentsNamed(db: Queryable, text: string): Promise<string[]> {
  const part = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const rows = await db
    .selectFrom('agent')
    .select('id')
    .where((where) => where.or([where('displayName', 'ilike', part), where('userName', 'ilike', part)]))
    .orderBy('id')
    .limit(MAX_AGENTS)
    .execute()
  return rows.map(({ id }) => id)
}

/** An id need not be known: of somebody who was erased it is all that is left. */
async function customerOf(db: Queryable, text: string): Promise<string | undefined> {
  if (idSchema.safeParse(text).success) return text
  return (await db.selectFrom('customer').select('id').where('accountNumber', '=', text).executeTakeFirst())?.id
}
