/** What a demo would have sent. */
import { sql } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import { MAILBOX_SIZE, type MailboxMessage } from '#shared/features/messages/messages.schema.ts'
import type { Claimed } from '../../messages/message-queue.ts'
import { renderMessage } from '../../messages/render-message.ts'
import type { Services } from '../../services.ts'
import type { Queryable } from '../../store/store.ts'

type Kept = Omit<Claimed, 'attempts'>

/** @throws AppError `notFound` where there is no mailbox. */
export async function listMailbox(db: Queryable, { demo, operatorName, timeZone }: Services): Promise<MailboxMessage[]> {
  if (!demo) throw new AppError('notFound', { what: 'mailbox' })
  const { rows } = await sql<Kept>`
    select message.id, message.customer_id as "customerId", message.at, message.channel, message.template, message.language, dispatch.recipient as "to", dispatch.params, dispatch.attachment
    from message_dispatch dispatch join communication_message message on message.id = dispatch.message_id
    where dispatch.state = 'kept' order by message.at desc, message.id desc limit ${MAILBOX_SIZE}`.execute(db)
  return rows.map(({ params, language, attachment, ...message }) => ({
    ...message,
    ...renderMessage({ ...message, language, params }, { operatorName, timeZone }),
    attachment: attachment?.kind ?? null,
  }))
}
