/** A customer says until when they will pay what of a bill. Kept or broken by itself: `settle-promises.ts`. */
import { addDays } from '#shared/kernel/calendar.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { MAX_PROMISE_DAYS, type PaymentPromise, type PromiseToPay, type WithdrawPromise } from '#shared/features/billing/payments.schema.ts'
import type { Effect } from '../../../command.ts'
import { insertNew, readRows } from '../../../store/rows.ts'
import { requireBill } from '../adjustments.queries.ts'
import { lockForMoney } from '../money-lock.ts'
import { momentOf } from '../moment.ts'
import { getPromise } from './payments.queries.ts'

const promiseConflict = (current: PaymentPromise): AppError =>
  new AppError('conflict', { stream: 'paymentPromise', current: { ...current }, changedBy: current.madeBy, changedAt: current.madeAt })

export const promiseToPay: Effect<PromiseToPay> = async (trx, input, act) => {
  await lockForMoney(trx, input, act, 'billing.takePayment')
  const bill = await requireBill(trx, input)
  requireInTime(input.promisedFor, momentOf(act.services, act.at).today)
  if (input.amount > bill.remaining) throw new AppError('limitExceeded', { limit: bill.remaining, left: bill.remaining, unit: bill.currency })
  const first = await trx.selectFrom('paymentPromise').select('id').where('billId', '=', bill.id).where('state', '=', 'open').where('removedAt', 'is', null).executeTakeFirst()
  if (first) throw promiseConflict(await getPromise(trx, { ...input, promiseId: first.id }))
  const { commandId: _, promiseId: id, ...fields } = input
  const promise: PaymentPromise = { ...fields, id, version: 1, currency: bill.currency, state: 'open', madeAt: act.at, madeBy: act.by.agent.displayName }
  await insertNew(trx, 'paymentPromise', promise, 'promiseId')
  return { paymentPromise: [promise] }
}

export const withdrawPromise: Effect<WithdrawPromise> = async (trx, input, act) => {
  await lockForMoney(trx, input, act, 'billing.takePayment')
  const before = await getPromise(trx, input)
  if (before.version !== input.expectedVersion || before.state !== 'open') throw promiseConflict(before)
  await trx.updateTable('paymentPromise').set({ state: 'withdrawn', version: before.version + 1 }).where('id', '=', before.id).execute()
  return { paymentPromise: await readRows(trx, 'paymentPromise', [before.id]) }
}

function requireInTime(promisedFor: string, today: string): void {
  const message = promisedFor < today ? 'past' : promisedFor > addDays(today, MAX_PROMISE_DAYS) ? 'tooLate' : null
  if (message) throw new AppError('validation', { issues: [{ path: 'promisedFor', message }] })
}
