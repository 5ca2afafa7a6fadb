import { runCommand } from '../../command.ts'
import { router, type RequestContext } from '../../http/router.ts'
import { readAudited } from '../../read-audited.ts'
import type { Transaction } from '../../store/store.ts'
import { getCustomer } from '../customers/customers.queries.ts'
import { getBillDocument } from './bill-document.ts'
import { printBill } from './bill-pdf/bill-pdf.ts'
import { emailBill } from './bill-pdf/email-bill.ts'
import { findNextBill } from './next-bill.ts'

/** A bill is a read of the account, and is kept as one. */
const readAccount = <T>(context: RequestContext, customerId: string, detail: Record<string, string>, read: (trx: Transaction) => Promise<T>): Promise<T> =>
  readAudited(context, { customerId, detail }, async (trx) => {
    await getCustomer(trx, customerId)
    return read(trx)
  })

export const billRoutes = {
  bill: router.billing.bill.handler(({ context, input }) =>
    readAccount(context, input.customerId, { billId: input.billId }, (trx) => getBillDocument(trx, input))),
  billPdf: router.billing.billPdf.handler(({ context, input }) =>
    readAccount(context, input.customerId, { billId: input.billId }, async (trx) => {
      const { filename, content } = await printBill(trx, context.services, input)
      return { filename, content: content.toString('base64') }
    })),
  emailBill: router.billing.emailBill.handler(({ context, input }) => runCommand(context, input, emailBill, ({ billId }) => ({ billId }))),
  nextBill: router.billing.nextBill.handler(({ context, input }) =>
    readAccount(context, input.customerId, {}, async (trx) => ({ bill: await findNextBill(trx, context.services.clock, input.customerId) }))),
}
