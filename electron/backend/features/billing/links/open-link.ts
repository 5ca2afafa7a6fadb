/** What a customer's page is told of its link, and what it may do with it. Whoever has the token is the customer; nothing else of the account is told. */
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { formatMoney } from '#shared/kernel/money-format.ts'
import { money } from '#shared/kernel/money.ts'
import type { PaymentLink, PortalLink } from '#shared/features/billing/payment-links.schema.ts'
import { messageLanguage } from '../../../messages/render-message.ts'
import { hashToken } from '../../../secret-token.ts'
import type { Services } from '../../../services.ts'
import { announceChange } from '../../../store/announce.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { writeAudit } from '../../../write-audit.ts'
import { lastFourOf } from '../../customers/contacts.queries.ts'
import { lockEvenErased } from '../../customers/customers.queries.ts'
import { leftOfDebt } from './link-debt.ts'

/** @throws AppError `notFound`, for a wrong token as for none. The customer is locked. */
export async function lockLink(trx: Transaction, token: string): Promise<PaymentLink> {
  const found = await trx.selectFrom('paymentLinkSecret').innerJoin('paymentLink', 'paymentLink.id', 'paymentLinkSecret.linkId').select(['paymentLink.id', 'paymentLink.customerId'])
    .where('tokenHash', '=', hashToken(token)).executeTakeFirst()
  if (!found) throw new AppError('notFound', { what: 'paymentLink' })
  await lockEvenErased(trx, found.customerId)
  const [link] = await readRows(trx, 'paymentLink', [found.id])
  if (!link) throw new AppError('notFound', { what: 'paymentLink' })
  return link
}

type Change = Partial<Pick<PaymentLink, 'state' | 'openedAt' | 'usedAt' | 'paymentId'>>
export async function changeLink(trx: Transaction, link: PaymentLink, change: Change): Promise<PaymentLink> {
  await trx.updateTable('paymentLink').set({ ...change, version: link.version + 1 }).where('id', '=', link.id).execute()
  await announceChange(trx, ['paymentLink'], [link.customerId])
  return { ...link, ...change, version: link.version + 1 }
}

/** Brings the link to what became of its payment: paid is `used`; declined, it may be tried again. */
export async function settleLink(trx: Transaction, services: Pick<Services, 'clock'>, link: PaymentLink): Promise<PaymentLink> {
  if (link.state !== 'paying' || link.paymentId === null) return link
  const [payment] = await readRows(trx, 'payment', [link.paymentId])
  if (payment?.state === 'declined') return changeLink(trx, link, { state: 'opened' })
  return payment?.state === 'done' || payment?.state === 'reversed' ? changeLink(trx, link, { state: 'used', usedAt: isoInstant(services.clock.now()) }) : link
}

/** Of a payment that has its answer, if it is a link's. The customer is locked. */
export async function settleLinkOf(trx: Transaction, services: Pick<Services, 'clock'>, paymentId: string): Promise<void> {
  const found = await trx.selectFrom('paymentLink').select('id').where('paymentId', '=', paymentId).executeTakeFirst()
  const [link] = found ? await readRows(trx, 'paymentLink', [found.id]) : []
  if (link) await settleLink(trx, services, link)
}

export async function openLink(services: Services, token: string): Promise<PortalLink> {
  return services.store.db.transaction().execute(async (trx) => {
    const before = await settleLink(trx, services, await lockLink(trx, token))
    const live = before.state === 'sent' && !isExpired(before, services)
    const link = live ? await changeLink(trx, before, { state: 'opened', openedAt: isoInstant(services.clock.now()) }) : before
    if (live) await writeAudit(trx, services.clock, { action: 'portal.openLink', by: null, customerId: link.customerId, detail: { linkId: link.id, purpose: link.purpose } })
    return tell(trx, services, link)
  })
}

export const isExpired = ({ expiresAt }: PaymentLink, { clock }: Pick<Services, 'clock'>): boolean => expiresAt <= isoInstant(clock.now())

/** The customer is locked. @throws AppError `validation` at `link`, when it does nothing any more, or what it was for was paid another way */
export async function requireUsable(trx: Transaction, link: PaymentLink, services: Pick<Services, 'clock'>): Promise<void> {
  const over = link.state === 'used' || link.state === 'revoked' || link.state === 'paying' ? link.state : isExpired(link, services) ? 'expired' : null
  const message = over ?? ((await leftOfDebt(trx, link)) === null ? null : 'settled')
  if (message) throw new AppError('validation', { issues: [{ path: 'link', message }] })
}

export async function tell(trx: Transaction, services: Services, link: PaymentLink): Promise<PortalLink> {
  const [customer] = await readRows(trx, 'customer', [link.customerId])
  const [payment] = link.paymentId === null ? [] : await readRows(trx, 'payment', [link.paymentId])
  const language = messageLanguage(customer?.language ?? 'en')
  const locale = language === 'es' ? 'es-US' : 'en-US'
  const left = await leftOfDebt(trx, link)
  const state = stateOf(link, { payment: payment?.state ?? null, left }, services)
  const inWords = (amount: number): string => formatMoney(money(amount, link.currency), locale)
  return {
    state,
    purpose: link.purpose,
    operatorName: services.operatorName,
    language,
    lastFour: lastFourOf(customer?.accountNumber ?? ''),
    amount: link.amount === null ? null : inWords(link.amount),
    left: state === 'lessOwed' && left !== null ? inWords(left) : null,
    expires: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: services.timeZone }).format(Date.parse(link.expiresAt)),
    declined: state === 'open' && payment?.state === 'declined',
    simulated: services.gateway?.simulated ?? false,
  }
}

function stateOf(link: PaymentLink, { payment, left }: { payment: string | null; left: number | null }, services: Pick<Services, 'clock'>): PortalLink['state'] {
  switch (link.state) {
    case 'used': return link.purpose === 'pay' ? 'paid' : 'added'
    case 'revoked': return 'revoked'
    case 'paying': return payment === 'unknown' ? 'unknown' : 'paying'
    case 'sent':
    case 'opened': return isExpired(link, services) ? 'expired' : left === null ? 'open' : left > 0 ? 'lessOwed' : 'settled'
  }
}
