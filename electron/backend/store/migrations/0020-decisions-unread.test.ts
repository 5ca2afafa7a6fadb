import { expect, it } from 'vitest'
import { beforeMigration } from './migration-test.ts'

const [asking, deciding] = ['01920000-0000-7000-8000-0000000000a1', '01920000-0000-7000-8000-0000000000a2']
const adjustment = (number: number, decided: string) => `insert into adjustment (id, customer_id, version, billing_account_id, direction, currency, amount, requested_amount,
    reason, comment, target, state, requested_at, requested_by, requested_by_id, figures, decided_at, decided_by, decided_by_id)
  values ('01920000-0000-7000-8000-00000000001${number}', gen_random_uuid(), 2, gen_random_uuid(), 'credit', 'USD', 100, 100, 'goodwill', 'x', 'account', ${decided})`
const by = (decider: string) => `now() - interval '3 days', 'Amy', '${asking}', '{}', ${decider}`

it('begins with what was decided in the last day by somebody, and has each decision once', async () => {
  await beforeMigration(20, async (store, step) => {
    const somebody = `'Judith', '${deciding}'`
    for (const text of [
      adjustment(1, `'posted', ${by(`now() - interval '1 hour', ${somebody}`)}`),
      adjustment(2, `'refused', ${by(`now() - interval '23 hours', ${somebody}`)}`),
      adjustment(3, `'posted', ${by(`now() - interval '25 hours', ${somebody}`)}`),
      adjustment(4, `'posted', ${by('null, null, null')}`),
      adjustment(5, `'pendingApproval', ${by('null, null, null')}`),
    ]) await store.pool.query(text)
    await step()
    const unread = await store.db.selectFrom('decisionUnread').select(['adjustmentId', 'agentId']).orderBy('adjustmentId').execute()
    expect(unread).toEqual([1, 2].map((number) => ({ adjustmentId: `01920000-0000-7000-8000-00000000001${number}`, agentId: asking })))
    await expect(store.pool.query('insert into decision_unread select * from decision_unread')).rejects.toMatchObject({ code: '23505' })
  })
})
