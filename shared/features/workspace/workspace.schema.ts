/** What an agent has in hand on this desk: tabs, drafts, unsent work, and the state of the desk itself. Never sent to the backend. */
import { z } from 'zod'
import { chatMarksSchema, chatMessageSchema } from '../chat/chat.schema.ts'
import { errorSchema } from '../../kernel/errors.ts'
import { idSchema } from '../../kernel/ids.ts'
import { instantSchema } from '../../kernel/rows.ts'
import { presenceEntrySchema } from '../sync/sync.schema.ts'
import { proofWaySchema, sessionSchema } from '../session/session.schema.ts'

/** Most accounts open at once; the oldest unpinned one would only be in the way. */
export const MAX_TABS = 20

export const tabsSchema = z.strictObject({
  open: z.array(idSchema).max(MAX_TABS),
  active: idSchema.nullable(),
})
export type Tabs = z.infer<typeof tabsSchema>

/** A guide's file of 64,000 characters may be twice as long as JSON. */
const MAX_DRAFT = 130_000

/** Text that was typed and not yet sent. `key` says which field of which account, such as `note`, `contact:new`. */
export const draftSchema = z.strictObject({
  customerId: idSchema,
  key: z.string().min(1).max(100),
  value: z.string().max(MAX_DRAFT),
})
export type Draft = z.infer<typeof draftSchema>

export const outboxStateSchema = z.enum(['queued', 'sending', 'refused'])
/** A command that has not had its effect yet. `summary` is enough for a person to know it again. */
export const outboxEntrySchema = z.strictObject({
  commandId: idSchema,
  procedure: z.string(),
  customerId: idSchema.nullable(),
  createdAt: instantSchema,
  state: outboxStateSchema,
  attempts: z.int().min(0),
  /** Why it was refused, or why the last try failed; null when untried. */
  error: errorSchema.nullable(),
  /** The command's input, as it was or will be sent. */
  input: z.record(z.string(), z.unknown()),
})
export type OutboxEntry = z.infer<typeof outboxEntrySchema>

/** `none`: in memory only, because this machine offers no key store; nothing outlives the program. */
export const cacheProtectionSchema = z.enum(['keyStore', 'keyFile', 'demoKey', 'none'])

export const deskStateSchema = z.strictObject({
  session: sessionSchema.nullable(),
  /** Why there is no session, when one has ended by itself. */
  sessionEnded: z.enum(['idle', 'expired', 'signedOut']).nullable(),
  /** The backend's clock minus this desk's, in ms, as last heard: a desk set to a wrong time asks for no wrong day. */
  clockOffsetMs: z.number(),
  /** Whose work waits behind the locked screen; there is no session while it is locked. */
  locked: z.strictObject({ userName: z.string(), displayName: z.string(), ways: z.array(proofWaySchema) }).nullable(),
  connectivity: z.strictObject({
    state: z.enum(['connecting', 'online', 'offline']),
    /** Last time the backend answered. */
    lastContactAt: instantSchema.nullable(),
    /** What is wrong, in the error's code, when it is not simply unreachable. */
    problem: z.enum(['unreachable', 'slow', 'nonsense', 'incompatible']).nullable(),
  }),
  sync: z.strictObject({
    state: z.enum(['idle', 'running', 'cancelled', 'failed']),
    /** Customers in the cache, and about how many there will be. */
    customers: z.int().min(0),
    estimate: z.int().min(0).nullable(),
    /** True until every customer in scope has arrived once. */
    first: z.boolean(),
  }),
  cache: z.strictObject({
    protection: cacheProtectionSchema,
    /** Set when the file found at start was unreadable and put aside, or the disk is full. */
    problem: z.enum(['replacedDamaged', 'replacedWrongKey', 'diskFull']).nullable(),
    /** Where the unreadable file was put, for an engineer; its unsent work may be saved from there. Null also once it was deleted: an erasure takes it. */
    setAside: z.string().nullable(),
  }),
  outbox: z.strictObject({ waiting: z.int().min(0), refused: z.int().min(0) }),
})
export type DeskState = z.infer<typeof deskStateSchema>

/** What the data process tells the window. */
export const deskEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('state'), state: deskStateSchema }),
  /** Rows of these tables changed in the cache; `customerIds` null means possibly everybody's. */
  z.strictObject({ type: z.literal('changed'), tables: z.array(z.string()), customerIds: z.array(idSchema).nullable() }),
  z.strictObject({ type: z.literal('presence'), customerId: idSchema, others: z.array(presenceEntrySchema) }),
  /** Lines of a conversation in their order, and how far its customer has got and read. */
  z.strictObject({ type: z.literal('chat'), conversationId: idSchema, messages: z.array(chatMessageSchema), marks: chatMarksSchema.nullable() }),
])
export type DeskEvent = z.infer<typeof deskEventSchema>
