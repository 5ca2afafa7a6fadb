import { expect, it } from 'vitest'
import { newId } from '#shared/kernel/ids.ts'
import { beforeMigration } from './migration-test.ts'

it('keeps the hours that queues had, and takes several a day; what was published stays', async () => {
  await beforeMigration(44, async (store, step) => {
    const queue = newId()
    const before = [{ from: 480, to: 1080 }, null, null, null, null, null, { from: 0, to: 1440 }]
    await store.pool.query(`insert into chat_queue (id, name, spanish_name, hours, target_seconds, max_waiting, changed_at) values ($1, 'Help', 'Ayuda', $2, 60, 10, now())`, [queue, JSON.stringify(before)])
    await store.pool.query(`insert into chat_rules (version, rules, published_at) values (1, '[]', now())`)
    await step()
    const { rows } = await store.pool.query<{ hours: unknown; target_percent: string }>('select hours, target_percent from chat_queue')
    expect(rows.map(({ hours }) => hours)).toEqual([{ week: [[{ from: 480, to: 1080 }], [], [], [], [], [], [{ from: 0, to: 1440 }]], closedDays: [] }])
    const set = (hours: unknown) => store.pool.query(`update chat_queue set hours = '${JSON.stringify(hours)}'`)
    await expect(set({ week: [[]], closedDays: [] }), 'no week').rejects.toThrow(/chat_queue_hours_check/)
    await set({ week: [[{ from: 480, to: 720 }, { from: 780, to: 1600 }], [], [], [], [], [], []], closedDays: [{ day: '2026-12-25', name: 'Christmas' }] })
    await expect(store.pool.query(`update chat_rules set rules = '[1]'`)).rejects.toThrow(/stays as it was/)
    await expect(store.pool.query('delete from chat_rules')).rejects.toThrow(/stays as it was/)
    const rights = await store.db.selectFrom('rolePermission').select('role').where('permission', '=', 'chat.configure').orderBy('role').execute()
    expect(rights.map(({ role }) => role)).toEqual(['administrator', 'supervisor'])
  })
})
