/** What a supervisor sees: who waits, and who answers. */
import { z } from 'zod'
import { idSchema } from '../../kernel/ids.ts'
import { instantSchema, languageTagSchema } from '../../kernel/rows.ts'
import { awayReasonSchema, chatConversationSchema, chatQueueSchema } from './chat.schema.ts'

const count = z.int().min(0)
/** `abandoned`: gave up while they waited, but not at once. */
const came = { answered: count, answeredInTime: count, abandoned: count }
export const wallQueueSchema = z.strictObject({
  queue: chatQueueSchema,
  open: z.boolean(),
  /** Those of whom an agent is being asked wait as well. */
  waiting: count,
  /** Of whoever waits longest; null when nobody does. */
  waitingSince: instantSchema.nullable(),
  /** Seconds after which the last who waits is answered at the present pace, from when they came; null where nobody waits or nothing is known. */
  forecastSeconds: count.nullable(),
  /** Of those who came since the operator's midnight. */
  ...came,
  leftAtOnce: count,
  /** Of those who came in the last hour. */
  lastHour: z.strictObject(came),
  agentsThere: count,
  freePlaces: count,
})
export type WallQueue = z.infer<typeof wallQueueSchema>
export const wallAgentSchema = z.strictObject({
  agentId: idSchema, name: z.string(), version: z.int(), status: z.enum(['available', 'away']), awayReason: awayReasonSchema.nullable(), statusAt: instantSchema, statusBy: z.string().nullable(),
  /** Their desk answers. */
  there: z.boolean(),
  capacity: count, held: count, queueIds: z.array(idSchema), languages: z.array(languageTagSchema), skills: z.array(z.string()), undoSeconds: z.int(),
  /** Accepted by them since the operator's midnight, of those who came then. */
  answered: count, answeredInTime: count,
  /** Of those whom they hold, the one who waits longest for a word of theirs. */
  unansweredSince: instantSchema.nullable(),
})
export type WallAgent = z.infer<typeof wallAgentSchema>
export const MAX_WALL_AGENTS = 1_000
export const chatWallSchema = z.strictObject({
  queues: z.array(wallQueueSchema).max(200),
  agents: z.array(wallAgentSchema).max(MAX_WALL_AGENTS),
  /** Those that are with somebody, and the first that wait. */
  conversations: z.array(chatConversationSchema).max(400),
})
export type ChatWall = z.infer<typeof chatWallSchema>
