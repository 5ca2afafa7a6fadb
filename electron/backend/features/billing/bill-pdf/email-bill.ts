/** A bill to the e-mail address of record, and to no other: whoever calls cannot have it sent elsewhere. Of a paperless account it goes out by itself. */
import { AppError } from '#shared/kernel/errors.ts'
import type { CustomerBill } from '#shared/features/billing/billing.schema.ts'
import type { CommunicationMessage } from '#shared/features/messages/messages.schema.ts'
import type { Clock } from '#shared/kernel/clock.ts'
import type { EmailBill } from '#shared/features/billing/bill-document.schema.ts'
import type { Effect } from '../../../command.ts'
import { queueMessage } from '../../../messages/queue-message.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { lastFourOf, listReach, type Reach } from '../../customers/contacts.queries.ts'
import { getCustomer, lockCustomer } from '../../customers/customers.queries.ts'
import { requireReachOfRecord } from '../../interactions/contacts-of-record.queries.ts'
import { getBillDocument } from '../bill-document.ts'

export const emailBill: Effect<EmailBill> = async (trx, input, { by, services }) => {
  const { clock } = services
  await lockCustomer(trx, input.customerId)
  if (services.channels.email === null && !services.demo) throw new AppError('notFound', { what: 'mail' })
  await getBillDocument(trx, input)
  const [bill] = await readRows(trx, 'customerBill', [input.billId])
  if (!bill) throw new AppError('notFound', { what: 'bill' })
  const email = await findEmail(trx, input.customerId)
  if (!email) throw new AppError('validation', { issues: [{ path: 'email', message: 'noEmail' }] })
  await requireReachOfRecord(trx, clock, by, input.customerId, email)
  const message = await queueBill(trx, clock, { bill, email, by: by.agent.displayName })
  return { communicationMessage: [message] }
}

/**
 * Of a bill that has just been issued, in the transaction that issues it: so it goes out once, and not without the bill. Where
 * the mail is not set up the message fails in sight, in the account's history.
 */
export async function sendPaperlessBill(trx: Transaction, clock: Clock, bill: CustomerBill): Promise<void> {
  const { paperless } = await trx.selectFrom('billingAccount').select('paperless').where('id', '=', bill.billingAccountId).executeTakeFirstOrThrow()
  const email = paperless ? await findEmail(trx, bill.customerId) : null
  if (email) await queueBill(trx, clock, { bill, email, by: null })
}

const findEmail = async (trx: Transaction, customerId: string): Promise<Reach | null> =>
  (await listReach(trx, customerId)).find(({ channel }) => channel === 'email') ?? null

type Sent = { bill: CustomerBill; email: Reach; by: string | null }

async function queueBill(trx: Transaction, clock: Clock, { bill, email, by }: Sent): Promise<CommunicationMessage> {
  const { id: billId, customerId, currency, amount, billDate, dueDate } = bill
  const { language, accountNumber } = await getCustomer(trx, customerId)
  return queueMessage(trx, clock, {
    customerId, ...email, language, template: 'bill', by, attachment: { kind: 'bill', billId },
    params: { lastFour: lastFourOf(accountNumber), amount: { amount, currency }, billDate, dueDate },
  })
}
