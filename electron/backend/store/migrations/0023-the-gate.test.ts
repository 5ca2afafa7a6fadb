import { expect, it } from 'vitest'
import type { Store } from '../store.ts'
import { beforeMigration } from './migration-test.ts'

const CUSTOMER = '00000000-0000-4000-8000-000000000001'
const AGENT = '00000000-0000-4000-8000-000000000002'
const SESSION = '00000000-0000-4000-8000-000000000003'

const hire = (store: Store) => store.pool.query(`insert into agent (id, user_name, display_name, role, password_hash, created_at) values ('${AGENT}', 'jo', 'Jo Doe', 'agent', '', now())`)
const contact = (columns: string, values: string) =>
  `insert into party_interaction (id, customer_id, agent_id, session_id, channel, started_at, used_at${columns}) values (gen_random_uuid(), '${CUSTOMER}', '${AGENT}', '${SESSION}', 'call', now(), now()${values})`

it.each([
  ['a level without a way', ", level", ", 'verified'", ", level, way, verified_at", ", 'verified', 'pin', now()"],
  ['a fourth failure', ', failures', ', 4', ', failures', ', 3'],
  ['a level after three failures', ', failures, level, way, verified_at', ", 3, 'verified', 'pin', now()", ', failures, level, way, verified_at', ", 2, 'verified', 'pin', now()"],
  ['a photo on the phone', ', level, way, verified_at', ", 'verified', 'photoId', now()", ', level, way, verified_at', ", 'verified', 'code', now()"],
  ['call-back as a name for something else', ', level, way, verified_at', ", 'verifiedByCallback', 'pin', now()", ', level, way, verified_at', ", 'verifiedByCallback', 'callback', now()"],
  ['an override by nobody', ', level, way, verified_at', ", 'verified', 'override', now()", ', level, way, verified_at, overridden_by, override_reason', `, 'verified', 'override', now(), '${AGENT}', 'known'`],
])('refuses %s', async (_what, badColumns, badValues, goodColumns, goodValues) => {
  await beforeMigration(23, async (store, step) => {
    await step()
    await hire(store)
    await expect(store.pool.query(contact(badColumns, badValues))).rejects.toMatchObject({ code: '23514' })
    await store.pool.query(contact(goodColumns, goodValues))
  })
})

it('has one open contact of an agent with a customer, and ends it with its session as a line of the history', async () => {
  await beforeMigration(23, async (store, step) => {
    await step()
    await hire(store)
    await store.pool.query(`insert into session (id, token_hash, agent_id, started_at, last_seen_at, absolute_ends_at) values ('${SESSION}', '', '${AGENT}', now(), now(), now())`)
    await store.pool.query(contact('', ''))
    await expect(store.pool.query(contact('', ''))).rejects.toMatchObject({ constraint: 'party_interaction_one_open' })
    await store.pool.query(`update session set ended_at = now() where id = '${SESSION}'`)
    await store.pool.query(contact('', ''))
    const { rows } = await store.pool.query(`select channel, direction, by, disposition, text from interaction where customer_id = '${CUSTOMER}'`)
    expect(rows).toEqual([{ channel: 'call', direction: 'inbound', by: 'Jo Doe', disposition: null, text: '' }])
  })
})

it('keeps what a contact detail was, and since when it is what it is', async () => {
  await beforeMigration(23, async (store, step) => {
    const id = '00000000-0000-4000-8000-000000000009'
    await store.pool.query(`insert into contact_medium (id, customer_id, version, medium_type, use, value, preferred, valid_from) values ('${id}', '${CUSTOMER}', 1, 'phone', 'mobile', '+19145550101', false, '2020-01-01')`)
    const { rows: [before] } = await store.pool.query(`select changed_xid::text as xid from contact_medium`)
    await step()
    // No desk pulls it anew for the new column.
    expect((await store.pool.query(`select changed_xid::text as xid from contact_medium`)).rows).toEqual([before])
    const since = async () => (await store.pool.query<{ since: string }>(`select to_char(coalesce(value_since, valid_from) at time zone 'UTC', 'YYYY-MM-DD') as since from contact_medium`)).rows[0]?.since
    await store.pool.query(`update contact_medium set preferred = true, valid_from = '2024-01-01'`)
    expect(await since()).toBe('2020-01-01')
    await store.pool.query(`update contact_medium set value = '+19145550102', valid_from = '2025-01-01'`)
    expect(await since()).toBe('2025-01-01')
    await store.pool.query(`update contact_medium set removed_at = '2026-01-01'`)
    const { rows } = await store.pool.query(`select value, to_char(since at time zone 'UTC', 'YYYY') as since, to_char(until at time zone 'UTC', 'YYYY') as until from contact_medium_former order by until`)
    expect(rows).toEqual([{ value: '+19145550101', since: '2020', until: '2025' }, { value: '+19145550102', since: '2025', until: '2026' }])
  })
})

it('takes a value that comes without a day, as from an import, for as young as it is, and so one that comes back', async () => {
  await beforeMigration(23, async (store, step) => {
    const id = '00000000-0000-4000-8000-000000000009'
    await store.pool.query(`insert into contact_medium (id, customer_id, version, medium_type, use, value, preferred, valid_from) values ('${id}', '${CUSTOMER}', 1, 'phone', 'mobile', '+19145550101', false, '2020-01-01')`)
    await step()
    const young = async (column: string, table: string) => (await store.pool.query<{ young: boolean }>(`select ${column} > now() - interval '1 minute' as young from ${table}`)).rows
    await store.pool.query(`update contact_medium set value = '+19145550103'`)
    expect([await young('value_since', 'contact_medium'), await young('until', 'contact_medium_former')]).toEqual([[{ young: true }], [{ young: true }]])
    await store.pool.query(`delete from contact_medium`)
    await store.pool.query(`insert into contact_medium (id, customer_id, version, medium_type, use, value, preferred, valid_from, removed_at) values ('${id}', '${CUSTOMER}', 1, 'phone', 'mobile', '+19145550101', false, '2020-01-01', '2021-01-01')`)
    await store.pool.query(`update contact_medium set removed_at = null`)
    expect(await young('value_since', 'contact_medium')).toEqual([{ young: true }])
  })
})
