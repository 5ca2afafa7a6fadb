import { CompiledQuery, sql } from 'kysely'
import { expect, it } from 'vitest'
import { newId } from '#shared/kernel/ids.ts'
import { adjustmentReasonSchema } from '#shared/features/billing/adjustments.schema.ts'
import { roleSchema } from '#shared/features/session/session.schema.ts'
import type { Store } from '../store.ts'
import { beforeMigration } from './migration-test.ts'

const refused = (code: string) => ({ code })
const [check, unique, exclusion] = [refused('23514'), refused('23505'), refused('23P01')]

async function insert(store: Store, table: string, row: Record<string, unknown>): Promise<void> {
  const keys = Object.keys(row)
  const text = `insert into ${table} (${keys.join(', ')}) values (${keys.map((_, position) => `$${position + 1}`).join(', ')})`
  // Not by the pool, which gives up a connection after an error: embedded there is only one.
  await store.db.executeQuery(CompiledQuery.raw(text, Object.values(row)))
}

it('keeps accounts and payments of the version before: nothing is known of credit, and no payment says what it paid', async () => {
  await beforeMigration(7, async (store, step) => {
    await insert(store, 'billing_account', { id: newId(), customer_id: newId(), version: 3, currency: 'USD', autopay: true, paperless: false })
    await insert(store, 'payment', { id: newId(), customer_id: newId(), version: 1, billing_account_id: newId(), at: '2026-01-01', currency: 'USD', amount: 100, kind: 'payment', method: 'Visa', state: 'done' })
    await step()
    expect((await store.pool.query('select version, credit, unbilled from billing_account')).rows).toEqual([{ version: 3, credit: null, unbilled: null }])
    expect((await store.pool.query('select paid, refunded, refund_of from payment')).rows).toEqual([{ paid: {}, refunded: 0, refund_of: null }])
  })
})

it('has reasons that the contract reads, and limits for the roles that may give', async () => {
  await beforeMigration(7, async (store, step) => {
    await step()
    const reasons = await store.db.selectFrom('adjustmentReason').selectAll().orderBy('position').execute()
    for (const { position: _place, ...reason } of reasons) expect(adjustmentReasonSchema.parse(reason)).toEqual(reason)
    const limits = await store.db.selectFrom('adjustmentLimit').selectAll().execute()
    for (const { role } of limits) roleSchema.parse(role)
  })
})

it('has a ledger in which nothing unbalanced can be written and nothing written can be changed', async () => {
  await beforeMigration(7, async (store, step) => {
    await step()
    const entry = { id: newId(), customer_id: newId(), billing_account_id: newId(), at: '2026-01-01', kind: 'payment', source_id: newId() }
    const posting = { entry_id: entry.id, line: 0, billing_account_id: entry.billing_account_id, debit: 'cash', credit: 'unapplied', amount: 1, currency: 'USD', bill_id: null }
    await insert(store, 'ledger_entry', entry)
    await insert(store, 'ledger_posting', posting)
    for (const wrong of [{ amount: 0 }, { amount: -1 }, { credit: 'cash' }, { debit: 'pocket' }, { bill_id: newId() }, { credit: 'receivable' }])
      await expect(insert(store, 'ledger_posting', { ...posting, line: 1, ...wrong })).rejects.toMatchObject(check)
    await expect(insert(store, 'ledger_entry', { ...entry, id: newId(), kind: 'reversal' })).rejects.toMatchObject(check)
    const back = { ...entry, kind: 'reversal', reverses: entry.id }
    await insert(store, 'ledger_entry', { ...back, id: newId() })
    await expect(insert(store, 'ledger_entry', { ...back, id: newId() })).rejects.toMatchObject(unique)
    for (const change of ['update ledger_posting set amount = 2', 'delete from ledger_entry where reverses is not null', 'truncate ledger_posting'])
      await expect(sql.raw(change).execute(store.db)).rejects.toMatchObject({ code: '42501' })
  })
})

it('has one bill for an account and a day', async () => {
  await beforeMigration(7, async (store, step) => {
    await step()
    const bill = {
      id: newId(), customer_id: newId(), version: 1, billing_account_id: newId(), bill_number: '1', bill_date: '2026-01-31', due_date: '2026-02-22',
      period_start: '2026-01-31', period_end: '2026-02-27', currency: 'USD', amount: 1, remaining: 1, state: 'open',
    }
    await insert(store, 'customer_bill', bill)
    await expect(insert(store, 'customer_bill', { ...bill, id: newId() })).rejects.toMatchObject(unique)
    await insert(store, 'customer_bill', { ...bill, id: newId(), removed_at: '2026-02-01' })
    await insert(store, 'customer_bill', { ...bill, id: newId(), billing_account_id: newId() })
  })
})

it('has a tax table in which no day is taxed twice by one name in one place', async () => {
  await beforeMigration(7, async (store, step) => {
    await step()
    const rate = { name: 'Sales Tax', kind: 'tax', state: 'NY', city: 'Rye', product_kinds: ['phone'], ppm: 40_000, valid_from: '2026-01-01', valid_to: '2026-06-30' }
    const add = (more: object) => insert(store, 'tax_rate', { ...rate, id: newId(), ...more })
    await add({})
    for (const again of [{}, { valid_from: '2026-06-30', valid_to: null }, { city: 'RYE' }]) await expect(add(again)).rejects.toMatchObject(exclusion)
    for (const beside of [{ valid_from: '2026-07-01', valid_to: null }, { city: null }, { state: 'NJ' }, { name: 'School Tax' }]) await add(beside)
    for (const wrong of [{ ppm: 0 }, { ppm: 1_000_001 }, { amount: 5, currency: 'USD' }, { ppm: null }, { ppm: null, amount: 5 }, { valid_to: '2025-12-31' }])
      await expect(add({ name: 'Other', ...wrong })).rejects.toMatchObject(check)
  })
})
