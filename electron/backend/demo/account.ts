/** The whole account of one customer, grown from its core. */
import type { BillDocument } from '#shared/features/billing/bill-document.schema.ts'
import type { Equipment, Product } from '#shared/features/catalog/catalog.schema.ts'
import type { Row, StreamName } from '#shared/features/sync/streams.ts'
import type { CustomerCall } from '../features/billing/usage/calls.queries.ts'
import type { MeasuredDay } from '../features/billing/usage/usage-days.ts'
import { makeBilling } from './billing.ts'
import { makeCalls } from './calls.ts'
import { dateOf, dayOf } from '#shared/kernel/calendar.ts'
import { FIRST_LINE, idSequence } from './demo-ids.ts'
import { makeAddresses, makeAlerts, makeChanges, makeContactMedia, makeInteractions } from './history.ts'
import { makePaymentMethods } from './payment-methods.ts'
import { makeProducts, type Holder } from './products.ts'
import { makeRewards } from './rewards.ts'
import { Random } from './random.ts'
import { purpose, type Subscriber } from './subscriber.ts'
import { makeUsage } from './usage.ts'

export type RowsByStream = { [S in StreamName]: Row<S>[] }
/** Beside the streams what is none: the lines of the bills, the days of use, the calls. */
export type DemoRows = RowsByStream & { billDocument: BillDocument[]; usageDay: MeasuredDay[]; callRecord: CustomerCall[] }

export const emptyRows = (): DemoRows => ({
  customer: [], contactMedium: [], address: [], alert: [], characteristics: [], accountChange: [], billingAccount: [],
  customerBill: [], payment: [], paymentMethod: [], paymentPromise: [], paymentLink: [], adjustment: [], product: [], productOrder: [], equipment: [],
  usageConsumption: [], usageAlert: [], usageAlertEvent: [], usageTopUp: [], interaction: [], communicationMessage: [], serviceProblem: [], serviceProblemUpdate: [], serviceProblemReport: [],
  plantElement: [], technician: [], technicianShift: [], timeSlot: [], workType: [], appointment: [], workOrder: [], diagnosticRun: [], troubleTicket: [],
  loyaltyBatch: [], loyaltyTransaction: [],
  billDocument: [], usageDay: [], callRecord: [],
})

export function addAccount(rows: DemoRows, seed: number, subscriber: Subscriber, today: number): void {
  const random = new Random(seed, subscriber.index, purpose.account)
  const holder = makeHolder(random, seed, subscriber, today)
  const addresses = makeAddresses(random, holder)
  const extra = new Random(seed, subscriber.index, purpose.money)
  const products = makeProducts(random, extra, holder)
  const billing = makeBilling(random, extra, holder, products)
  rows.customer.push(subscriber.customer)
  rows.contactMedium.push(...makeContactMedia(random, holder))
  rows.address.push(...addresses.rows)
  rows.product.push(...products)
  rows.equipment.push(...makeEquipment(holder))
  rows.billingAccount.push(billing.account)
  rows.customerBill.push(...billing.bills)
  rows.billDocument.push(...billing.documents)
  rows.payment.push(...billing.payments)
  const usage = makeUsage(random, new Random(seed, subscriber.index, purpose.usage), holder, products)
  rows.usageConsumption.push(...usage.cycles)
  rows.usageDay.push(...usage.days)
  const history = new Random(seed, subscriber.index, purpose.history)
  rows.alert.push(...makeAlerts(history, holder))
  rows.accountChange.push(...makeChanges(history, holder, addresses.moves, upgradeOf(products)))
  rows.interaction.push(...makeInteractions(history, holder, billing))
  rows.paymentMethod.push(...makePaymentMethods(new Random(seed, subscriber.index, purpose.methods), holder, billing.account))
  const rewards = makeRewards(new Random(seed, subscriber.index, purpose.rewards), holder, billing.payments)
  rows.loyaltyTransaction.push(...rewards.transactions)
  rows.loyaltyBatch.push(...rewards.batches)
  rows.callRecord.push(...makeCalls(new Random(seed, subscriber.index, purpose.calls), holder))
}

function makeHolder(random: Random, seed: number, subscriber: Subscriber, today: number): Holder {
  const autopay = random.chance(0.5) && subscriber.customer.statusReason !== 'non-payment'
  return {
    subscriber,
    today,
    // Bills are spread over the month, its end included.
    cycleDay: random.between(1, 31),
    nextId: idSequence(seed, subscriber.index),
    nextLineId: idSequence(seed, subscriber.index, FIRST_LINE),
    autopay,
    paperless: subscriber.emails.length > 0 && random.chance(autopay ? 0.85 : 0.5),
  }
}

const makeEquipment = ({ subscriber, nextId }: Holder): Equipment[] =>
  subscriber.boxes.map((box) => ({
    id: nextId(),
    customerId: subscriber.customer.id,
    version: 1,
    ...box,
    installedOn: dateOf(subscriber.sinceDay),
  }))

/** The plan that was given up and the one that took its place on the same day. */
function upgradeOf(products: readonly Product[]): { day: number; from: string; to: string } | null {
  const [first, second] = products.filter((product) => product.kind === 'internet')
  if (!first || !second || first.endsOn === null || first.endsOn !== second.startedOn) return null
  return { day: dayOf(first.endsOn), from: first.name, to: second.name }
}
