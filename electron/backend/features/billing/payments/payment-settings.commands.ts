/** How an account pays and gets its bills: autopay, paperless, and methods that are taken away. */
import { AppError } from '#shared/kernel/errors.ts'
import type { BillingAccount } from '#shared/features/billing/billing.schema.ts'
import { methodLabel, type RemovePaymentMethod, type SetAutopay, type SetPaperless } from '#shared/features/billing/payments.schema.ts'
import type { Effect } from '../../../command.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { getCustomer } from '../../customers/customers.queries.ts'
import { requireOpen } from '../adjustment-rules.ts'
import { getBillingAccount } from '../adjustments.queries.ts'
import { lockForMoney } from '../money-lock.ts'
import { momentOf } from '../moment.ts'
import { forgetMethod, requireChargeable } from './payment-methods.ts'
import { getPaymentMethod } from './payments.queries.ts'

const wrong = (path: string, message: string): AppError => new AppError('validation', { issues: [{ path, message }] })

export const setAutopay: Effect<SetAutopay> = async (trx, input, act) => {
  await lockForMoney(trx, input, act, 'billing.takePayment')
  const account = await getUnchanged(trx, input)
  if (input.paymentMethodId === null) {
    await trx.deleteFrom('autopay').where('billingAccountId', '=', account.id).execute()
    return { billingAccount: [await changeSettings(trx, account, { autopay: false })] }
  }
  if (!act.services.gateway) throw new AppError('notFound', { what: 'paymentGateway' })
  requireOpen(await getCustomer(trx, input.customerId))
  const method = await getPaymentMethod(trx, { ...input, paymentMethodId: input.paymentMethodId })
  const { today } = momentOf(act.services, act.at)
  requireChargeable(method, today)
  // Another method does not begin anew: what was due since autopay is on is still drafted.
  await trx.insertInto('autopay').values({ billingAccountId: account.id, paymentMethodId: method.id, since: today })
    .onConflict((conflict) => conflict.column('billingAccountId').doUpdateSet({ paymentMethodId: method.id })).execute()
  return { billingAccount: [await changeSettings(trx, account, { autopay: true, paymentMethod: methodLabel(method) })] }
}

export const setPaperless: Effect<SetPaperless> = async (trx, input, act) => {
  await lockForMoney(trx, input, act, 'customers.edit')
  const account = await getUnchanged(trx, input)
  // A bill that is neither printed nor sent reaches nobody.
  if (input.paperless && (await getCustomer(trx, input.customerId)).emails.length === 0) throw wrong('paperless', 'noEmail')
  return { billingAccount: [await changeSettings(trx, account, { paperless: input.paperless })] }
}

export const removePaymentMethod: Effect<RemovePaymentMethod> = async (trx, input, act) => {
  await lockForMoney(trx, input, act, 'billing.takePayment')
  const method = await getPaymentMethod(trx, input)
  if (method.version !== input.expectedVersion || method.state === 'removed')
    throw new AppError('conflict', { stream: 'paymentMethod', current: { ...method }, changedBy: null, changedAt: null })
  const drafts = await trx.selectFrom('autopay').select('billingAccountId').where('paymentMethodId', '=', method.id).executeTakeFirst()
  if (drafts) throw wrong('paymentMethodId', 'autopay')
  const charging = await trx.selectFrom('gatewayRequest').select('paymentId')
    .where('paymentMethodId', '=', method.id).where('operation', '=', 'charge').where('state', 'in', ['waiting', 'asked']).executeTakeFirst()
  if (charging) throw wrong('paymentMethodId', 'charging')
  return { paymentMethod: await forgetMethod(trx, method) }
}

/** @throws AppError `conflict` when autopay or paperless is another than when it was seen; whatever else has changed is none. */
async function getUnchanged(trx: Transaction, input: { customerId: string; billingAccountId: string; expectedVersion: number }): Promise<BillingAccount> {
  const account = await getBillingAccount(trx, input)
  const { settingsVersion } = await trx.selectFrom('billingAccount').select('settingsVersion').where('id', '=', account.id).executeTakeFirstOrThrow()
  if (settingsVersion > input.expectedVersion)
    throw new AppError('conflict', { stream: 'billingAccount', current: { ...account }, changedBy: null, changedAt: null })
  return account
}

async function changeSettings(trx: Transaction, account: BillingAccount, change: Partial<Pick<BillingAccount, 'autopay' | 'paperless' | 'paymentMethod'>>): Promise<BillingAccount> {
  const version = account.version + 1
  await trx.updateTable('billingAccount').set({ ...change, version, settingsVersion: version }).where('id', '=', account.id).execute()
  const [changed] = await readRows(trx, 'billingAccount', [account.id])
  return changed as BillingAccount
}
