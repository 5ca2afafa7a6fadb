import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { MAILBOX_SIZE, mailboxMessageSchema } from './messages.schema.ts'

const mailbox = z.strictObject({ messages: z.array(mailboxMessageSchema).max(MAILBOX_SIZE) })

export const messagesApi = {
  /** Newest first. `notFound` in earnest: what was written to real people is for them alone. */
  mailbox: procedure({ permission: 'customers.read' }).route({ method: 'GET', path: '/messages/mailbox' }).output(mailbox),
}

export const messagesBridge = {
  mailbox: procedure({ permission: 'customers.read' }).output(mailbox),
}
