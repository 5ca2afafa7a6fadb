import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { idSchema } from '../../kernel/ids.ts'
import { deskEventSchema, deskStateSchema, draftSchema, outboxEntrySchema, tabsSchema } from './workspace.schema.ts'

const nothing = z.strictObject({})
const byCommand = z.strictObject({ commandId: idSchema })

export const workspaceBridge = {
  state: procedure({ permission: 'public' }).output(deskStateSchema),
  /** The current state first, then every event; ends when the window goes. */
  watch: procedure({ permission: 'public' }).output(eventIterator(deskEventSchema)),
  tabs: procedure({ permission: 'session' }).output(tabsSchema),
  /** Remembers the tabs and tells colleagues which accounts are open here. */
  saveTabs: procedure({ permission: 'session' }).input(tabsSchema).output(nothing),
  drafts: procedure({ permission: 'session' }).input(z.strictObject({ customerId: idSchema })).output(z.strictObject({ drafts: z.array(draftSchema) })),
  /** An empty value removes the draft. */
  saveDraft: procedure({ permission: 'session' }).input(draftSchema).output(nothing),
  outbox: procedure({ permission: 'session' }).output(z.strictObject({ entries: z.array(outboxEntrySchema).max(200), more: z.boolean() })),
  /** Sends a refused command again, under a new id and, after a conflict, against the version that is there now. */
  retryCommand: procedure({ permission: 'session' }).input(byCommand).output(nothing),
  /** Gives a command up: its pending row goes, what the backend has stays. */
  discardCommand: procedure({ permission: 'session' }).input(byCommand).output(nothing),
}
