/** A table of the history before anybody draws it: the chart and the table say the same. */
import type { ChatHistory, HistoryFigures, HistoryTable } from '#shared/features/chat/chat-history.schema.ts'
import { MAX_HISTORY_DAYS, shareInTime } from '#shared/features/chat/chat-figures.ts'
import { dayOf } from '#shared/kernel/calendar.ts'

export type HistoryRow = { key: string; words: string; figures: HistoryFigures }
/** How a row is called, in the agent's language. */
export type RowWords = { hour: (hour: number, again: boolean) => string; day: (day: string) => string; queue: (queue: { name: string; spanishName: string }) => string }

export function rowsOf(history: ChatHistory, table: HistoryTable, words: RowWords): HistoryRow[] {
  switch (table) {
    case 'hours':
      // The clock shows an hour twice in the night in which it is set back.
      return history.hours.map(({ hour, at, figures }, index) => ({ key: `${index} ${at}`, words: words.hour(hour, at !== null && history.hours[index - 1]?.hour === hour), figures }))
    case 'days':
      return history.days.map(({ day, figures }) => ({ key: day, words: words.day(day), figures }))
    case 'queues':
      return history.queues.map((queue) => ({ key: queue.queueId, words: words.queue(queue), figures: queue.figures }))
    case 'agents':
      return history.agents.map(({ agentId, name, figures }) => ({ key: agentId, words: name, figures }))
  }
}

/** Whole per cent, below; null where nobody came. */
export function percentInTime({ came: { answered, inTime, abandoned } }: HistoryFigures): number | null {
  const share = shareInTime({ answered, inTime, left: abandoned })
  return share === null ? null : Math.floor(share)
}
/** Of those who came, but for who left at once; whole, below. */
export function percentAbandoned({ came: { answered, abandoned } }: HistoryFigures): number | null {
  return answered + abandoned === 0 ? null : Math.floor((abandoned * 100) / (answered + abandoned))
}

/** As in the contract, which no screen waits for. */
export const rangeFits = (from: string, to: string): boolean => from !== '' && to !== '' && from <= to && dayOf(to) - dayOf(from) < MAX_HISTORY_DAYS
