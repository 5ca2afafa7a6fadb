import { router } from '../../http/router.ts'
import { readAudited } from '../../read-audited.ts'
import { listMailbox } from './mailbox.queries.ts'

export const messagesRoutes = {
  mailbox: router.messages.mailbox.handler(({ context }) =>
    readAudited(context, { detail: ({ messages }) => ({ messages: messages.length }) }, async (trx) => ({ messages: await listMailbox(trx, context.services) })),
  ),
}
