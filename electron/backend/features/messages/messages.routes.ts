import { router } from '../../http/router.ts'
import { listMailbox } from './mailbox.queries.ts'

export const messagesRoutes = {
  mailbox: router.messages.mailbox.handler(async ({ context }) => ({ messages: await listMailbox(context.services) })),
}
