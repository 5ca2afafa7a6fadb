/**
 * One batch of understood rows into the database, in one transaction: a kill leaves whole batches only, and the next
 * run finds them unchanged.
 */
import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { AccountChange } from '#shared/features/customers/customers.schema.ts'
import { streams, type Row, type StreamName } from '#shared/features/sync/streams.ts'
import { refreshCustomers } from '../features/customers/refresh-customers.ts'
import { announceChange } from '../store/announce.ts'
import { bulkInsert } from '../store/bulk-insert.ts'
import type { Store, Transaction } from '../store/store.ts'
import { accountRows, type AccountRows, type Occasion } from './account-rows.ts'
import { changeTexts, type Summarized } from './change-summary.ts'
import type { Draft } from './draft.ts'
import { upsert, type UpsertRule } from './upsert.ts'

export type Candidate = { draft: Draft; rows: AccountRows; rowHash: string }
export type Verdict = 'created' | 'updated' | 'unchanged' | 'taken'

/** Raised when the same cells begin to mean other rows, so that the next import writes them anew. */
const UNDERSTANDING = 1

/**
 * @param explicitAsOf null when the day came from the file's date alone: the same file copied must not look new.
 * @returns null with the reason when the rows break the contract.
 */
export function makeCandidate(draft: Draft, occasion: Occasion, explicitAsOf: string | null): Candidate | { reason: string } {
  const rows = accountRows(draft, occasion)
  const broken = firstBreach(rows)
  if (broken) return { reason: broken }
  const meaning = JSON.stringify([UNDERSTANDING, occasion.currency, explicitAsOf, sortedEntries(draft), sortedEntries(draft.attributes)])
  return { draft, rows, rowHash: hash('sha256', meaning, 'base64url') }
}

/** The order of columns in a file means nothing. */
const sortedEntries = (record: object): [string, unknown][] =>
  Object.entries(record).filter(([key]) => key !== 'attributes').sort(([a], [b]) => (a < b ? -1 : 1))

function firstBreach({ customer, ...others }: AccountRows): string | null {
  const all: [StreamName, unknown][] = [['customer', customer]]
  for (const [stream, rows] of Object.entries(others)) for (const row of rows) all.push([stream as StreamName, row])
  for (const [stream, row] of all) {
    const issue = streams[stream].safeParse(row).error?.issues[0]
    if (issue) return `${stream} ${issue.path.join('.')}: ${issue.message}`
  }
  return null
}

/** What would become of each, in order, without writing. `taken`: the account number is another customer's. */
export async function judge(trx: Transaction, batch: readonly Candidate[]): Promise<Verdict[]> {
  const ids = batch.map(({ rows }) => rows.customer.id)
  const numbers = batch.map(({ draft }) => draft.accountNumber)
  const { rows: known } = await sql<{ customerId: string; rowHash: string }>`
    select customer_id, row_hash from import_source where customer_id = any(${ids}::uuid[])`.execute(trx)
  const { rows: holders } = await sql<{ accountNumber: string; id: string }>`
    select account_number, id from customer where account_number = any(${numbers}::text[])`.execute(trx)
  const hashes = new Map(known.map((row) => [row.customerId, row.rowHash]))
  const holder = new Map(holders.map((row) => [row.accountNumber, row.id]))
  return batch.map(({ draft, rows, rowHash }) => {
    const before = hashes.get(rows.customer.id)
    if ((holder.get(draft.accountNumber) ?? rows.customer.id) !== rows.customer.id) return 'taken'
    return before === undefined ? 'created' : before === rowHash ? 'unchanged' : 'updated'
  })
}

export type WriteOptions = {
  clock: Clock
  /** For the history: the file's name. */
  source: string
  /** The file has a language column; otherwise the language that an agent set stays. */
  ownsLanguage: boolean
}

/** Judges and writes. @returns the verdicts in order. */
export function writeBatch(store: Store, batch: readonly Candidate[], options: WriteOptions): Promise<Verdict[]> {
  return store.db.transaction().execute(async (trx) => {
    const verdicts = await judge(trx, batch)
    const of = (verdict: Verdict) => batch.filter((_, position) => verdicts[position] === verdict)
    const [created, updated] = [of('created'), of('updated')]
    const touched = [...created, ...updated]
    if (touched.length === 0) return verdicts
    const changes = await describeUpdates(trx, updated, options)
    await insertAll(trx, created)
    await updateAll(trx, updated, options)
    await bulkInsert(trx, 'accountChange', [...created.map((candidate) => change(candidate, options, null, `${options.source}`)), ...changes])
    await rememberSources(trx, touched, options.clock)
    await finish(trx, touched, options.clock)
    return verdicts
  })
}

const owned = ['contactMedium', 'address', 'billingAccount', 'product', 'equipment', 'usageConsumption', 'characteristics'] as const

async function insertAll(trx: Transaction, batch: readonly Candidate[]): Promise<void> {
  if (batch.length === 0) return
  await bulkInsert(trx, 'customer', batch.map(({ rows }) => rows.customer))
  for (const stream of owned) await bulkInsert(trx, stream, rowsOf(batch, stream))
}

const rowsOf = <S extends (typeof owned)[number]>(batch: readonly Candidate[], stream: S): Row<S>[] =>
  batch.flatMap(({ rows }) => rows[stream] as Row<S>[])

const billing = ['currency', 'upcoming', 'autopay', 'paperless', 'paymentMethod', 'lifetimeCharges', 'lifetimeRefunds']
const places = ['houseNumber', 'street', 'unit', 'city', 'stateOrProvince', 'postalCode', 'latitude', 'longitude', 'node']
const rules: Record<(typeof owned)[number], UpsertRule> = {
  contactMedium: { owned: ['mediumType', 'use', 'value'], unless: 'changed_by is not null' },
  address: { owned: [...places, 'validTo'] },
  billingAccount: { owned: billing },
  product: { owned: ['name', 'detail', 'status', 'currency', 'monthlyPrice', 'contractTerm', 'endsOn'] },
  equipment: { owned: ['model', 'serialNumber', 'macAddress'] },
  usageConsumption: { owned: ['usedMegabytes'] },
  characteristics: { owned: ['values'] },
}

async function updateAll(trx: Transaction, batch: readonly Candidate[], { clock, ownsLanguage }: WriteOptions): Promise<void> {
  if (batch.length === 0) return
  const names = ['kind', 'givenName', 'familyName', 'organizationName', 'status', 'statusReason', 'customerSince']
  await upsert(trx, 'customer', batch.map(({ rows }) => rows.customer), { owned: ownsLanguage ? [...names, 'language'] : names })
  await endWhatIsGone(trx, batch, isoInstant(clock.now()).slice(0, 10))
  for (const stream of owned) await upsert(trx, stream, rowsOf(batch, stream), rules[stream])
}

/** Products that the file no longer has end; a former address gets its last day. Rows that people made stay. */
async function endWhatIsGone(trx: Transaction, batch: readonly Candidate[], today: string): Promise<void> {
  const ids = batch.map(({ rows }) => rows.customer.id)
  const products = rowsOf(batch, 'product').map((row) => row.id)
  const addresses = rowsOf(batch, 'address').map((row) => row.id)
  // Imported rows have ids of version 5, all others of version 7.
  await sql`update product set status = 'ended', ends_on = ${today}::date, version = version + 1
    where customer_id = any(${ids}::uuid[]) and substr(id::text, 15, 1) = '5' and status <> 'ended' and id <> all(${products}::uuid[])`.execute(trx)
  await sql`update address set valid_to = ${today}::date - 1, version = version + 1
    where customer_id = any(${ids}::uuid[]) and substr(id::text, 15, 1) = '5' and valid_to is null and id <> all(${addresses}::uuid[])`.execute(trx)
}

async function describeUpdates(trx: Transaction, batch: readonly Candidate[], options: WriteOptions): Promise<AccountChange[]> {
  if (batch.length === 0) return []
  const ids = batch.map(({ rows }) => rows.customer.id)
  const customers = await trx.selectFrom('customer').selectAll().where('id', 'in', ids).execute()
  const accounts = await trx.selectFrom('billingAccount').selectAll().where('customerId', 'in', ids).execute()
  const attributes = await trx.selectFrom('characteristics').selectAll().where('customerId', 'in', ids).execute()
  const products = await trx.selectFrom('product').select(['customerId', 'name']).where('customerId', 'in', ids).where('status', '<>', 'ended').execute()
  return batch.flatMap((candidate) => {
    const { id } = candidate.rows.customer
    const customer = customers.find((row) => row.id === id)
    if (!customer) return []
    const before: Summarized = {
      customer,
      billing: accounts.find((row) => row.customerId === id),
      values: attributes.find((row) => row.customerId === id)?.values ?? {},
      products: products.filter((row) => row.customerId === id).map((row) => row.name),
    }
    const texts = changeTexts(before, summaryOf(candidate))
    return texts ? [change(candidate, options, texts.before, texts.after)] : []
  })
}

const summaryOf = ({ rows }: Candidate): Summarized => ({
  customer: rows.customer,
  billing: rows.billingAccount[0],
  values: rows.characteristics[0]?.values ?? {},
  products: rows.product.filter((row) => row.status !== 'ended').map((row) => row.name),
})

const change = ({ rows }: Candidate, { clock }: WriteOptions, before: string | null, after: string): AccountChange => ({
  id: newId(clock),
  customerId: rows.customer.id,
  version: 1,
  at: isoInstant(clock.now()),
  by: null,
  what: 'imported',
  before,
  after,
})

async function rememberSources(trx: Transaction, batch: readonly Candidate[], clock: Clock): Promise<void> {
  const importedAt = isoInstant(clock.now())
  await trx
    .insertInto('importSource')
    .values(batch.map(({ rows, rowHash }) => ({ customerId: rows.customer.id, rowHash, importedAt })))
    .onConflict((conflict) => conflict.column('customerId').doUpdateSet({ rowHash: (eb) => eb.ref('excluded.rowHash'), importedAt }))
    .execute()
}

async function finish(trx: Transaction, batch: readonly Candidate[], clock: Clock): Promise<void> {
  const ids = batch.map(({ rows }) => rows.customer.id)
  await refreshCustomers(trx, ids, { today: isoInstant(clock.now()).slice(0, 10) })
  await announceChange(trx, ['customer', 'accountChange', ...owned], ids)
}
