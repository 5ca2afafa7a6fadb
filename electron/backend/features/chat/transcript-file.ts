/** What was said in a chat, as the customer may have it: a text file, in the language of the chat page, by the operator's clock. */
import { attachmentOf } from '#shared/features/chat/attachments.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import type { ChatMessage } from '#shared/features/chat/chat.schema.ts'
import type { Attachment } from '../../messages/channels.ts'
import { queueMessage } from '../../messages/queue-message.ts'
import { messageLanguage, type Language } from '../../messages/render-message.ts'
import type { Services } from '../../services.ts'
import type { Queryable } from '../../store/store.ts'
import { getAddressee, lastFourOf } from '../customers/contacts.queries.ts'
import { lockCustomer } from '../customers/customers.queries.ts'
import { listReachOfRecord } from '../interactions/contacts-of-record.queries.ts'
import { findOwn, requireFound, type Comer } from './begin.ts'
import { messagesAfter } from './chat.queries.ts'

/** Letters of one file; whoever has said more finds the rest on the page. */
const MOST_LETTERS = 1_500_000
/** Of one customer in a day. */
const MOST_MAILS = 5
const DAY_MS = 24 * 60 * 60_000

const words = {
  en: { title: 'Chat with {who}', customer: 'Customer', agent: 'Agent', more: 'The chat was longer: the rest is on the chat page.', joined: '{who} is here', left: '{who} has left', returned: 'Back in line', transferred: '{who} passes on to a colleague', reopened: 'The chat goes on', closed: 'The chat was ended' },
  es: { title: 'Chat con {who}', customer: 'Cliente', agent: 'Agente', more: 'El chat fue más largo: el resto está en la página del chat.', joined: '{who} ya está aquí', left: '{who} se fue', returned: 'De vuelta en la fila', transferred: '{who} pasa con otra persona del equipo', reopened: 'El chat continúa', closed: 'El chat se terminó' },
} as const
const locales = { en: 'en-US', es: 'es-US' } as const

/** @throws AppError `notFound` */
export async function attachTranscript(db: Queryable, { operatorName, timeZone }: Pick<Services, 'operatorName' | 'timeZone'>, { conversationId, language }: { conversationId: string; language: Language }): Promise<Attachment> {
  const about = await db.selectFrom('chatConversation').select(['name', 'begunAt']).where('id', '=', conversationId).executeTakeFirst()
  if (!about) throw new AppError('notFound', { what: 'conversation' })
  const clock = new Intl.DateTimeFormat(locales[language], { dateStyle: 'short', timeStyle: 'medium', timeZone })
  const lines = [`${words[language].title.replace('{who}', operatorName)} (${timeZone})`, '']
  let letters = 0
  let after = 0
  for (;;) {
    const [page = []] = await messagesAfter(db, [{ conversationId, after }])
    if (page.length === 0) break
    after = page.at(-1)!.sequence
    for (const message of page) lines.push(`[${clock.format(Date.parse(message.at))}] ${lineOf(message, about.name, language)}`)
    letters += page.reduce((sum, { body }) => sum + body.length + 60, 0)
    if (letters < MOST_LETTERS) continue
    lines.push(words[language].more)
    break
  }
  // With its mark, or an old editor reads it in another code.
  return { filename: `chat-${about.begunAt.slice(0, 10)}.txt`, contentType: 'text/plain; charset=utf-8', content: Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`) }
}

function lineOf(message: ChatMessage, name: string, language: Language): string {
  const { author, kind, agentName } = message
  const file = attachmentOf(message)
  const body = file ? `[${file.name}]` : message.body
  const said = words[language]
  if (author === 'customer') return `${name || said.customer}: ${body}`
  if (author === 'agent') return `${agentName ?? said.agent}: ${body}`
  return `* ${kind in said ? said[kind as 'joined'].replace('{who}', body) : body}`
}

/**
 * To the e-mail address of record of who is signed in: what has been on the account for a day (features/interactions), so that
 * whoever has only just changed the address gets nothing. @throws AppError `notFound`; `validation` without such an address; `limitExceeded`
 */
export async function mailTranscript(services: Pick<Services, 'store' | 'clock'>, comer: Comer, conversationId: string): Promise<void> {
  const { store, clock } = services
  await store.db.transaction().execute(async (trx) => {
    const { identityId, customerId } = comer
    if (identityId === null || customerId === null) throw new AppError('notFound', { what: 'conversation' })
    await lockCustomer(trx, customerId)
    const { begunAt } = requireFound(await findOwn(trx, { identityId, customerId }, conversationId, clock.now()))
    const email = (await listReachOfRecord(trx, clock, customerId)).find(({ channel }) => channel === 'email')
    if (!email) throw wrong('reach', 'noContact')
    const { count } = await trx.selectFrom('communicationMessage').select((eb) => eb.fn.countAll<number>().as('count'))
      .where('customerId', '=', customerId).where('template', '=', 'chatTranscript').where('at', '>', isoInstant(clock.now() - DAY_MS)).executeTakeFirstOrThrow()
    if (Number(count) >= MOST_MAILS) throw new AppError('limitExceeded', { limit: MOST_MAILS, left: 0, unit: 'transcripts' })
    const { language, accountNumber } = await getAddressee(trx, customerId)
    await queueMessage(trx, clock, { customerId, ...email, language, template: 'chatTranscript', params: { lastFour: lastFourOf(accountNumber), begun: begunAt }, attachment: { kind: 'transcript', conversationId, language: messageLanguage(language) }, by: null })
  })
}
