/** How rows travel from the backend to a desk: streams, pages, cursors, live hints. */
import { z } from 'zod'
import { chatMessageSchema } from '../chat/chat.schema.ts'
import { idSchema } from '../../kernel/ids.ts'
import { instantSchema } from '../../kernel/rows.ts'
import { streamNameSchema } from './streams.ts'

/**
 * Where a reader stands in a stream: the transaction that last wrote the row, then the row. Opaque to the
 * desk. A page never reaches a transaction at or above the oldest one still running, so a late commit
 * is never skipped. `null` is the beginning.
 */
export const cursorSchema = z.string().max(100).nullable()

/** Most rows of one page. */
export const MAX_PAGE_ROWS = 5_000

export const pullInputSchema = z.strictObject({
  stream: streamNameSchema,
  /** Absent from the query means the beginning: a query string has no null. */
  after: cursorSchema.default(null),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_ROWS),
  /** Only rows of customers whose service address has one of these postal codes; absent means everybody. */
  territory: z.array(z.string().max(12)).max(200).optional(),
})
export type PullInput = z.infer<typeof pullInputSchema>

const row = z.record(z.string(), z.unknown())

export const pullOutputSchema = z.strictObject({
  /** Changes when the backend's database was replaced: the desk then drops its rows and begins again. */
  epoch: z.string().max(64),
  rows: z.array(row),
  /** Ids of rows that are no more. */
  removed: z.array(idSchema),
  cursor: cursorSchema,
  /** No more rows now. */
  done: z.boolean(),
  /** Rows in the stream at the beginning of a first pull, for the progress bar; an estimate. */
  estimate: z.int().min(0).nullable(),
})
export type PullOutput = z.infer<typeof pullOutputSchema>

/** Rows by stream, as commands and whole accounts bring them. Parsed by each stream's own schema on arrival. */
export const rowsByStreamSchema = z.partialRecord(streamNameSchema, z.array(row))
export type RowsByStream = z.infer<typeof rowsByStreamSchema>

/** Everything of one account at one moment. Replaces what the desk held of it. */
export const accountSnapshotSchema = z.strictObject({
  customerId: idSchema,
  asOf: instantSchema,
  epoch: z.string().max(64),
  rows: rowsByStreamSchema,
})
export type AccountSnapshot = z.infer<typeof accountSnapshotSchema>

/** What every command answers when it had its effect: the rows as they are now. */
export const commandResultSchema = z.strictObject({ rows: rowsByStreamSchema })
export type CommandResult = z.infer<typeof commandResultSchema>

export const presenceEntrySchema = z.strictObject({ customerId: idSchema, agentId: idSchema, displayName: z.string(), since: instantSchema })
export type PresenceEntry = z.infer<typeof presenceEntrySchema>

/** Backend to desk over the one WebSocket. Hints, never data that must not be lost: a lost hint is made good by the next pull. */
export const liveMessageSchema = z.discriminatedUnion('type', [
  /** First message; the desk then pulls whatever it missed. */
  z.strictObject({ type: z.literal('hello'), epoch: z.string(), presence: z.array(presenceEntrySchema) }),
  /** Rows of these streams changed; `customerIds` is null when there are too many to name (more than 100). */
  z.strictObject({ type: z.literal('changed'), streams: z.array(streamNameSchema), customerIds: z.array(idSchema).max(100).nullable() }),
  /** Who has this account open now, everybody but nobody else's session of the same agent told twice. */
  z.strictObject({ type: z.literal('presence'), customerId: idSchema, present: z.array(presenceEntrySchema) }),
  /** Somebody decided a request of this agent's, or they have read it on another desk. Said to their desks alone. */
  z.strictObject({ type: z.literal('decisions') }),
  /** A contact with this customer began, ended or has another level, or a warning came or went: who looks at the account asks again. */
  z.strictObject({ type: z.literal('contact'), customerId: idSchema }),
  /** The rights of this agent's role are others now: the session says which. */
  z.strictObject({ type: z.literal('rights') }),
  /** Other modems are offline than before, or more or fewer of them: who looks at the map asks again. At most every few seconds. */
  z.strictObject({ type: z.literal('plantState') }),
  /** Other conversations are this agent's than before, or may be: the desk asks which. */
  z.strictObject({ type: z.literal('chats') }),
  /** Something is new in a conversation that this agent holds, or is beside: this line, which is the next of whoever has the one before, or else the desk asks for what is behind the last it has. */
  z.strictObject({ type: z.literal('chatLines'), conversationId: idSchema, message: chatMessageSchema.nullable() }),
  /** So far the customer's page has got and shown. */
  z.strictObject({ type: z.literal('chatMarks'), conversationId: idSchema, delivered: z.int().min(0), read: z.int().min(0) }),
  z.strictObject({ type: z.literal('chatTyping'), conversationId: idSchema }),
  z.strictObject({ type: z.literal('sessionEnded'), reason: z.enum(['signedOut', 'idle', 'expired']) }),
  /** Heartbeat answer. */
  z.strictObject({ type: z.literal('pong') }),
])
export type LiveMessage = z.infer<typeof liveMessageSchema>

/** Desk to backend. `open` is the whole list each time, so that a lost message heals with the next. */
export const deskMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('presence'), open: z.array(idSchema).max(50) }),
  z.strictObject({ type: z.literal('ping') }),
])
export type DeskMessage = z.infer<typeof deskMessageSchema>
/** Largest live frame either side accepts, in bytes. */
export const MAX_LIVE_FRAME_BYTES = 64 * 1024
/** A desk that has said nothing for this long has gone; desks ping three times as often. */
export const LIVE_TIMEOUT_MS = 45_000
