/** What an import did to accounts, for their history: read before it and after it, so that what stayed is not told as changed. */
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { AccountChange } from '#shared/features/customers/customers.schema.ts'
import type { Transaction } from '../store/store.ts'
import { changeTexts, type Summarized } from './change-summary.ts'

export type Summaries = ReadonlyMap<string, Summarized>

/** The customer rows' own lists (phones, equipment) must be refreshed. */
export async function readSummaries(trx: Transaction, ids: readonly string[]): Promise<Summaries> {
  if (ids.length === 0) return new Map()
  const customers = await trx.selectFrom('customer').selectAll().where('id', 'in', ids).execute()
  const accounts = await trx.selectFrom('billingAccount').selectAll().where('customerId', 'in', ids).where('removedAt', 'is', null).execute()
  const attributes = await trx.selectFrom('characteristics').selectAll().where('customerId', 'in', ids).where('removedAt', 'is', null).execute()
  const products = await trx
    .selectFrom('product')
    .select(['customerId', 'name'])
    .where('customerId', 'in', ids)
    .where('status', '<>', 'ended')
    .where('removedAt', 'is', null)
    .execute()
  const billing = new Map(accounts.map((row) => [row.customerId, row]))
  const values = new Map(attributes.map((row) => [row.customerId, row.values]))
  const sold = new Map<string, string[]>(ids.map((id) => [id, []]))
  for (const { customerId, name } of products) sold.get(customerId)?.push(name)
  return new Map(customers.map((customer): [string, Summarized] => [customer.id, {
    customer,
    billing: billing.get(customer.id),
    values: values.get(customer.id) ?? {},
    products: sold.get(customer.id) ?? [],
  }]))
}

/** One entry for each account about which a person reads something else now. */
export function importedChanges(before: Summaries, after: Summaries, clock: Clock): AccountChange[] {
  return [...before].flatMap(([customerId, was]) => {
    const is = after.get(customerId)
    const texts = is && changeTexts(was, is)
    return texts ? [importedChange(customerId, clock, texts.before, texts.after)] : []
  })
}

export const importedChange = (customerId: string, clock: Clock, before: string | null, after: string): AccountChange => ({
  id: newId(clock),
  customerId,
  version: 1,
  at: isoInstant(clock.now()),
  by: null,
  what: 'imported',
  before,
  after,
})
