import { runCommand } from '../../command.ts'
import { router } from '../../http/router.ts'
import { readCustomer } from '../../read-audited.ts'
import { getBillDocument } from './bill-document.ts'
import { printBill } from './bill-pdf/bill-pdf.ts'
import { emailBill } from './bill-pdf/email-bill.ts'
import { findNextBill } from './next-bill.ts'

/** A bill is a read of the account, and is kept as one. */
export const billRoutes = {
  bill: router.billing.bill.handler(({ context, input }) =>
    readCustomer(context, input.customerId, (trx) => getBillDocument(trx, input), { billId: input.billId })),
  billPdf: router.billing.billPdf.handler(({ context, input }) =>
    readCustomer(context, input.customerId, async (trx) => {
      const { filename, content } = await printBill(trx, context.services, input)
      return { filename, content: content.toString('base64') }
    }, { billId: input.billId })),
  emailBill: router.billing.emailBill.handler(({ context, input }) => runCommand(context, input, emailBill, ({ billId }) => ({ billId }))),
  nextBill: router.billing.nextBill.handler(({ context, input }) =>
    readCustomer(context, input.customerId, async (trx) => ({ bill: await findNextBill(trx, context.services.clock, input.customerId) }))),
}
