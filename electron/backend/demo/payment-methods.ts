/** Cards and bank accounts that can be charged in the simulator. Numbers have four digits and nothing before them. */
import { sql } from 'kysely'
import { dateOf, instantOf } from '#shared/kernel/calendar.ts'
import type { BillingAccount } from '#shared/features/billing/billing.schema.ts'
import type { PaymentMethod } from '#shared/features/billing/payments.schema.ts'
import type { Transaction } from '../store/store.ts'
import type { Holder } from './products.ts'
import type { Random } from './random.ts'

const BANKS = ['Hudson Valley Savings', 'Sound Shore Bank', 'Palisade Credit Union', 'Long Island Mutual']
/** Months that a card is still good; one in so many of those that nobody drafts by has run out. */
const LONGEST_MONTHS = 48
const ONE_EXPIRED_IN = 12

/** The one that the account's row names, and for some a second one. The showpieces can all be charged. */
export function makePaymentMethods(random: Random, holder: Holder, { paymentMethod }: Pick<BillingAccount, 'paymentMethod'>): PaymentMethod[] {
  const named = /^(.+) ···· (\d{4})$/.exec(paymentMethod ?? '')
  const { index, status } = holder.subscriber
  if (status === 'pending' || (!named && index >= 10)) return []
  const [, brand = 'Visa', lastFour = lastFourOf(random)] = named ?? []
  const first = brand === 'Bank withdrawal' ? bankAccount(random, holder, lastFour) : card(random, holder, { brand, lastFour, mayBeExpired: !holder.autopay && index > 0 })
  const second = random.chance(0.15) ? [card(random, holder, { brand: random.pick(['Visa', 'Mastercard']), lastFour: lastFourOf(random), mayBeExpired: true })] : []
  return [{ ...first, isDefault: true }, ...second]
}

const lastFourOf = (random: Random): string => String(random.between(0, 9_999)).padStart(4, '0')

function card(random: Random, holder: Holder, { brand, lastFour, mayBeExpired }: { brand: string; lastFour: string; mayBeExpired: boolean }): PaymentMethod {
  const expired = mayBeExpired && random.between(1, ONE_EXPIRED_IN) === 1
  const months = expired ? -random.between(1, 6) : random.between(1, LONGEST_MONTHS)
  return { ...base(random, holder), kind: 'card', brand, lastFour, expiresOn: monthFrom(holder.today, months) }
}

const bankAccount = (random: Random, holder: Holder, lastFour: string): PaymentMethod =>
  ({ ...base(random, holder), kind: 'bankAccount', brand: random.pick(BANKS), lastFour, expiresOn: null })

const base = (random: Random, { subscriber, nextId, today }: Holder) => {
  const day = Math.min(today - 1, subscriber.sinceDay + random.between(0, 400))
  return {
    id: nextId(), customerId: subscriber.customer.id, version: 1, state: 'active', isDefault: false, addedAt: instantOf(day, random.between(12 * 60, 23 * 60)),
  } as const
}

function monthFrom(day: number, months: number): string {
  const [year = 0, month = 0] = dateOf(day).split('-').map(Number)
  const count = year * 12 + month - 1 + months
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`
}

/** What the simulator charges by, and autopay from today on: what was due before is paid in the book. */
export async function connectDemoMethods(trx: Transaction, today: string): Promise<void> {
  await sql`
    insert into payment_method_token (payment_method_id, token) select id, 'sim-' || id from payment_method where state = 'active'`.execute(trx)
  await sql`
    insert into autopay (billing_account_id, payment_method_id, since)
    select account.id, method.id, ${today}::date from billing_account account
    join payment_method method on method.customer_id = account.customer_id and method.is_default
    where account.autopay`.execute(trx)
}
