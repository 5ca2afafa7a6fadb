import { expect, it } from 'vitest'
import { permissionSchema } from '#shared/features/session/session.schema.ts'
import { beforeMigration } from './migration-test.ts'

const insertPayment = `insert into payment (id, customer_id, version, billing_account_id, at, currency, amount, kind, method, state)
  values (gen_random_uuid(), gen_random_uuid(), 1, gen_random_uuid(), now(), 'USD', 8420, 'payment', 'Visa', 'done')`

it('keeps the payments that are there, and gives the rights of its commands', async () => {
  await beforeMigration(8, async (store, step) => {
    await store.pool.query(insertPayment)
    await step()
    expect(await store.db.selectFrom('payment').select(['amount', 'methodId', 'declineReason', 'reversal']).execute())
      .toEqual([{ amount: 8420, methodId: null, declineReason: null, reversal: null }])
    const rights = await store.db.selectFrom('rolePermission').selectAll().where('permission', 'in', ['billing.takePayment', 'billing.refund']).execute()
    rights.forEach(({ permission }) => permissionSchema.parse(permission))
    const who = (permission: string) => rights.filter((right) => right.permission === permission).map(({ role }) => role).sort()
    expect(who('billing.takePayment')).toEqual(['agent', 'seniorAgent', 'supervisor'])
    expect(who('billing.refund')).toEqual(['seniorAgent', 'supervisor'])
  })
})

it.each([
  ['a second charge of an account while the first is open', 'gateway_request_one_charge', `
    insert into gateway_request (payment_id, customer_id, billing_account_id, operation, amount, currency, payment_method_id, bill_ids, state, not_before)
    select gen_random_uuid(), one, one, 'charge', 1, 'USD', one, '{}', state, now() from (select gen_random_uuid() as one) account, (values ('asked'), ('STATE')) as state(state)`,
  'waiting', 'approved'],
  ['a second open promise for a bill', 'payment_promise_one_open', `
    insert into payment_promise (id, customer_id, version, billing_account_id, bill_id, currency, amount, promised_for, state, made_at, made_by)
    select gen_random_uuid(), one, 1, one, one, 'USD', 1, now(), state, now(), 'Jo' from (select gen_random_uuid() as one) bill, (values ('open'), ('STATE')) as state(state)`,
  'open', 'broken'],
  ['a third draft of a bill', 'autopay_draft_attempt_check', `
    insert into autopay_draft (bill_id, attempt, payment_id, made_on) values (gen_random_uuid(), STATE, gen_random_uuid(), now())`,
  '3', '2'],
])('refuses %s', async (_what, constraint, text, refused, allowed) => {
  await beforeMigration(8, async (store, step) => {
    await step()
    await expect(store.pool.query(text.replace('STATE', refused))).rejects.toMatchObject({ constraint })
    await store.pool.query(text.replace('STATE', allowed))
  })
})
