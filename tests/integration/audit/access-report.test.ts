/** A customer gets all that is held about them: no row of any table is forgotten, none of somebody else's is in it, and no secret. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { accountStreams, type Row, type StreamName } from '../../../shared/features/sync/streams.ts'
import { COLUMNS_NOT_IN_REPORT, NOT_IN_REPORT } from '../../../electron/backend/features/audit/access-report.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { tableName } from '../../../electron/backend/store/columns.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend } from '../../support/api-client.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, testClock } from '../../support/stores.ts'
import { verifyCaller } from '../../support/verifying.ts'

/** What the operator keeps for itself, and what people who work here have. */
const OF_NOBODY = [
  'adjustment_limit', 'adjustment_reason', 'agent', 'agent_factor', 'agent_identity', 'agent_recovery_code', 'audit_chain', 'chat_agent', 'chat_alert', 'chat_queue', 'chat_reply', 'chat_rules', 'diagnostic_guide', 'meta', 'outage_suspicion', 'plant_element', 'plant_state', 'plant_state_now', 'product_offering', 'recording_limit', 'refund_limit', 'reward_limit', 'reward_rule',
  'role_permission', 'role_rights', 'schema_version', 'service_problem', 'service_problem_update', 'session', 'single_sign_on_begun', 'tax_rate', 'technician', 'technician_day_link', 'technician_shift', 'time_slot', 'usage_top_up_offer', 'usage_unlimited_offering', 'work_type',
]
/** Columns of a form of their own, each of which was read through: nothing in it opens a door. */
const FORMS_WITHOUT_SECRETS = [
  'adjustment.figures', 'audit_entry.detail', 'bill_document.lines', 'characteristics.values', 'diagnostic_run.outcome', 'diagnostic_run.title', 'diagnostic_run.trail', 'equipment_measurement.measurement', 'payment.paid', 'payment.reversal', 'product_order.change', 'product_order.figures', 'product_order.summary',
  'trouble_ticket.findings', 'trouble_ticket.reason', 'trouble_ticket.title', 'trouble_ticket.visits', 'work_order.checklist', 'work_order.parts',
]
/** What lets somebody in, as a report must not have it: planted below wherever it lies in clear or hashed. */
const canary = (of: string) => `canary-of-${of}`
type Report = { customerId: string; held: Record<string, Record<string, unknown>[]> }

describe('the access report', () => {
  const clock = testClock()
  const [mine, other] = [makeRow('customer'), makeRow('customer')]
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let report: Report
  beforeAll(async () => {
    store = await openTestStore('server', clock)
    backend = await startTestBackend({ store, clock })
    const rows = accountStreams.flatMap((stream) => [mine, other].map((customer) => ({ stream, row: makeRow(stream, { customerId: customer.id } as Partial<Row<StreamName>>) })))
    await store.db.transaction().execute(async (trx) => {
      await bulkInsert(trx, 'customer', [mine, other])
      for (const { stream, row } of rows) await bulkInsert(trx, stream, [row as Row<typeof stream>])
    })
    await plantSecrets(store, mine.id)
    const { client } = await signInAs(store, backend.url, 'supervisor', clock)
    await verifyCaller(store, client, mine.id)
    report = JSON.parse((await client.audit.accessReport({ customerId: mine.id })).text) as Report
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })

  it.each(accountStreams)('has the rows of %s, and nobody else\'s', async (stream) => {
    const { rows } = await store.pool.query<{ id: string }>(`select id from ${tableName(stream)} where customer_id = $1`, [mine.id])
    expect(report.held[tableName(stream).replaceAll('"', '')]?.map(({ id }) => id)).toEqual(rows.map(({ id }) => id))
    expect(rows.length).toBeGreaterThan(0)
  })

  it('has the customer, in the columns of the table, and no secret', () => {
    expect(report).toMatchObject({ customerId: mine.id, held: { customer: [{ id: mine.id, family_name: mine.familyName, account_number: mine.accountNumber }] } })
    const text = JSON.stringify(report)
    expect(text).not.toContain(other.id)
    expect(text).not.toContain('canary-of')
    expect(text).not.toContain('$argon2')
    expect(text).not.toContain(Buffer.from('canary-of').toString('hex'))
    expect(text).not.toContain('changed_xid')
  })

  it('says which messages wait and to whom, not what is in them that opens a door', () => {
    expect(report.held['message_dispatch']).toHaveLength(2)
    for (const row of report.held['message_dispatch'] ?? []) expect(Object.keys(row).sort()).toEqual(['attempts', 'message_id', 'not_before', 'recipient', 'state'])
  })

  it('knows of each column that can hold anything whether there is a secret in it', async () => {
    const { rows } = await store.pool.query<{ table: string; column: string }>(`select table_name as "table", column_name as "column" from information_schema.columns where table_schema = current_schema() and data_type in ('json', 'jsonb')`)
    const reported = rows.filter(({ table, column }) => table in report.held && !(column in (COLUMNS_NOT_IN_REPORT[table] ?? {}))).map(({ table, column }) => `${table}.${column}`)
    expect(reported.sort()).toEqual(FORMS_WITHOUT_SECRETS)
  })

  it('knows of each table of the database whether it is of a customer', async () => {
    const { rows } = await store.pool.query<{ name: string }>(`select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`)
    expect(rows.map(({ name }) => name).sort()).toEqual([...Object.keys(report.held), ...Object.keys(NOT_IN_REPORT), ...OF_NOBODY].sort())
  })

  it('has its line in the audit, and is for those alone who may', async () => {
    const { client } = await signInAs(store, backend.url, 'agent', clock)
    await expect(client.audit.accessReport({ customerId: mine.id })).rejects.toMatchObject({ code: 'forbidden' })
    const supervisor = await signInAs(store, backend.url, 'supervisor', clock)
    await expect(supervisor.client.audit.accessReport({ customerId: newId() })).rejects.toMatchObject({ code: 'verificationRequired' })
    const told = await store.db.selectFrom('auditEntry').select(['outcome', 'errorCode']).where('action', '=', 'audit.accessReport').orderBy('seq').execute()
    expect(told).toEqual([{ outcome: 'allowed', errorCode: null }, { outcome: 'refused', errorCode: 'forbidden' }, { outcome: 'refused', errorCode: 'verificationRequired' }])
  })
})

/** A link and a code that wait to be sent, and what is kept of a customer's sign-in and card. */
async function plantSecrets(store: Store, customerId: string): Promise<void> {
  const plant = (sql: string, ...values: unknown[]) => store.pool.query(sql, values)
  await plant(`insert into payment_method_token (payment_method_id, token) select id, $1 || id from payment_method`, canary('card'))
  const waiting = (template: string, params: object) =>
    plant(
      `with message as (insert into communication_message (id, customer_id, version, at, channel, template, language, recipient, state)
        values (gen_random_uuid(), $1, 1, now(), 'email', $2, 'en', 'a···@example.org', 'waiting') returning id)
       insert into message_dispatch (message_id, recipient, params, attachment, state, not_before) select id, 'ana@example.org', $3, $3, 'waiting', now() from message`,
      customerId, template, JSON.stringify(params))
  await waiting('signInReset', { link: `https://portal.example.org/portal/account#${canary('link')}` })
  await waiting('verificationCode', { code: canary('code') })
  await plant(`insert into digital_identity (id, customer_id, user_name, password_hash, created_at, password_changed_at) values (gen_random_uuid(), $1, 'ana', $2, now(), now())`, customerId, canary('password'))
  await plant(`insert into identity_factor (id, identity_id, kind, secret, state, added_at) select gen_random_uuid(), id, 'totp', $2, 'active', now() from digital_identity where customer_id = $1`, customerId, canary('app'))
  await plant(
    `insert into identity_link (id, customer_id, purpose, token_hash, channel, recipient, sent_at, expires_at) values (gen_random_uuid(), $1, 'reset', convert_to($2, 'UTF8'), 'email', 'a···@example.org', now(), now())`,
    customerId, canary('link-hash'))
}
