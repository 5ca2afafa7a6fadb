import { expect, test } from 'vitest'
import { manualClock } from '#shared/kernel/clock.ts'
import { readHistory } from '../features/chat/history.queries.ts'
import { migrate } from '../store/migrate.ts'
import { openStore } from '../store/store.ts'
import { fillDemo } from './demo.ts'

test('gives supervisors four weeks to look at, in which some waited too long and some gave up', { timeout: 60_000 }, async () => {
  const clock = manualClock(Date.parse('2026-11-23T15:00:00.000Z'))
  const store = await openStore({ kind: 'embedded', dataDirectory: null })
  await migrate(store, clock)
  await fillDemo(store, { clock, customers: 20 })
  const { total, agents, queues, days } = await store.db.transaction().execute((trx) => readHistory(trx, 'America/New_York', { from: '2026-10-27', to: '2026-11-23', queueId: null }))
  expect([queues.map(({ name }) => name), agents.map(({ name }) => name)]).toEqual([['Billing', 'Español', 'Technical help'], ['Amy Moreno', 'Jerome Dacosta']])
  expect(days.slice(0, -1).every(({ figures }) => figures.came.came > 5)).toBe(true)
  const { came, answered, inTime, abandoned } = total.came
  expect([answered / came > 0.85, inTime / answered > 0.75 && inTime / answered < 0.95, abandoned > 0, total.held.transferred > 0, total.held.missed > 0]).toEqual([true, true, true, true, true])
  expect(Number((await store.pool.query<{ n: string }>('select count(*) as n from chat_turn where ended_at > $1', ['2026-11-23T12:00:00.000Z'])).rows[0]?.n)).toBeLessThan(3)
  await store.close()
})
