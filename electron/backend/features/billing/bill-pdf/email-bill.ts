/** A bill to the e-mail address of record, and to no other: whoever calls cannot have it sent elsewhere. */
import { AppError } from '#shared/kernel/errors.ts'
import type { EmailBill } from '#shared/features/billing/bill-document.schema.ts'
import type { Effect } from '../../../command.ts'
import { queueMessage } from '../../../messages/queue-message.ts'
import { readRows } from '../../../store/rows.ts'
import { lastFourOf, listReach } from '../../customers/contacts.queries.ts'
import { getCustomer, lockCustomer } from '../../customers/customers.queries.ts'
import { getBillDocument } from '../bill-document.ts'

export const emailBill: Effect<EmailBill> = async (trx, input, { by, services }) => {
  await lockCustomer(trx, input.customerId)
  if (services.channels.email === null && !services.demo) throw new AppError('notFound', { what: 'mail' })
  await getBillDocument(trx, input)
  const [bill] = await readRows(trx, 'customerBill', [input.billId])
  if (!bill) throw new AppError('notFound', { what: 'bill' })
  const email = (await listReach(trx, input.customerId)).find(({ channel }) => channel === 'email')
  if (!email) throw new AppError('validation', { issues: [{ path: 'email', message: 'noEmail' }] })
  const { language, accountNumber } = await getCustomer(trx, input.customerId)
  const { currency, amount, billDate, dueDate } = bill
  const message = await queueMessage(trx, services.clock, {
    customerId: input.customerId, ...email, language, template: 'bill', by: by.agent.displayName, attachment: { kind: 'bill', billId: bill.id },
    params: { lastFour: lastFourOf(accountNumber), amount: { amount, currency }, billDate, dueDate },
  })
  return { communicationMessage: [message] }
}
