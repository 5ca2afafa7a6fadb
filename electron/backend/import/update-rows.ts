/** A newer edition of accounts that a file brought before: what it says now, and what it no longer says. */
import { sql } from 'kysely'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { operatorToday } from '../operator-day.ts'
import { tableName } from '../store/columns.ts'
import type { Transaction } from '../store/store.ts'
import { customerIds, filledStreams, rowsOf, type Candidate, type FilledStream } from './candidate.ts'
import type { Destination } from './mapping.ts'
import type { Target } from './targets.ts'
import { upsert, type UpsertRule } from './upsert.ts'

export type UpdateOptions = {
  clock: Clock
  /** The operator's, IANA: what a file no longer has ends on its day, not on Greenwich's. */
  timeZone: string
  /** Where the file's columns go. What it has no column for it says nothing about: an agent's language, phones of another file. */
  carries: ReadonlySet<Destination>
}

const names = ['kind', 'givenName', 'familyName', 'organizationName', 'status', 'statusReason', 'customerSince']
const billing = ['currency', 'upcoming', 'autopay', 'paperless', 'paymentMethod', 'lifetimeCharges', 'lifetimeRefunds']
const places = ['houseNumber', 'street', 'unit', 'city', 'stateOrProvince', 'postalCode', 'latitude', 'longitude', 'node']
const rules: Record<Exclude<FilledStream, 'billingAccount'>, UpsertRule> = {
  contactMedium: { owned: ['mediumType', 'use', 'value'], unless: 'changed_by is not null' },
  address: { owned: [...places, 'validTo'] },
  product: { owned: ['name', 'detail', 'status', 'currency', 'monthlyPrice', 'contractTerm', 'endsOn'] },
  equipment: { owned: ['model', 'serialNumber', 'macAddress'] },
  usageConsumption: { owned: ['usedMegabytes'] },
  characteristics: { owned: ['values'] },
}

export async function updateRows(trx: Transaction, batch: readonly Candidate[], { clock, timeZone, carries }: UpdateOptions): Promise<void> {
  if (batch.length === 0) return
  const now = isoInstant(clock.now())
  await upsert(trx, 'customer', batch.map(({ rows }) => rows.customer), { owned: carries.has('language') ? [...names, 'language'] : names })
  await endWhatIsGone(trx, batch, operatorToday({ clock, timeZone }))
  await removeWhatIsGone(trx, batch, carries, now)
  for (const stream of filledStreams) {
    if (stream === 'billingAccount') await updateBilling(trx, batch)
    else await upsert(trx, stream, rowsOf(batch, stream), rules[stream])
  }
}

/** What is past due comes from the bills where there are any (refresh-billing-accounts.ts); else only the file says it. */
async function updateBilling(trx: Transaction, batch: readonly Candidate[]): Promise<void> {
  const { rows: known } = await sql<{ id: string }>`select distinct billing_account_id as id from customer_bill
    where removed_at is null and customer_id = any(${customerIds(batch)}::uuid[])`.execute(trx)
  const billed = new Set(known.map(({ id }) => id))
  const rows = rowsOf(batch, 'billingAccount')
  await upsert(trx, 'billingAccount', rows.filter(({ id }) => billed.has(id)), { owned: billing })
  await upsert(trx, 'billingAccount', rows.filter(({ id }) => !billed.has(id)), { owned: [...billing, 'pastDue'] })
}

/** Imported rows have ids of version 5; those that people made, of version 7, stay. */
const imported = sql`substr(id::text, 15, 1) = '5'`

/** Products that the file no longer has end; a former address gets its last day. */
async function endWhatIsGone(trx: Transaction, batch: readonly Candidate[], today: string): Promise<void> {
  const ids = customerIds(batch)
  const products = rowsOf(batch, 'product').map((row) => row.id)
  const addresses = rowsOf(batch, 'address').map((row) => row.id)
  await sql`update product set status = 'ended', ends_on = ${today}::date, version = version + 1
    where customer_id = any(${ids}::uuid[]) and ${imported} and status <> 'ended' and id <> all(${products}::uuid[])`.execute(trx)
  await sql`update address set valid_to = ${today}::date - 1, version = version + 1
    where customer_id = any(${ids}::uuid[]) and ${imported} and valid_to is null and id <> all(${addresses}::uuid[])`.execute(trx)
}

type Vanishing = {
  stream: FilledStream
  /** The columns that speak of it; null for all that have no field of their own. */
  columns: Target[] | null
  /** SQL over the table. */
  when: string
}

/** A modem that was swapped must not find its former owner, nor a number somebody who gave it up. */
const vanishing: Vanishing[] = [
  // What an agent wrote or moved since is known better by them than by the file.
  { stream: 'contactMedium', columns: ['phone'], when: `medium_type = 'phone' and changed_by is null` },
  { stream: 'contactMedium', columns: ['email'], when: `medium_type = 'email' and changed_by is null` },
  { stream: 'equipment', columns: ['macAddress', 'serialNumber'], when: 'true' },
  { stream: 'usageConsumption', columns: ['monthlyGigabytes'], when: 'true' },
  { stream: 'characteristics', columns: null, when: 'true' },
]

async function removeWhatIsGone(trx: Transaction, batch: readonly Candidate[], carries: UpdateOptions['carries'], now: string): Promise<void> {
  for (const { stream, columns, when } of vanishing) {
    if (columns && !columns.some((column) => carries.has(column))) continue
    const kept = rowsOf(batch, stream).map((row) => row.id)
    await sql`update ${sql.raw(tableName(stream))} set removed_at = ${now}::timestamptz, version = version + 1
      where customer_id = any(${customerIds(batch)}::uuid[]) and ${imported} and removed_at is null and ${sql.raw(when)}
        and id <> all(${kept}::uuid[])`.execute(trx)
  }
}
