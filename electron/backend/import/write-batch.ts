/**
 * One batch of understood rows into the database, in one transaction: a kill leaves whole batches only, and the next
 * run finds them unchanged.
 */
import { sql } from 'kysely'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { refreshCustomers } from '../features/customers/refresh-customers.ts'
import { operatorToday } from '../operator-day.ts'
import { announceChange } from '../store/announce.ts'
import { bulkInsert } from '../store/bulk-insert.ts'
import type { Store, Transaction } from '../store/store.ts'
import { importedChange, importedChanges, readSummaries } from './account-history.ts'
import { customerIds, filledStreams, rowsOf, type Candidate } from './candidate.ts'
import { updateRows, type UpdateOptions } from './update-rows.ts'

export type Verdict = 'created' | 'updated' | 'unchanged' | 'taken' | 'erased'

/**
 * What would become of each, in order, without writing. `taken`: the account number is another customer's. `erased`: the customer has
 * asked to be erased, and no file brings them back. @param held the rows stay as they were judged until the transaction's end
 */
export async function judge(trx: Transaction, batch: readonly Candidate[], held = false): Promise<Verdict[]> {
  const numbers = batch.map(({ draft }) => draft.accountNumber)
  const { rows: known } = await sql<{ customerId: string; rowHash: string }>`
    select customer_id, row_hash from import_source where customer_id = any(${customerIds(batch)}::uuid[])`.execute(trx)
  // In the order of their ids, so that two imports never wait for each other.
  const { rows: holders } = await sql<{ accountNumber: string; id: string; status: string }>`
    select account_number, id, status from customer where account_number = any(${numbers}::text[]) order by id ${held ? sql`for update` : sql``}`.execute(trx)
  const hashes = new Map(known.map((row) => [row.customerId, row.rowHash]))
  const holder = new Map(holders.map((row) => [row.accountNumber, row.id]))
  const erased = new Set(holders.flatMap((row) => (row.status === 'erased' ? [row.accountNumber] : [])))
  return batch.map(({ draft, rows, rowHash }) => {
    if (erased.has(draft.accountNumber)) return 'erased'
    const before = hashes.get(rows.customer.id)
    if ((holder.get(draft.accountNumber) ?? rows.customer.id) !== rows.customer.id) return 'taken'
    return before === undefined ? 'created' : before === rowHash ? 'unchanged' : 'updated'
  })
}

/** Of all who were erased when the import began. Whoever is meanwhile, `judge` finds. */
export async function erasedNumbers(store: Store): Promise<Set<string>> {
  const rows = await store.db.selectFrom('customer').select('accountNumber').where('status', '=', 'erased').execute()
  return new Set(rows.map(({ accountNumber }) => accountNumber))
}

export type WriteOptions = UpdateOptions & {
  /** For the history: the file's name. */
  source: string
}

/** Judges and writes. @returns the verdicts in order. */
export function writeBatch(store: Store, batch: readonly Candidate[], options: WriteOptions): Promise<Verdict[]> {
  return store.db.transaction().execute(async (trx) => {
    const verdicts = await judge(trx, batch, true)
    const of = (verdict: Verdict) => batch.filter((_, position) => verdicts[position] === verdict)
    await write(trx, of('created'), of('updated'), options)
    return verdicts
  })
}

async function write(trx: Transaction, created: readonly Candidate[], updated: readonly Candidate[], options: WriteOptions): Promise<void> {
  const touched = customerIds([...created, ...updated])
  if (touched.length === 0) return
  const { clock, source } = options
  const before = await readSummaries(trx, customerIds(updated))
  await insertAll(trx, created)
  await updateRows(trx, updated, options)
  await refreshCustomers(trx, touched, { today: operatorToday(options) })
  const after = await readSummaries(trx, customerIds(updated))
  const arrivals = customerIds(created).map((id) => importedChange(id, clock, null, source))
  await bulkInsert(trx, 'accountChange', [...arrivals, ...importedChanges(before, after, clock)])
  await rememberSources(trx, [...created, ...updated], clock)
  await announceChange(trx, ['customer', 'accountChange', ...filledStreams], touched)
}

async function insertAll(trx: Transaction, batch: readonly Candidate[]): Promise<void> {
  if (batch.length === 0) return
  await bulkInsert(trx, 'customer', batch.map(({ rows }) => rows.customer))
  for (const stream of filledStreams) await bulkInsert(trx, stream, rowsOf(batch, stream))
}

async function rememberSources(trx: Transaction, batch: readonly Candidate[], clock: Clock): Promise<void> {
  const importedAt = isoInstant(clock.now())
  await trx
    .insertInto('importSource')
    .values(batch.map(({ rows, rowHash }) => ({ customerId: rows.customer.id, rowHash, importedAt })))
    .onConflict((conflict) => conflict.column('customerId').doUpdateSet({ rowHash: (eb) => eb.ref('excluded.rowHash'), importedAt }))
    .execute()
}
