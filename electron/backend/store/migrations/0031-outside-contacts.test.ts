import { expect, it } from 'vitest'
import { beforeMigration } from './migration-test.ts'

it('finds what was done in no contact without going through the log', async () => {
  await beforeMigration(31, async (store, step) => {
    const plan = async () => {
      const { rows } = await store.pool.query<{ 'QUERY PLAN': string }>('explain select from audit_entry where contact_id is null and customer_id is not null and agent_id is not null order by at desc, seq desc limit 100')
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    }
    expect(await plan()).not.toContain('audit_entry_outside')
    await step()
    expect(await plan()).toContain('audit_entry_outside')
  })
})
