/** Bills as PDF: read in the caller's transaction, printed for whoever asks or as what goes with a message. */
import { AppError } from '#shared/kernel/errors.ts'
import { customerName } from '#shared/features/customers/customer-name.ts'
import type { CustomerBill } from '#shared/features/billing/billing.schema.ts'
import type { Attachment } from '../../../messages/channels.ts'
import { messageLanguage } from '../../../messages/render-message.ts'
import { operatorToday } from '../../../operator-day.ts'
import type { Services } from '../../../services.ts'
import { readRows } from '../../../store/rows.ts'
import type { Queryable } from '../../../store/store.ts'
import { findBillingAddress } from '../../customers/contacts.queries.ts'
import { getBillDocument } from '../bill-document.ts'
import { readSpanishNames } from '../line-names.queries.ts'
import { findDraftOf } from '../payments/autopay.queries.ts'
import { isExpired } from '../payments/payment-methods.ts'
import { billPage } from './bill-page.ts'
import { renderPdf } from './render-pdf.ts'

type Deps = Pick<Services, 'operatorName' | 'clock' | 'timeZone' | 'gateway'>

/** @throws AppError `notFound` for a bill of another customer, and for one that came without its lines. */
export async function printBill(db: Queryable, services: Deps, of: { billId: string; customerId: string }): Promise<Attachment> {
  const { lines } = await getBillDocument(db, of)
  const [bill] = await readRows(db, 'customerBill', [of.billId])
  const [customer] = await readRows(db, 'customer', [of.customerId])
  const [account] = bill ? await readRows(db, 'billingAccount', [bill.billingAccountId]) : []
  if (!bill || !customer || !account) throw new AppError('notFound', { what: 'bill' })
  const today = operatorToday(services)
  // Without a gateway nothing is drafted, whatever the account says.
  const draft = services.gateway ? await findDraftOf(db, bill, today) : undefined
  const [method] = draft ? await readRows(db, 'paymentMethod', [draft.paymentMethodId]) : []
  const language = messageLanguage(customer.language)
  const content = await renderPdf(billPage({
    bill, lines, account, draft: draft ? { on: draft.on, expired: !method || isExpired(method, draft.on) } : null, operatorName: services.operatorName,
    accountNumber: customer.accountNumber, customerName: customerName(customer), address: await findBillingAddress(db, customer), today, language,
    spanishNames: language === 'es' ? await readSpanishNames(db) : new Map(),
  }))
  return { filename: billFileName(customer.accountNumber, bill), contentType: 'application/pdf', content }
}

/** Of a bill whose customer nobody has named: it goes with a message of theirs. */
export async function attachBill(db: Queryable, services: Deps, { billId }: { billId: string }): Promise<Attachment> {
  const [bill] = await readRows(db, 'customerBill', [billId])
  if (!bill) throw new AppError('notFound', { what: 'bill' })
  return printBill(db, services, { billId, customerId: bill.customerId })
}

/** `bill-07810-449-2210-7-2026-11-02.pdf`: what may stand in a file's name anywhere. */
const billFileName = (accountNumber: string, { billDate }: Pick<CustomerBill, 'billDate'>): string => `bill-${accountNumber.replace(/[^\w-]/g, '_')}-${billDate}.pdf`
