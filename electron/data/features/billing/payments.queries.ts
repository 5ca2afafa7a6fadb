/**
 * Whether what is asked for has happened already, by the rows here (see adjustments.queries.ts). That a payment was taken
 * does not say that its money has come: that is for its row to say.
 */
import type { Payment } from '#shared/features/billing/billing.schema.ts'
import {
  methodLabel, type PromiseToPay, type RecordPayment, type RefundPayment, type RemovePaymentMethod, type ReversePayment, type SetAutopay, type SetPaperless,
  type TakePayment, type WithdrawPromise,
} from '#shared/features/billing/payments.schema.ts'
import type { RevokePaymentLink, SendPaymentLink } from '#shared/features/billing/payment-links.schema.ts'
import { findById } from '../../database/stream-tables.ts'
import type { Db } from '../../database/statements.ts'
import type { Standing } from '../../sync/submit-now.ts'

type Asked<T> = Omit<T, 'commandId'>

const standing = (row: unknown, same: boolean): Standing => (!row ? 'none' : same ? 'done' : 'other')
/** A step upon a row: what a colleague did meanwhile is a conflict, which the backend shows. */
const step = (same: boolean | undefined): Standing => (same ? 'done' : 'none')

const isOf = (row: Payment | null, input: Asked<TakePayment | RecordPayment>): row is Payment =>
  row !== null && row.kind === 'payment' && row.billingAccountId === input.billingAccountId && row.amount === input.amount

export function taken(db: Db, input: Asked<TakePayment>): Standing {
  const row = findById(db, 'payment', input.paymentId)
  return standing(row, isOf(row, input) && row.methodId === input.paymentMethodId)
}

export function linkSent(db: Db, input: Asked<SendPaymentLink>): Standing {
  const row = findById(db, 'paymentLink', input.linkId)
  return standing(row, row?.purpose === input.purpose && row.amount === input.amount && row.channel === input.channel)
}

export const linkRevoked = (db: Db, { linkId }: Asked<RevokePaymentLink>): Standing => step(findById(db, 'paymentLink', linkId)?.state === 'revoked')

export function recorded(db: Db, input: Asked<RecordPayment>): Standing {
  const row = findById(db, 'payment', input.paymentId)
  return standing(row, isOf(row, input) && row.methodId === null && row.reference === input.reference)
}

export function refunded(db: Db, input: Asked<RefundPayment>): Standing {
  const row = findById(db, 'payment', input.refundId)
  return standing(row, row?.refundOf === input.paymentId && row.amount === input.amount && row.reason === input.reason)
}

/** By this agent and in these words. */
export function paymentReversed(db: Db, input: Asked<ReversePayment>, agentName: string): Standing {
  const row = findById(db, 'payment', input.paymentId)
  return step(row?.state === 'reversed' && row.reversal?.by === agentName && row.reversal.reason === input.reason)
}

/** It is as it was asked to be, and was not when it was looked at. */
export function autopaySet(db: Db, input: Asked<SetAutopay>): Standing {
  const account = findById(db, 'billingAccount', input.billingAccountId)
  if (!account || account.version <= input.expectedVersion) return 'none'
  if (input.paymentMethodId === null) return step(!account.autopay)
  const method = findById(db, 'paymentMethod', input.paymentMethodId)
  return step(account.autopay && method !== null && account.paymentMethod === methodLabel(method))
}

export function paperlessSet(db: Db, input: Asked<SetPaperless>): Standing {
  const account = findById(db, 'billingAccount', input.billingAccountId)
  return step(account !== null && account.version > input.expectedVersion && account.paperless === input.paperless)
}

export function promised(db: Db, input: Asked<PromiseToPay>): Standing {
  const row = findById(db, 'paymentPromise', input.promiseId)
  return standing(row, row?.billId === input.billId && row.amount === input.amount && row.promisedFor === input.promisedFor)
}

export const promiseWithdrawn = (db: Db, { promiseId }: Asked<WithdrawPromise>): Standing =>
  step(findById(db, 'paymentPromise', promiseId)?.state === 'withdrawn')

export const methodRemoved = (db: Db, { paymentMethodId }: Asked<RemovePaymentMethod>): Standing =>
  step(findById(db, 'paymentMethod', paymentMethodId)?.state === 'removed')
