/** A customer gets all that is held about them: no row of any table is forgotten, none of somebody else's is in it, and no secret. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { accountStreams, type Row, type StreamName } from '../../../shared/features/sync/streams.ts'
import { NOT_IN_REPORT } from '../../../electron/backend/features/audit/access-report.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { tableName } from '../../../electron/backend/store/columns.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend } from '../../support/api-client.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, testClock } from '../../support/stores.ts'
import { verifyCaller } from '../../support/verifying.ts'

/** What the operator keeps for itself, and what people who work here have. */
const OF_NOBODY = [
  'adjustment_limit', 'adjustment_reason', 'agent', 'agent_factor', 'agent_identity', 'agent_recovery_code', 'audit_chain', 'meta', 'product_offering', 'recording_limit', 'refund_limit', 'reward_limit', 'reward_rule',
  'role_permission', 'role_rights', 'schema_version', 'service_problem', 'service_problem_update', 'session', 'single_sign_on_begun', 'tax_rate', 'usage_top_up_offer', 'usage_unlimited_offering',
]
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
    await store.pool.query(`insert into payment_method_token (payment_method_id, token) select id, 'canary-of-a-token-' || id from payment_method`)
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
    expect(text).not.toContain('canary-of-a-token')
    expect(text).not.toContain('changed_xid')
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
