/** Links for customers: sent to a contact of record, taken back, replaced by a newer one. The token is in the message and, hashed, here. */
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { maskRecipient } from '#shared/features/messages/messages.schema.ts'
import { LINK_MS, type PaymentLink, type RevokePaymentLink, type SendPaymentLink } from '#shared/features/billing/payment-links.schema.ts'
import type { Act, Effect } from '../../../command.ts'
import { queueMessage } from '../../../messages/queue-message.ts'
import { hashToken, newToken } from '../../../secret-token.ts'
import { insertNew, readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { lastFourOf, listReach, type Reach } from '../../customers/contacts.queries.ts'
import { getCustomer } from '../../customers/customers.queries.ts'
import { requireReachOfRecord } from '../../interactions/contacts-of-record.queries.ts'
import { requireOpen } from '../adjustment-rules.ts'
import { getBillingAccount } from '../adjustments.queries.ts'
import { lockForMoney } from '../money-lock.ts'
import { requirePayable } from '../payments/payments.commands.ts'
import { debtFor } from './link-debt.ts'

/** @throws AppError `notFound` of `portal`, `paymentGateway` or `mail` where something is not set up; `validation` at `channel` without such a contact; `verificationRequired` where it is too new for a caller whom nobody knows; as a payment of that amount */
export const sendPaymentLink: Effect<SendPaymentLink> = async (trx, input, act) => {
  await lockForMoney(trx, input, act, 'billing.takePayment')
  const { services, at, by } = act
  const portal = requirePortal(act, input)
  const { currency, id: billingAccountId } = await getBillingAccount(trx, input)
  if (input.amount === null) requireOpen(await getCustomer(trx, input.customerId))
  else await requirePayable(trx, { ...input, amount: input.amount, billIds: [] })
  const reach = await requireReach(trx, input, act)
  const replaced = await revokeLive(trx, billingAccountId, input.purpose)
  const { customerId, purpose, amount, channel } = input
  const link: PaymentLink = {
    id: input.linkId, customerId, version: 1, billingAccountId, purpose, currency, amount, channel, recipient: maskRecipient(channel, reach.to), state: 'sent',
    sentAt: at, sentBy: by.agent.displayName, expiresAt: isoInstant(services.clock.now() + LINK_MS), openedAt: null, usedAt: null, paymentId: null,
  }
  await insertNew(trx, 'paymentLink', link, 'linkId')
  const token = newToken()
  await trx.insertInto('paymentLinkSecret').values({ linkId: link.id, tokenHash: hashToken(token), debt: amount === null ? null : await debtFor(trx, link, amount) }).execute()
  // After the sign a browser sends it to nobody: not to a proxy, not to a log, not to whoever looks at links in letters.
  await write(trx, act, link, reach, `${portal}/portal/#${token}`)
  return { paymentLink: [...replaced, link] }
}

export const revokePaymentLink: Effect<RevokePaymentLink> = async (trx, input, act) => {
  await lockForMoney(trx, input, act, 'billing.takePayment')
  const [before] = await readRows(trx, 'paymentLink', [input.linkId])
  if (before?.customerId !== input.customerId) throw new AppError('notFound', { what: 'paymentLink' })
  // What is being paid cannot be called back by taking the link away.
  if (before.version !== input.expectedVersion || (before.state !== 'sent' && before.state !== 'opened'))
    throw new AppError('conflict', { stream: 'paymentLink', current: { ...before }, changedBy: null, changedAt: null })
  await trx.updateTable('paymentLink').set({ state: 'revoked', version: before.version + 1 }).where('id', '=', before.id).execute()
  return { paymentLink: await readRows(trx, 'paymentLink', [before.id]) }
}

function requirePortal({ services }: Act, { channel }: SendPaymentLink): string {
  const url = services.portalUrl()
  if (url === null) throw new AppError('notFound', { what: 'portal' })
  if (!services.gateway?.entry) throw new AppError('notFound', { what: 'paymentGateway' })
  if (services.channels[channel] === null && !services.demo) throw new AppError('notFound', { what: 'mail' })
  return url
}

async function requireReach(trx: Transaction, { customerId, channel }: SendPaymentLink, { by, services }: Act): Promise<Reach> {
  const reach = (await listReach(trx, customerId)).find((known) => known.channel === channel)
  if (!reach) throw new AppError('validation', { issues: [{ path: 'channel', message: 'noContact' }] })
  await requireReachOfRecord(trx, services.clock, by, customerId, reach)
  return reach
}

/** The newer one takes its place; but not of one that is being paid. @throws AppError `conflict` with it */
async function revokeLive(trx: Transaction, billingAccountId: string, purpose: PaymentLink['purpose']): Promise<PaymentLink[]> {
  const live = await trx.selectFrom('paymentLink').select(['id', 'state']).where('billingAccountId', '=', billingAccountId).where('purpose', '=', purpose)
    .where('state', 'in', ['sent', 'opened', 'paying']).executeTakeFirst()
  if (!live) return []
  const [before] = await readRows(trx, 'paymentLink', [live.id])
  if (live.state === 'paying') throw new AppError('conflict', { stream: 'paymentLink', current: before ? { ...before } : null, changedBy: null, changedAt: null })
  await trx.updateTable('paymentLink').set(({ eb }) => ({ state: 'revoked', version: eb('version', '+', 1) })).where('id', '=', live.id).execute()
  return readRows(trx, 'paymentLink', [live.id])
}

async function write(trx: Transaction, { services, by }: Act, { customerId, amount, currency, expiresAt }: PaymentLink, { channel, to }: Reach, link: string): Promise<void> {
  const { language, accountNumber } = await getCustomer(trx, customerId)
  const common = { customerId, channel, to, language, by: by.agent.displayName }
  const params = { lastFour: lastFourOf(accountNumber), link, expires: expiresAt }
  if (amount === null) await queueMessage(trx, services.clock, { ...common, template: 'methodLink', params })
  else await queueMessage(trx, services.clock, { ...common, template: 'payLink', params: { ...params, amount: { amount, currency } } })
}
