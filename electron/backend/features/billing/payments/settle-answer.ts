/**
 * The gateway has answered, or it has not: payment, ledger, promises and the request change in one transaction. Whatever
 * worker comes second finds the request closed and changes nothing.
 */
import { isoInstant } from '#shared/kernel/clock.ts'
import type { Payment } from '#shared/features/billing/billing.schema.ts'
import type { RowsByStream } from '#shared/features/sync/sync.schema.ts'
import type { StreamName } from '#shared/features/sync/streams.ts'
import type { Services } from '../../../services.ts'
import { announceChange } from '../../../store/announce.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { writeAudit } from '../../../write-audit.ts'
import type { GatewayAnswer } from '../gateway/gateway.ts'
import { momentOf } from '../moment.ts'
import { earnByPayment, takeBackOwed } from '../rewards/earn-points.ts'
import { settleAccount } from '../settle-account.ts'
import { closeRequest, postponeRequest, type GatewayRequest } from './gateway-requests.ts'
import { lockEvenErased } from '../../customers/customers.queries.ts'
import { changePayment, getPayment } from './payments.queries.ts'
import { ownerOf, postPayment, postRefund } from './post-payment.ts'
import { settleLinkOf } from '../links/open-link.ts'
import { settlePromises } from './settle-promises.ts'

/** @returns false when it was settled before. */
export async function settleAnswer(trx: Transaction, services: Services, request: GatewayRequest, answer: GatewayAnswer): Promise<boolean> {
  await lockEvenErased(trx, request.customerId)
  if (!(await closeRequest(trx, request.paymentId, answer.outcome))) return false
  const { clock } = services
  const at = isoInstant(clock.now())
  const payment = await getPayment(trx, request)
  const rows = answer.outcome === 'approved'
    ? await approve(trx, services, { request, payment, reference: answer.reference, at })
    : await decline(trx, payment, { reason: answer.reason, today: momentOf(services, at).today })
  if (request.operation === 'charge') await settleLinkOf(trx, services, payment.id)
  await writeAudit(trx, clock, {
    action: 'billing.gatewayAnswer', by: null, customerId: request.customerId,
    detail: { paymentId: payment.id, operation: request.operation, amount: payment.amount, outcome: answer.outcome, ...(answer.outcome === 'declined' ? { reason: answer.reason } : {}) },
  })
  await announceChange(trx, Object.keys(rows) as StreamName[], [request.customerId])
  return true
}

/** The request went out and nothing came back. */
export async function settleSilence(trx: Transaction, { clock }: Pick<Services, 'clock'>, request: GatewayRequest): Promise<void> {
  await lockEvenErased(trx, request.customerId)
  if (!(await postponeRequest(trx, request, clock.now()))) return
  const payment = await getPayment(trx, request)
  if (payment.state !== 'pending') return
  await changePayment(trx, payment, { state: 'unknown' })
  await announceChange(trx, ['payment'], [request.customerId])
}

type Approved = { request: GatewayRequest; payment: Payment; reference: string; at: string }

async function approve(trx: Transaction, services: Services, { request, payment, reference, at }: Approved): Promise<RowsByStream> {
  const by = { at, agentId: request.agentId }
  const { clock } = services
  const { today } = momentOf(services, at)
  const paid = request.operation === 'charge' ? await postPayment(trx, clock, payment, { billIds: request.billIds, ...by }) : {}
  if (request.operation === 'refund') await postRefund(trx, clock, payment, by)
  const done = await changePayment(trx, payment, { state: 'done', reference, paid })
  if (payment.kind === 'refund') await addToLifetimeRefunds(trx, payment)
  const settled = await settleAccount(trx, ownerOf(payment), today)
  const points = done.kind === 'payment' ? await earnByPayment(trx, done, { clock, at, today, paidOn: momentOf(services, done.at).today }) : await takeBackOwed(trx, done.customerId, { clock, at, today })
  return { payment: [done], ...settled, paymentPromise: await settlePromises(trx, payment, today), ...points }
}

/** Stays unknown where it was. */
const addToLifetimeRefunds = (trx: Transaction, { billingAccountId, amount }: Payment): Promise<unknown> =>
  trx.updateTable('billingAccount').set(({ eb }) => ({ lifetimeRefunds: eb('lifetimeRefunds', '+', amount), version: eb('version', '+', 1) }))
    .where('id', '=', billingAccountId).where('lifetimeRefunds', 'is not', null).execute()

async function decline(trx: Transaction, payment: Payment, { reason, today }: { reason: Payment['declineReason']; today: string }): Promise<RowsByStream> {
  const declined = await changePayment(trx, payment, { state: 'declined', declineReason: reason })
  // What is not given back after all can be given back another time.
  const [whole] = payment.refundOf === null ? [] : await readRows(trx, 'payment', [payment.refundOf])
  const restored = whole ? [await changePayment(trx, whole, { refunded: whole.refunded - payment.amount })] : []
  return { payment: [declined, ...restored], paymentPromise: await settlePromises(trx, payment, today) }
}
