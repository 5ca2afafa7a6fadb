import { expect, it } from 'vitest'
import { sql } from 'kysely'
import { usedTodayBy } from '../../features/billing/adjustment-sums.ts'
import { beforeMigration } from './migration-test.ts'

const approver = '01920000-0000-7000-8000-000000000009'
const approved = (number: number, decidedAt: string) => `insert into adjustment
  (id, customer_id, version, billing_account_id, direction, currency, amount, requested_amount, reason, comment, target, state, requested_at, requested_by, requested_by_id, figures, decided_at, decided_by, decided_by_id)
  values ('01920000-0000-7000-8000-00000000001${number}', gen_random_uuid(), 2, gen_random_uuid(), 'credit', 'USD', ${number}, ${number}, 'goodwill', '', 'account', 'posted', now(), 'Jo', gen_random_uuid(), '{}', '${decidedAt}', 'Sam', '${approver}')`

it('counts what was approved on the day of the update too, and looks it up by approver and day', async () => {
  await beforeMigration(22, async (store, step) => {
    for (const text of [approved(1, '2026-11-22T12:00:00Z'), approved(2, '2026-11-23T12:00:00Z'), approved(4, '2026-11-23T13:00:00Z')]) await store.pool.query(text)
    await step()
    const moment = { at: '2026-11-23T16:00:00.000Z', today: '2026-11-23', timeZone: 'America/New_York' }
    expect((await usedTodayBy(store.db, { agentId: approver, currency: 'USD' }, moment)).credit.amount).toBe(6)
    await store.db.transaction().execute(async (trx) => {
      await sql`set local enable_seqscan = off`.execute(trx)
      const { rows } = await sql<Record<string, string>>`explain select from adjustment where decided_by_id = ${approver} and decided_at > '2026-11-23'`.execute(trx)
      expect(JSON.stringify(rows)).toContain('adjustment_decided_by')
    })
  })
})
