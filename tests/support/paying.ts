/** What the tests of payments have in common: inputs, methods, commands with a gateway, and an auditor that knows the gateway's books. */
import { sql } from 'kysely'
import { isoInstant, type Clock } from '../../shared/kernel/clock.ts'
import { newId } from '../../shared/kernel/ids.ts'
import type { Payment } from '../../shared/features/billing/billing.schema.ts'
import type { PaymentMethod, PromiseToPay, RecordPayment, RefundPayment, ReversePayment, TakePayment } from '../../shared/features/billing/payments.schema.ts'
import type { Permission } from '../../shared/features/session/session.schema.ts'
import { streams, type StreamName } from '../../shared/features/sync/streams.ts'
import type { CommandResult } from '../../shared/features/sync/sync.schema.ts'
import { runCommand, type CommandInput, type Effect } from '../../electron/backend/command.ts'
import type { PaymentGateway } from '../../electron/backend/features/billing/gateway/gateway.ts'
import type { GatewayEntry } from '../../electron/backend/features/billing/gateway/simulator.ts'
import { storePaymentMethod } from '../../electron/backend/features/billing/payments/payment-methods.ts'
import { recordPayment, takePayment } from '../../electron/backend/features/billing/payments/payments.commands.ts'
import { removePaymentMethod, setAutopay, setPaperless } from '../../electron/backend/features/billing/payments/payment-settings.commands.ts'
import { promiseToPay, withdrawPromise } from '../../electron/backend/features/billing/payments/promises.commands.ts'
import { refundPayment, reversePayment } from '../../electron/backend/features/billing/payments/refunds.commands.ts'
import { lockCustomer } from '../../electron/backend/features/customers/customers.queries.ts'
import type { Services, SignedIn } from '../../electron/backend/services.ts'
import { servicesOf } from './direct-commands.ts'
import { readRows } from '../../electron/backend/store/rows.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import type { Timers } from '../../electron/backend/timers.ts'
import { balanceIn } from './adjusting.ts'
import type { Account } from './simple-billing.ts'

type Payer = Pick<Account, 'customerId' | 'billingAccountId'>
const ids = (account: Payer) => ({ commandId: newId(), customerId: account.customerId, billingAccountId: account.billingAccountId })

/** By somebody who saw that nothing was owed, unless it says otherwise. */
export const charge = (account: Payer, method: Pick<PaymentMethod, 'id'>, amount: number, more: Partial<TakePayment> = {}): TakePayment =>
  ({ ...ids(account), paymentId: newId(), paymentMethodId: method.id, amount, balanceSeen: 0, billIds: [], ...more })
/** By somebody who looks at what is owed just before. */
export const chargeNow = async (store: Store, account: Account, method: Pick<PaymentMethod, 'id'>, amount: number, more: Partial<TakePayment> = {}): Promise<TakePayment> =>
  charge(account, method, amount, { balanceSeen: await balanceIn(store, account), ...more })
export const check = (account: Payer, amount: number, reference: string, more: Partial<RecordPayment> = {}): RecordPayment =>
  ({ ...ids(account), paymentId: newId(), instrument: 'check', amount, reference, billIds: [], ...more })
export const refundOf = ({ customerId, id, version }: Pick<Payment, 'customerId' | 'id' | 'version'>, amount: number): RefundPayment =>
  ({ commandId: newId(), customerId, refundId: newId(), paymentId: id, expectedVersion: version, amount, reason: 'Charged twice' })
export const reversalOf = ({ customerId, id, version }: Payment, more: Partial<ReversePayment> = {}): ReversePayment =>
  ({ commandId: newId(), customerId, paymentId: id, expectedVersion: version, returned: false, reason: 'The check bounced', ...more })
export const promiseOf = (account: Payer, billId: string, amount: number, promisedFor: string): PromiseToPay =>
  ({ ...ids(account), promiseId: newId(), billId, amount, promisedFor })

/** The payment of an answer, whose rows are all as the contract has them. */
export function paymentIn({ rows }: CommandResult): Payment {
  for (const [stream, list] of Object.entries(rows)) list.forEach((row) => streams[stream as StreamName].parse(row))
  return rows.payment?.[0] as Payment
}

export const storedPayment = async (store: Store, id: string): Promise<Payment> => (await readRows(store.db, 'payment', [id]))[0] as Payment

/** As the hosted page would add it. */
export const addMethod = (store: Store, clock: Clock, { customerId }: Account, more: Partial<PaymentMethod> = {}): Promise<PaymentMethod> =>
  store.db.transaction().execute(async (trx) => {
    await lockCustomer(trx, customerId)
    const method = { id: newId(), customerId, kind: 'card', brand: 'Visa', lastFour: '4242', expiresOn: '2031-04', addedAt: isoInstant(clock.now()), ...more } as const
    return storePaymentMethod(trx, clock, method, `token-${method.id}`)
  })

/** Without HTTP before them: the clock moves by days, which would end any session. */
export function payingDesk({ store, clock, timers, gateway }: { store: Store; clock: Clock; timers: Timers; gateway: PaymentGateway }) {
  const services: Services & { gateway: PaymentGateway } = { ...servicesOf(store, clock), timers, gateway }
  const command = <I extends CommandInput>(name: string, permission: Permission, effect: Effect<I>) => (by: SignedIn, input: I) =>
    runCommand({ services, signedIn: () => by, asked: { action: `billing.${name}`, permission, verification: 'unverified' } }, input, effect)
  return {
    services,
    take: command('takePayment', 'billing.takePayment', takePayment),
    record: command('recordPayment', 'billing.recordPayment', recordPayment),
    refund: command('refundPayment', 'billing.refund', refundPayment),
    reverse: command('reversePayment', 'billing.reverse', reversePayment),
    promise: command('promiseToPay', 'billing.takePayment', promiseToPay),
    withdrawPromise: command('withdrawPromise', 'billing.takePayment', withdrawPromise),
    setAutopay: command('setAutopay', 'billing.takePayment', setAutopay),
    setPaperless: command('setPaperless', 'customers.edit', setPaperless),
    removeMethod: command('removePaymentMethod', 'billing.takePayment', removePaymentMethod),
  }
}

/**
 * Holds what we show against what the gateway did, and the ledger against both.
 * @param settled nothing is out any more: then both must be the same, not only not contradict each other
 * @returns what must not be; empty when all is right
 */
export async function faultsOfPayments(store: Store, accounts: readonly Account[], books: readonly GatewayEntry[], { settled }: { settled: boolean }): Promise<string[]> {
  const customerIds = accounts.map(({ customerId }) => customerId)
  const payments = await store.db.selectFrom('payment').select(['id', 'kind', 'state', 'amount', 'currency', 'methodId', 'reference', 'refunded', 'refundOf', 'declineReason']).where('customerId', 'in', customerIds).execute()
  const byKey = new Map(books.map((entry) => [entry.key, entry]))
  const ours = new Map(payments.filter(({ methodId }) => methodId !== null).map((payment) => [payment.id, payment]))
  const faults: string[] = []
  for (const payment of ours.values()) {
    const entry = byKey.get(payment.id)
    const answer = entry?.answer
    const same = entry?.amount === payment.amount && entry.currency === payment.currency && entry.operation === (payment.kind === 'refund' ? 'refund' : 'charge')
    if (entry && !same) faults.push(`${payment.kind} of another amount at the gateway`)
    if (payment.state === 'done' && answer?.outcome !== 'approved') faults.push(`shown ${payment.kind === 'refund' ? 'refunded' : 'paid'} and not so at the gateway`)
    if (payment.state === 'declined' && answer?.outcome !== 'declined') faults.push('shown declined and not so at the gateway')
    if (payment.state === 'declined' && payment.declineReason === null) faults.push('declined without a reason')
    if (settled && (payment.state === 'pending' || payment.state === 'unknown')) faults.push(`left ${payment.state}`)
  }
  for (const { key, answer } of books) if (!ours.has(key) && answer.outcome === 'approved') faults.push('moved at the gateway and nowhere here')
  if (settled) for (const { key, answer } of books) if (answer.outcome === 'approved' && ours.get(key)?.state !== 'done') faults.push('moved at the gateway and not shown')
  for (const { id, amount, refunded } of payments) {
    const given = payments.filter((other) => other.refundOf === id && other.state !== 'declined').reduce((sum, other) => sum + other.amount, 0)
    if (given !== refunded || given > amount) faults.push('a payment that is refunded by something else than its refunds')
  }
  return [...faults, ...(await faultsOfCash(store, customerIds))]
}

async function faultsOfCash({ db }: Store, customerIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ shown: number; cash: number }>`
    select
      (select coalesce(sum(case kind when 'payment' then amount else -amount end), 0)::bigint from payment where customer_id = any(${customerIds}::uuid[]) and state = 'done') as shown,
      (select coalesce(sum(case when debit = 'cash' then amount when credit = 'cash' then -amount else 0 end), 0)::bigint
        from ledger_posting join ledger_entry entry on entry.id = entry_id where entry.customer_id = any(${customerIds}::uuid[])) as cash`.execute(db)
  const { shown = 0, cash = 0 } = rows[0] ?? {}
  return shown === cash ? [] : [`the ledger has ${cash} in cash, the payments say ${shown}`]
}
