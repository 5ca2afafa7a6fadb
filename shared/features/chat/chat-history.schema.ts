/** What became of all who came: by hour, day, queue and agent. */
import { z } from 'zod'
import { dayOf } from '../../kernel/calendar.ts'
import { idSchema } from '../../kernel/ids.ts'
import { dateSchema, instantSchema } from '../../kernel/rows.ts'
import { MAX_HISTORY_DAYS } from './chat-figures.ts'
import { MAX_WALL_AGENTS } from './chat-wall.schema.ts'

const asked = {
  /** The operator's days, both counted. */
  from: dateSchema, to: dateSchema,
  /** Null: all. */
  queueId: idSchema.nullable(),
}
const inOrder = ({ from, to }: { from: string; to: string }): boolean => from <= to
const notTooMany = ({ from, to }: { from: string; to: string }): boolean => dayOf(to) - dayOf(from) < MAX_HISTORY_DAYS
const bounded = <S extends z.ZodType<{ from: string; to: string }>>(schema: S) => schema.refine(inOrder, { path: ['to'], message: 'endsBeforeItBegins' }).refine(notTooMany, { path: ['to'], message: 'tooManyDays' })
export const chatHistoryAskedSchema = bounded(z.strictObject(asked))
export type ChatHistoryAsked = z.infer<typeof chatHistoryAskedSchema>
export const historyTableSchema = z.enum(['hours', 'days', 'queues', 'agents'])
export type HistoryTable = z.infer<typeof historyTableSchema>
export const exportHistoryAskedSchema = bounded(z.strictObject({ ...asked, table: historyTableSchema }))
export type ExportHistoryAsked = z.infer<typeof exportHistoryAskedSchema>

const count = z.int().min(0)
/** Whole seconds, below; null where there were none. */
const seconds = count.nullable()
/** In the middle; and what nine of ten do not go beyond (nearest rank). */
const spread = { median: seconds, p90: seconds }
/**
 * Of who came, or came again: `came` is all of them, counted where and when they began to wait. `answered`: an agent accepted;
 * `inTime` of these within what was promised then. `abandoned` left while they waited, `leftAtOnce` within LEFT_AT_ONCE_MS of
 * coming. The rest still waits.
 */
const cameSchema = z.strictObject({ came: count, answered: count, inTime: count, abandoned: count, leftAtOnce: count, wait: z.strictObject(spread) })
/**
 * Of each time that an agent was asked, counted when they were: `missed` and `declined` offers; `accepted` ones, and how long these
 * lasted, writing up included (`handle`, of those that are over); passed on, or taken over by another (`transferred`); given back for silence (`returned`).
 */
const heldSchema = z.strictObject({ offered: count, accepted: count, missed: count, declined: count, transferred: count, returned: count, handle: z.strictObject(spread) })
export const historyFiguresSchema = z.strictObject({ came: cameSchema, held: heldSchema })
export type HistoryFigures = z.infer<typeof historyFiguresSchema>

export const chatHistorySchema = z.strictObject({
  total: historyFiguresSchema,
  /** Of one day each hour that it has, 23 to 25, with when it begins; of several the hours of the clock, from midnight. */
  hours: z.array(z.strictObject({ hour: z.int().min(0).max(23), at: instantSchema.nullable(), figures: historyFiguresSchema })).max(27),
  days: z.array(z.strictObject({ day: dateSchema, figures: historyFiguresSchema })).max(MAX_HISTORY_DAYS),
  queues: z.array(z.strictObject({ queueId: idSchema, name: z.string(), spanishName: z.string(), figures: historyFiguresSchema })).max(200),
  /** Those who were asked at least once; of `came` what they accepted. */
  agents: z.array(z.strictObject({ agentId: idSchema, name: z.string(), figures: historyFiguresSchema })).max(MAX_WALL_AGENTS),
})
export type ChatHistory = z.infer<typeof chatHistorySchema>
export const chatHistoryFileSchema = z.strictObject({ text: z.string(), lines: count })
