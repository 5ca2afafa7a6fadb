import { expect, it } from 'vitest'
import { permissionSchema, roleSchema } from '#shared/features/session/session.schema.ts'
import { refundLimitsSchema } from '#shared/features/billing/payments.schema.ts'
import { refundLimitsOf } from '../../features/billing/payments/refund-limits.ts'
import { beforeMigration } from './migration-test.ts'

const payment = (kind: string, more: { columns?: string; values?: string } = {}) => `
  insert into payment (id, customer_id, version, billing_account_id, at, currency, amount, kind, method, state${more.columns ?? ''})
  values (gen_random_uuid(), gen_random_uuid(), 1, gen_random_uuid(), '2026-11-20T12:00:00Z', 'USD', 8420, '${kind}', 'Visa', 'done'${more.values ?? ''})`

it('limits those who may refund, agents least of all, and gives nobody the right', async () => {
  await beforeMigration(24, async (store, step) => {
    const who = () => store.db.selectFrom('rolePermission').select('role').where('permission', '=', permissionSchema.parse('billing.refund')).orderBy('role').execute()
    const before = await who()
    await step()
    expect(await who()).toEqual(before)
    for (const role of roleSchema.options) refundLimitsSchema.parse(await refundLimitsOf(store.db, role))
    const limits = await Promise.all((['agent', 'seniorAgent', 'supervisor', 'dispatcher'] as const).map((role) => refundLimitsOf(store.db, role)))
    expect(limits).toEqual([{ perRefund: 5_000, perDay: 25_000 }, { perRefund: 50_000, perDay: 200_000 }, { perRefund: 250_000, perDay: 1_000_000 }, { perRefund: 0, perDay: 0 }])
    await expect(store.pool.query('update refund_limit set per_day = -1')).rejects.toMatchObject({ code: '23514' })
  })
})

it('keeps the refunds that are there without a reason, and takes one of refunds alone', async () => {
  await beforeMigration(24, async (store, step) => {
    await store.pool.query(payment('refund'))
    await step()
    expect(await store.db.selectFrom('payment').select('reason').execute()).toEqual([{ reason: null }])
    await expect(store.pool.query(payment('payment', { columns: ', reason', values: ", 'Charged twice'" }))).rejects.toMatchObject({ code: '23514' })
    await store.pool.query(payment('refund', { columns: ', reason', values: ", 'Charged twice'" }))
  })
})

it('knows of the requests that are there when they were made, so that those of this day count in it', async () => {
  await beforeMigration(24, async (store, step) => {
    await store.pool.query(payment('refund'))
    await store.pool.query(`
      insert into gateway_request (payment_id, customer_id, billing_account_id, operation, amount, currency, payment_method_id, charge_reference, bill_ids, state, not_before)
      select id, customer_id, billing_account_id, 'refund', amount, currency, gen_random_uuid(), 'r', '{}', 'asked', at + interval '5 minutes' from payment`)
    await step()
    expect(await store.db.selectFrom('gatewayRequest').select('requestedAt').execute()).toEqual([{ requestedAt: '2026-11-20T12:00:00.000Z' }])
  })
})
