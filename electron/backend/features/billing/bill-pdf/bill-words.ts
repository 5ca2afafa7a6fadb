/** What stands on a printed bill, in the customer's language. */
import type { BillLineGroup } from '#shared/features/billing/bill-document.schema.ts'

type Words = {
  bill: string
  account: string
  number: string
  billDate: string
  dueDate: string
  period: string
  total: string
  settled: string
  open: string
  /** Of the account and not of this bill, with the day on which it was so. */
  pastDue(date: string): string
  autopay(date: string): string
  /** Of a card that is not good any more on the day of the draft. */
  cardExpired(date: string): string
  what: string
  days: string
  amount: string
  groups: Record<BillLineGroup, string>
  page(page: number, pages: number): string
}

export const billWords: Record<'en' | 'es', Words> = {
  en: {
    bill: 'Bill',
    account: 'Account',
    number: 'Bill number',
    billDate: 'Bill date',
    dueDate: 'Due date',
    period: 'Period',
    total: 'Total of this bill',
    settled: 'Paid or credited',
    open: 'To pay',
    pastDue: (date) => `Past due on the account on ${date}`,
    autopay: (date) => `You pay by autopay on ${date}: nothing needs to be done.`,
    cardExpired: (date) => `Autopay is on, but the stored card is no longer valid on ${date}. Please give us another card, or pay this bill yourself.`,
    what: 'What for',
    days: 'Period',
    amount: 'Amount',
    groups: { service: 'Services', oneTime: 'One-time', usage: 'Usage', taxFee: 'Taxes and fees', credit: 'Credits' },
    page: (page, pages) => `Page ${page} of ${pages}`,
  },
  es: {
    bill: 'Factura',
    account: 'Cuenta',
    number: 'Número de factura',
    billDate: 'Fecha de la factura',
    dueDate: 'Vence el',
    period: 'Período',
    total: 'Total de esta factura',
    settled: 'Pagado o acreditado',
    open: 'Por pagar',
    pastDue: (date) => `Vencido en la cuenta al ${date}`,
    autopay: (date) => `Usted paga con pago automático el ${date}: no tiene que hacer nada.`,
    cardExpired: (date) => `El pago automático está activado, pero la tarjeta guardada ya no es válida el ${date}. Dénos otra tarjeta o pague usted esta factura.`,
    what: 'Concepto',
    days: 'Período',
    amount: 'Importe',
    groups: { service: 'Servicios', oneTime: 'Cargos únicos', usage: 'Consumo', taxFee: 'Impuestos y cargos', credit: 'Créditos' },
    page: (page, pages) => `Página ${page} de ${pages}`,
  },
}
