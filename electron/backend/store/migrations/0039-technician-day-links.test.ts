import { expect, it } from 'vitest'
import { makeRow } from '../../../../tests/support/rows.ts'
import { beforeMigration, insertAsThen } from './migration-test.ts'

it('keeps one link to a day of a technician at a time, and none that was over when it was made', async () => {
  await beforeMigration(39, async (store, step) => {
    const [technician, agentId] = [makeRow('technician'), '0190f0aa-0000-7000-8000-00000000000a']
    await store.pool.query(`insert into agent (id, user_name, display_name, role, password_hash, created_at) values ('${agentId}', 'jo', 'Jo', 'agent', '', now())`)
    await store.db.transaction().execute((trx) => insertAsThen(trx, 'technician', [technician]))
    await step()
    const link = (token: string, more: { day?: string; expires?: string } = {}): string =>
      `insert into technician_day_link (id, technician_id, day, token_hash, made_at, made_by, agent_id, expires_at) values (gen_random_uuid(), '${technician.id}', '${more.day ?? '2026-12-01'}', '${token}', now(), 'Jo', '${agentId}', now() + interval '${more.expires ?? '9 hours'}')`
    await store.pool.query(link('one'))
    await expect(store.pool.query(link('two'))).rejects.toThrow(/technician_day_link_live/)
    await store.pool.query(link('of another day', { day: '2026-12-02' }))
    await store.pool.query(`update technician_day_link set ended_at = now() where token_hash = 'one'`)
    await store.pool.query(link('two'))
    await expect(store.pool.query(link('late', { day: '2026-12-03', expires: '-1 minute' }))).rejects.toThrow(/technician_day_link_expires/)
    await expect(store.pool.query('update technician_day_link set openings = 1')).rejects.toThrow(/technician_day_link_opened/)
  })
})
