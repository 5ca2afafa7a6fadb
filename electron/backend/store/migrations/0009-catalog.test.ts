import { expect, it } from 'vitest'
import { permissionSchema } from '#shared/features/session/session.schema.ts'
import { demoCatalog } from '../../demo/catalog.ts'
import { insertOfferings, listOfferings } from '../../features/billing/catalog/catalog.queries.ts'
import { beforeMigration } from './migration-test.ts'

it('keeps the products that are there, and gives the right to order', async () => {
  await beforeMigration(9, async (store, step) => {
    await store.pool.query(`insert into product (id, customer_id, version, kind, name, status, currency) values (gen_random_uuid(), gen_random_uuid(), 1, 'internet', 'Internet 500', 'active', 'USD')`)
    await step()
    expect(await store.db.selectFrom('product').select(['name', 'contractEndsOn', 'offeringCode']).execute()).toEqual([{ name: 'Internet 500', contractEndsOn: null, offeringCode: null }])
    const rights = await store.db.selectFrom('rolePermission').selectAll().where('permission', '=', permissionSchema.parse('catalog.order')).execute()
    expect(rights.map(({ role }) => role).sort()).toEqual(['agent', 'seniorAgent', 'supervisor'])
  })
})

it('gives the catalog back as it was put in', async () => {
  await beforeMigration(9, async (store, step) => {
    await step()
    const catalog = demoCatalog('2026-11-23')
    await store.db.transaction().execute((trx) => insertOfferings(trx, catalog))
    expect(await listOfferings(store.db)).toEqual(catalog)
  })
})

const order = `insert into product_order (id, customer_id, version, billing_account_id, state, currency, change, effective_on, summary, figures, fingerprint, ordered_at, ordered_by, done_at)
  select gen_random_uuid(), one, 1, one, state, 'USD', '{}', now(), '{}', '{}', '', now(), 'Jo', case when state = 'done' then now() end
  from (select gen_random_uuid() as one) account, (values ('scheduled'), ('STATE')) as state(state)`
const charge = `insert into one_time_charge (id, customer_id, billing_account_id, currency, name, amount, source, source_id, due_on, created_at)
  values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'USD', 'Installation', STATE, 'planChange', gen_random_uuid(), now(), now())`
const offering = `insert into product_offering (code, position, offering) values ('x', 0, '{"code": "x", "kind": "STATE", "monthlyPrice": -1, "oneTimeFee": 0, "soldFrom": "2026-01-01"}')`

it.each([
  ['a second order that is still to come', 'product_order_one_open', order, 'scheduled', 'done'],
  ['a charge of nothing', 'one_time_charge_amount_check', charge, '0', '1'],
  ['an offering below nothing that is no discount', 'product_offering_offering_check1', offering, 'internet', 'discount'],
])('refuses %s', async (_what, constraint, text, refused, allowed) => {
  await beforeMigration(9, async (store, step) => {
    await step()
    await expect(store.pool.query(text.replace('STATE', refused))).rejects.toMatchObject({ constraint })
    await store.pool.query(text.replace('STATE', allowed))
  })
})
