import { expect, it } from 'vitest'
import type { ChatHistory, HistoryFigures } from '#shared/features/chat/chat-history.schema.ts'
import { percentAbandoned, percentInTime, rangeFits, rowsOf } from './history-rows.ts'

const spread = { median: null, p90: null }
const figures = (came: Partial<HistoryFigures['came']> = {}): HistoryFigures => ({
  came: { came: 0, answered: 0, inTime: 0, abandoned: 0, leftAtOnce: 0, wait: spread, ...came }, held: { offered: 0, accepted: 0, missed: 0, declined: 0, transferred: 0, returned: 0, handle: spread },
})
const hour = (of: number, at: string | null) => ({ hour: of, at, figures: figures() })
const history: ChatHistory = {
  total: figures(), hours: [hour(0, '2026-11-01T04:00:00.000Z'), hour(1, '2026-11-01T05:00:00.000Z'), hour(1, '2026-11-01T06:00:00.000Z')], days: [{ day: '2026-11-01', figures: figures() }],
  queues: [{ queueId: 'q', name: 'Help', spanishName: 'Ayuda', figures: figures() }], agents: [{ agentId: 'a', name: 'Amy', figures: figures() }],
}
const words = { hour: (of: number, again: boolean) => `${of}${again ? ' again' : ''}`, day: (day: string) => day, queue: ({ spanishName }: { spanishName: string }) => spanishName }

it('tells the two hours of one name apart, and calls the others by theirs', () => {
  expect((['hours', 'days', 'queues', 'agents'] as const).map((table) => rowsOf(history, table, words).map((row) => row.words))).toEqual([['0', '1', '1 again'], ['2026-11-01'], ['Ayuda'], ['Amy']])
})
it('counts who gave up as not in time, and nobody who left at once', () => {
  const of = figures({ came: 12, answered: 8, inTime: 7, abandoned: 2, leftAtOnce: 2 })
  expect([percentInTime(of), percentAbandoned(of), percentInTime(figures()), percentAbandoned(figures())]).toEqual([70, 20, null, null])
})
it('takes a quarter at most, in the right order', () => {
  expect([rangeFits('2026-09-01', '2026-12-01'), rangeFits('2026-08-31', '2026-12-01'), rangeFits('2026-12-01', '2026-11-30'), rangeFits('', '2026-11-30')]).toEqual([true, false, false, false])
})
