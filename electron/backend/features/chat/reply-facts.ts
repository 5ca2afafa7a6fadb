/**
 * What canned replies are filled with, in one conversation or at one account: only what whoever is on the other side may be told. Until they are known
 * they are called by the name that they gave, and hear nothing of the money; an outage where they live is told to anybody, as on the phone.
 */
import { customerName } from '#shared/features/customers/customer-name.ts'
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import { dateIn } from '#shared/kernel/calendar.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { add, formatMoney, money, type Money } from '#shared/kernel/money.ts'
import type { MissingWhy, ReplyFact, ReplyFacts, ReplyLanguage } from '#shared/features/chat/canned-replies.ts'
import { CONTACT_NEAR_MINUTES } from '#shared/features/audit/audit.schema.ts'
import type { RepliesAbout } from '#shared/features/chat/replies.schema.ts'
import { reaches } from '#shared/features/interactions/verification-level.ts'
import { findOpenContact, touchContact } from '../interactions/contacts.queries.ts'
import { problemsStanding } from '../outages/standing.queries.ts'
import type { Services, SignedIn } from '../../services.ts'
import { readRows } from '../../store/rows.ts'
import type { Queryable } from '../../store/store.ts'
import { auditLook } from './account-look.ts'
import type { Conversation } from './conversations.ts'
import { requireReader } from './writers.ts'

type FactServices = Pick<Services, 'store' | 'clock' | 'timeZone' | 'operatorName' | 'supportPhone'>
const locales: Record<ReplyLanguage, string> = { en: 'en-US', es: 'es-US' }
const inBoth = (words: (locale: string) => string): ReplyFact => ({ value: { en: words(locales.en), es: words(locales.es) } })
const missing = (why: MissingWhy): ReplyFact => ({ missing: why })
const said = (text: string | null | undefined): ReplyFact => (text?.trim() ? inBoth(() => text) : missing('unknown'))

/** Whoever is on the other side. `name`: as they gave it themselves. `known`: well enough to be told what is the customer's. */
type Other = { customer: Customer | null; known: boolean; name: string | null; language: string }

/** @throws AppError `forbidden` for whoever neither holds the conversation nor is beside it, and who may not read the account; `notFound` */
export async function readReplyFacts(services: FactServices, about: RepliesAbout, by: SignedIn): Promise<ReplyFacts> {
  const { db } = services.store
  const { customer, known, name, language } = 'conversationId' in about ? await inConversation(services, about.conversationId, by) : await atAccount(services, about.customerId, by)
  const hidden = missing(customer ? 'notVerified' : 'notLinked')
  const given = name === null ? hidden : said(name.trim())
  return {
    language: languageOf(language),
    values: {
      'customer.firstName': known && customer ? said(customer.givenName ?? customerName(customer)) : name === null ? hidden : said(name.trim().split(/\s+/)[0]),
      'customer.name': known && customer ? said(customerName(customer)) : given,
      'agent.name': said(by.agent.displayName),
      'operator.name': said(services.operatorName),
      'operator.phone': said(services.supportPhone),
      ...(known && customer ? await owedBy(db, customer.id) : { balance: hidden, dueDate: hidden }),
      'outage.eta': customer ? await backAt(db, services, customer.id) : missing('notLinked'),
    },
  }
}

async function inConversation(services: FactServices, id: string, by: SignedIn): Promise<Other> {
  const { db } = services.store
  const conversation = await requireTheirs(db, id, by.agent.id)
  const customer = await findCustomer(db, conversation, by)
  if (customer) await auditLook(services, { customerId: customer.id, conversationId: id, since: conversation.begunAt, by })
  return { customer, known: customer !== null && (await isKnown(services, conversation, by)), name: conversation.name, language: conversation.language }
}

/** An account is opened a little before its contact begins. */
const NEAR_MS = CONTACT_NEAR_MINUTES * 60_000
/** Whoever they have in their contact there. Nobody gave a name to them that would be another than the account's. */
async function atAccount(services: FactServices, customerId: string, by: SignedIn): Promise<Other> {
  const { store: { db }, clock } = services
  if (!by.agent.permissions.includes('customers.read')) throw new AppError('forbidden', { permission: 'customers.read' })
  const customer = await findCustomer(db, { customerId }, by)
  if (!customer) throw new AppError('notFound', { what: 'customer' })
  const contact = await findOpenContact(db, clock, by, customerId)
  if (contact) await touchContact(db, clock, contact)
  await auditLook(services, { customerId, conversationId: null, since: isoInstant((contact ? Date.parse(contact.startedAt) : clock.now()) - NEAR_MS), by })
  return { customer, known: contact !== null && reaches(contact.level, 'verified'), name: null, language: customer.language }
}

/** In the contact of this chat: somebody whom this agent has on the telephone may be another. */
async function isKnown({ store: { db }, clock }: FactServices, { customerId, contactId }: Pick<Conversation, 'customerId' | 'contactId'>, by: SignedIn): Promise<boolean> {
  if (customerId === null || contactId === null) return false
  const contact = await findOpenContact(db, clock, by, customerId)
  return contact?.id === contactId && reaches(contact.level, 'verified')
}

/** Of this conversation's agent, or of a colleague who is beside it. */
async function requireTheirs(db: Queryable, id: string, agentId: string): Promise<Pick<Conversation, 'id' | 'begunAt' | 'name' | 'language' | 'customerId' | 'contactId'>> {
  const found = await db.selectFrom('chatConversation').select(['id', 'begunAt', 'name', 'language', 'customerId', 'contactId', 'ownerId', 'status']).where('id', '=', id).executeTakeFirst()
  if (!found) throw new AppError('notFound', { what: 'conversation' })
  await requireReader(db, found, agentId)
  return found
}

/** Null where nobody has said whose account it is, or this agent may not look into any. */
async function findCustomer(db: Queryable, { customerId }: Pick<Conversation, 'customerId'>, { agent }: SignedIn): Promise<Customer | null> {
  if (customerId === null || !agent.permissions.includes('customers.read')) return null
  const [customer] = await readRows(db, 'customer', [customerId])
  return customer && customer.status !== 'erased' ? customer : null
}

/** What is open on bills, due or not. */
async function owedBy(db: Queryable, customerId: string): Promise<{ balance: ReplyFact; dueDate: ReplyFact }> {
  const account = await db.selectFrom('billingAccount').select(['currency', 'pastDue', 'currentDue', 'nextDueDate']).where('customerId', '=', customerId).where('removedAt', 'is', null).orderBy('id').executeTakeFirst()
  if (!account || account.pastDue === null || account.currentDue === null) return { balance: missing('unknown'), dueDate: account ? dueOn(account.nextDueDate) : missing('unknown') }
  const owed: Money = add(money(account.pastDue, account.currency), money(account.currentDue, account.currency))
  return { balance: inBoth((locale) => formatMoney(owed, locale)), dueDate: dueOn(account.nextDueDate) }
}
/** A day of the operator's calendar, without a zone. */
const dueOn = (date: string | null): ReplyFact =>
  date === null ? missing('unknown') : inBoth((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(`${date}T00:00:00Z`)))

/** When what is out where they live is expected back, by the operator's clock; with its day where that is not today. */
async function backAt(db: Queryable, { clock, timeZone }: Pick<Services, 'clock' | 'timeZone'>, customerId: string): Promise<ReplyFact> {
  const now = clock.now()
  const standing = await problemsStanding(db, customerId, now)
  // Planned work may be over long before an outage beside it is.
  const outages = standing.filter(({ kind }) => kind === 'outage')
  const ends = (outages.length > 0 ? outages : standing).map(({ estimatedRestorationAt }) => (estimatedRestorationAt === null ? 0 : Date.parse(estimatedRestorationAt)))
  if (ends.length === 0 || ends.some((end) => end <= now)) return missing('unknown')
  const at = Math.max(...ends)
  const today = dateIn(timeZone, at) === dateIn(timeZone, now)
  return inBoth((locale) => new Intl.DateTimeFormat(locale, { timeZone, hour: 'numeric', minute: '2-digit', ...(today ? {} : { weekday: 'long', day: 'numeric', month: 'long' }) }).format(at))
}

const languageOf = (tag: string): ReplyLanguage | null => (/^en\b/.test(tag) ? 'en' : /^es\b/.test(tag) ? 'es' : null)
