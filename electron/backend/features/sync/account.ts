/** The whole account at one moment, as the text of its answer; the read is audited in the same transaction. */
import { CompiledQuery } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import { accountStreams, type StreamName } from '#shared/features/sync/streams.ts'
import type { Services, SignedIn } from '../../services.ts'
import { contractSelectList, tableName } from '../../store/columns.ts'
import { readEpoch } from '../../store/epoch.ts'
import { writeAudit } from '../../write-audit.ts'
import { getCustomer } from '../customers/customers.queries.ts'

const owner = (stream: StreamName): string => (stream === 'customer' ? 'id' : 'customer_id')

const rowsOf = (stream: StreamName): string => `'${stream}', (
  select coalesce(json_agg(row_to_json(r)), '[]') from (
    select ${contractSelectList(stream)} from ${tableName(stream)} where ${owner(stream)} = $1 and removed_at is null order by id) r)`

// One statement, so that all of it is of one snapshot.
const statement = `select json_build_object(${(['customer', ...accountStreams] as const).map(rowsOf).join(', ')})::text as rows`

/** @param ask.action `sync.account` when somebody looks, `sync.refresh` when the desk keeps its copy fresh. @throws AppError `notFound`. */
export async function accountSnapshot({ store, clock }: Services, by: SignedIn, { customerId, action }: { customerId: string; action: string }): Promise<string> {
  return store.db.transaction().execute(async (trx) => {
    await getCustomer(trx, customerId)
    await writeAudit(trx, clock, { action, by, customerId })
    const epoch = await readEpoch(trx)
    const { rows } = await trx.executeQuery<{ rows: string }>(CompiledQuery.raw(statement, [customerId]))
    const head = { customerId, asOf: isoInstant(clock.now()), epoch }
    return `${JSON.stringify(head).slice(0, -1)},"rows":${rows[0]!.rows}}`
  })
}
