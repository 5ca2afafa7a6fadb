/**
 * A card by way of a link. Its number is typed at the gateway, which sends the browser back with a reference; for that and
 * for the key of this entry the gateway tells what it has stored. Pressed twice, gone back or come back late, a link pays
 * once: its payment is written under its lock, and one that is out or done is the answer. So is a decline, to its own card.
 */
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { PaymentLink, PortalLink } from '#shared/features/billing/payment-links.schema.ts'
import { methodLabel, type PaymentMethod } from '#shared/features/billing/payments.schema.ts'
import { tellOfChange } from '../../../messages/tell-of-change.ts'
import { messageLanguage } from '../../../messages/render-message.ts'
import { operatorToday } from '../../../operator-day.ts'
import type { Services } from '../../../services.ts'
import { announceChange } from '../../../store/announce.ts'
import { bulkInsert } from '../../../store/bulk-insert.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { within } from '../../../within.ts'
import { writeAudit } from '../../../write-audit.ts'
import { enteredMethodSchema, type EnteredMethod, type PaymentEntry } from '../gateway/gateway.ts'
import { askGateway } from '../payments/gateway-requests.ts'
import { storePaymentMethod } from '../payments/payment-methods.ts'
import { requirePayable } from '../payments/payments.commands.ts'
import { findOpenCharge } from '../payments/payments.queries.ts'
import { entryOf, keepReference, openEntry, spendEntry } from './link-entries.ts'
import { changeLink, lockLink, requireUsable, settleLink, tell } from './open-link.ts'

/** How long the gateway may take, in ms; a person waits. */
const GATEWAY_MS = 15_000

const requireEntry = ({ gateway }: Services): PaymentEntry => {
  if (!gateway?.entry) throw new AppError('notFound', { what: 'paymentGateway' })
  return gateway.entry
}

/** Gone to the gateway: what it does not answer is `offline`. */
const ask = <T>({ timers, log }: Services, what: () => Promise<T>): Promise<T> => within(timers, GATEWAY_MS, Promise.resolve().then(what)).catch((error: unknown) => {
  log.warn({ type: error instanceof Error ? error.name : typeof error }, 'the payment gateway has not answered an entry')
  throw new AppError('offline', { detail: 'paymentGateway' })
})

/** @returns where the browser goes: the gateway's own page. @throws AppError `offline`, `limitExceeded` after five cards, `validation` for a link that does nothing more */
export async function beginEntry(services: Services, token: string): Promise<{ url: string }> {
  const entry = requireEntry(services)
  const begun = await services.store.db.transaction().execute(async (trx) => {
    const link = await settleLink(trx, services, await lockLink(trx, token))
    await requireUsable(trx, link, services)
    const { key } = await openEntry(trx, link.id)
    const [customer] = await readRows(trx, 'customer', [link.customerId])
    return { link, key, language: messageLanguage(customer?.language ?? 'en') }
  })
  const { link: { purpose, amount, currency }, key, language } = begun
  return ask(services, () => entry.create({ key, purpose, amount, currency, language, returnUrl: `${services.portalUrl() ?? ''}/portal/` }))
}

/** @param reference as the gateway gave it to the browser. @throws AppError as `beginEntry`, and `validation` at `reference` for one that it does not know */
export async function finishEntry(services: Services, token: string, reference: string): Promise<PortalLink> {
  const { store } = services
  const seen = await store.db.transaction().execute(async (trx) => {
    const link = await settleLink(trx, services, await lockLink(trx, token))
    return { link, answer: await whatBecame(trx, services, link, reference), entry: await entryOf(trx, link.id, reference) }
  })
  if (seen.answer) return seen.answer
  const entered = await ask(services, () => requireEntry(services).read({ key: seen.entry.key, reference }))
  if (entered === null) throw new AppError('validation', { issues: [{ path: 'reference', message: 'unknown' }] })
  const method = enteredMethodSchema.parse(entered)
  await keepReference(store.db, seen.link.id, seen.entry, reference)
  return store.db.transaction().execute(async (trx) => {
    const link = await settleLink(trx, services, await lockLink(trx, token))
    const answer = await whatBecame(trx, services, link, reference)
    if (answer) return answer
    await spendEntry(trx, link.id, reference)
    const after = link.purpose === 'pay' ? await pay(trx, services, link, method) : await add(trx, services, link, method)
    await writeAudit(trx, services.clock, { action: link.purpose === 'pay' ? 'portal.pay' : 'portal.addMethod', by: null, customerId: link.customerId, detail: { linkId: link.id, ...(after.paymentId ? { paymentId: after.paymentId } : {}) } })
    return tell(trx, services, after)
  })
}

/** The button pressed twice, the page loaded again: it has had its effect. @returns null while it has none. @throws as `requireUsable` */
async function whatBecame(trx: Transaction, services: Services, link: PaymentLink, reference: string): Promise<PortalLink | null> {
  const { spent } = await entryOf(trx, link.id, reference)
  if (spent || link.state === 'paying' || link.state === 'used') return tell(trx, services, link)
  await requireUsable(trx, link, services)
  return null
}

async function add(trx: Transaction, services: Services, link: PaymentLink, { token, ...card }: EnteredMethod): Promise<PaymentLink> {
  const at = isoInstant(services.clock.now())
  await tellOfChange(trx, { services, today: operatorToday(services), by: null }, { customerId: link.customerId, template: 'methodAdded' })
  await storePaymentMethod(trx, services.clock, { id: newId(services.clock), customerId: link.customerId, ...card, addedAt: at }, token)
  await announceChange(trx, ['paymentMethod', 'accountChange'], [link.customerId])
  return changeLink(trx, link, { state: 'used', usedAt: at })
}

/** Written as any charge is: the worker sends it, and what it comes to is settled as for an agent's. */
async function pay(trx: Transaction, services: Services, link: PaymentLink, entered: EnteredMethod): Promise<PaymentLink> {
  const amount = link.amount ?? 0
  const account = await requirePayable(trx, { customerId: link.customerId, billingAccountId: link.billingAccountId, amount, billIds: [] })
  // Autopay or an agent was first: what is owed is not known before that is answered.
  if ((await findOpenCharge(trx, account)) !== null) throw new AppError('conflict', { stream: 'payment', current: null, changedBy: null, changedAt: null })
  const at = isoInstant(services.clock.now())
  const method = await keepForThisPayment(trx, services, link.customerId, entered, at)
  const payment = {
    id: newId(services.clock), customerId: link.customerId, version: 1, billingAccountId: account.id, at, currency: link.currency, amount, kind: 'payment', method: methodLabel(method),
    state: 'pending', paid: {}, refunded: 0, refundOf: null, by: null, reference: null, methodId: method.id, declineReason: null, reason: null, reversal: null,
  } as const
  await bulkInsert(trx, 'payment', [payment])
  await askGateway(trx, { operation: 'charge', payment, methodId: method.id, billIds: [], agentId: null })
  await announceChange(trx, ['payment'], [link.customerId])
  return changeLink(trx, link, { state: 'paying', paymentId: payment.id })
}

/** Charged once and given back to, but offered to nobody: the customer has not said that it may be kept. */
async function keepForThisPayment(trx: Transaction, { clock }: Services, customerId: string, { token, ...card }: EnteredMethod, addedAt: string): Promise<PaymentMethod> {
  const method: PaymentMethod = { id: newId(clock), customerId, version: 1, ...card, state: 'removed', isDefault: false, addedAt }
  await bulkInsert(trx, 'paymentMethod', [method])
  await trx.insertInto('paymentMethodToken').values({ paymentMethodId: method.id, token }).execute()
  return method
}

/** The tokens of cards that paid once: gone when their charge has its answer. */
export async function forgetUsedTokens(trx: Transaction): Promise<void> {
  await trx.deleteFrom('paymentMethodToken')
    .where('paymentMethodId', 'in', (query) => query.selectFrom('paymentMethod').select('id').where('state', '=', 'removed'))
    .where('paymentMethodId', 'not in', (query) => query.selectFrom('gatewayRequest').select('paymentMethodId').where('operation', '=', 'charge').where('state', 'in', ['waiting', 'asked']))
    .execute()
}
