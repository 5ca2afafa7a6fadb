/** How an account pays and gets its bills: autopay, paperless, and methods that are taken away. */
import { AppError, wrong } from '#shared/kernel/errors.ts'
import type { AccountChange } from '#shared/features/customers/customers.schema.ts'
import type { BillingAccount } from '#shared/features/billing/billing.schema.ts'
import { methodLabel, type RemovePaymentMethod, type SetAutopay, type SetPaperless } from '#shared/features/billing/payments.schema.ts'
import type { Act, Effect } from '../../../command.ts'
import { readRows } from '../../../store/rows.ts'
import { tellOfChange } from '../../../messages/tell-of-change.ts'
import type { Queryable, Transaction } from '../../../store/store.ts'
import { writeChange } from '../../../write-change.ts'
import { getCustomer } from '../../customers/customers.queries.ts'
import { requireOpen } from '../adjustment-rules.ts'
import { getBillingAccount } from '../adjustments.queries.ts'
import { lockForMoney } from '../money-lock.ts'
import { momentOf } from '../moment.ts'
import { forgetMethod, requireChargeable } from './payment-methods.ts'
import { getPaymentMethod } from './payments.queries.ts'

export const setAutopay: Effect<SetAutopay> = async (trx, input, act) => {
  await lockForMoney(trx, input, act, 'billing.takePayment')
  const account = await getUnchanged(trx, input)
  const before = await draftedLabel(trx, account)
  if (input.paymentMethodId === null) {
    await trx.deleteFrom('autopay').where('billingAccountId', '=', account.id).execute()
    if (before !== OFF) await tellOfChange(trx, act, { customerId: account.customerId, template: 'autopayOff' })
    return { billingAccount: [await changeSettings(trx, account, { autopay: false })], accountChange: await noteChange(trx, act, account, { what: 'autopay', before, after: OFF }) }
  }
  if (!act.services.gateway) throw new AppError('notFound', { what: 'paymentGateway' })
  requireOpen(await getCustomer(trx, input.customerId))
  const method = await getPaymentMethod(trx, { ...input, paymentMethodId: input.paymentMethodId })
  const { today } = momentOf(act.services, act.at)
  requireChargeable(method, today)
  if (before !== methodLabel(method)) await tellOfChange(trx, act, { customerId: account.customerId, template: 'autopayOn' })
  // Another method does not begin anew: what was due since autopay is on is still drafted.
  await trx.insertInto('autopay').values({ billingAccountId: account.id, paymentMethodId: method.id, since: today })
    .onConflict((conflict) => conflict.column('billingAccountId').doUpdateSet({ paymentMethodId: method.id })).execute()
  const changed = await changeSettings(trx, account, { autopay: true, paymentMethod: methodLabel(method) })
  return { billingAccount: [changed], accountChange: await noteChange(trx, act, account, { what: 'autopay', before, after: methodLabel(method) }) }
}

/** In the history, where there is no draft. */
const OFF = 'off'

/** An imported book may say that autopay is on without a method that is known here; then what it says stands for it. */
async function draftedLabel(db: Queryable, { id, autopay, paymentMethod }: BillingAccount): Promise<string> {
  const method = await db.selectFrom('autopay').innerJoin('paymentMethod', 'paymentMethod.id', 'autopay.paymentMethodId')
    .select(['paymentMethod.kind', 'paymentMethod.brand', 'paymentMethod.lastFour']).where('autopay.billingAccountId', '=', id).executeTakeFirst()
  return method ? methodLabel(method) : autopay ? (paymentMethod ?? 'on') : OFF
}

export const setPaperless: Effect<SetPaperless> = async (trx, input, act) => {
  await lockForMoney(trx, input, act, 'customers.edit')
  const account = await getUnchanged(trx, input)
  // A bill that is neither printed nor sent reaches nobody.
  if (input.paperless && (await getCustomer(trx, input.customerId)).emails.length === 0) throw wrong('paperless', 'noEmail')
  const asWord = (paperless: boolean): string => (paperless ? 'email' : 'paper')
  const change = { what: 'paperless', before: asWord(account.paperless), after: asWord(input.paperless) } as const
  if (input.paperless !== account.paperless) await tellOfChange(trx, act, { customerId: account.customerId, template: input.paperless ? 'paperlessOn' : 'paperlessOff' })
  return { billingAccount: [await changeSettings(trx, account, { paperless: input.paperless })], accountChange: await noteChange(trx, act, account, change) }
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
  const change = { what: 'paymentMethod', before: methodLabel(method), after: null } as const
  await tellOfChange(trx, act, { customerId: method.customerId, template: 'methodRemoved' })
  return { paymentMethod: await forgetMethod(trx, method), accountChange: await noteChange(trx, act, method, change) }
}

/** What is as it was is no change. */
async function noteChange(
  trx: Transaction, { at, by, services }: Act, { customerId }: { customerId: string }, change: Pick<AccountChange, 'what' | 'before' | 'after'>,
): Promise<AccountChange[]> {
  return change.before === change.after ? [] : [await writeChange(trx, services.clock, { customerId, at, by: by.agent.displayName, ...change })]
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
