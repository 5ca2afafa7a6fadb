/** A bill as a printed document, from what is known of it: no database, no clock. Text alone goes in; nothing in a name is read as anything else. */
import type { BillLine } from '#shared/features/billing/bill-document.schema.ts'
import { groupLines } from '#shared/features/billing/bill-groups.ts'
import { inSpanish, type SpanishNames } from '#shared/features/billing/line-names.ts'
import type { BillingAccount, CustomerBill } from '#shared/features/billing/billing.schema.ts'
import { formatMoney } from '#shared/kernel/money-format.ts'
import { money, subtract } from '#shared/kernel/money.ts'
import { billWords } from './bill-words.ts'
import type { Content, PageDescription, TableCell } from './page-description.ts'

export type PrintedBill = {
  operatorName: string
  accountNumber: string
  customerName: string
  /** Lines of an envelope. */
  address: readonly string[]
  bill: CustomerBill
  lines: readonly BillLine[]
  account: Pick<BillingAccount, 'pastDue'>
  /** Autopay drafts what is left of this bill on this day; from a card that is `expired` by then nobody can say so. Null when it does not. */
  draft: { on: string; expired: boolean } | null
  /** Of the operator's calendar: what is open is so on this day. */
  today: string
  language: 'en' | 'es'
  /** Of what stands on its lines; empty for a bill in English. */
  spanishNames: SpanishNames
}

const locales = { en: 'en-US', es: 'es-US' } as const
const GREY = '#555555'
const SHADE = '#eeeeee'

export function billPage(printed: PrintedBill): PageDescription {
  const { bill, language, operatorName, accountNumber } = printed
  const words = billWords[language]
  const title = `${operatorName} · ${words.bill} ${bill.billNumber}`
  return {
    pageSize: 'LETTER',
    pageMargins: [48, 48, 48, 56],
    language: locales[language],
    // The day of the bill and not of the printing: the same bill is the same file.
    info: { title, author: operatorName, creator: operatorName, producer: operatorName, creationDate: new Date(`${bill.billDate}T00:00:00Z`) },
    defaultStyle: { font: 'Roboto', fontSize: 9.5, lineHeight: 1.15 },
    footer: (page, pages) => ({
      margin: [48, 16, 48, 0], fontSize: 8, color: GREY,
      columns: [{ text: `${words.account} ${accountNumber} · ${words.number} ${bill.billNumber}` }, { text: words.page(page, pages), alignment: 'right' }],
    }),
    content: [...head(printed), sums(printed), lineTable(printed)],
  }
}

function head({ operatorName, customerName, address, accountNumber, bill, language }: PrintedBill): Content[] {
  const words = billWords[language]
  const facts = [
    [words.account, accountNumber],
    [words.number, bill.billNumber],
    [words.billDate, day(bill.billDate, language)],
    [words.period, `${day(bill.periodStart, language)} – ${day(bill.periodEnd, language)}`],
    [words.dueDate, day(bill.dueDate, language)],
  ]
  return [
    { columns: [{ text: operatorName, fontSize: 18, bold: true }, { text: words.bill, fontSize: 18, alignment: 'right' }], margin: [0, 0, 0, 24] },
    {
      columns: [
        { width: '*', stack: [{ text: customerName, bold: true }, ...address.map((text) => ({ text }))] },
        { width: 260, layout: 'noBorders', table: { widths: ['auto', '*'], body: facts.map(([name = '', value = '']) => [{ text: name, color: GREY }, { text: value, alignment: 'right' }]) } },
      ],
      columnGap: 16, margin: [0, 0, 0, 20],
    },
  ]
}

/** What there is to pay stands out; past due is of the account, other bills included. */
function sums({ bill, account, draft, today, language }: PrintedBill): Content {
  const words = billWords[language]
  const inWords = wordsOf(bill.currency, language)
  const total = money(bill.amount, bill.currency)
  const settled = subtract(total, money(bill.remaining, bill.currency))
  const pastDue = account.pastDue ?? 0
  const rows: [string, number][] = [[words.total, bill.amount], ...(settled.amount > 0 ? [[words.settled, -settled.amount] as [string, number]] : [])]
  return {
    margin: [0, 0, 0, 20], layout: 'noBorders',
    table: {
      widths: ['*', 'auto'],
      body: [
        ...rows.map(([name, amount]) => [{ text: name, fillColor: SHADE, margin: [8, 4, 0, 0] }, { text: inWords(amount), alignment: 'right', fillColor: SHADE, margin: [0, 4, 8, 0] }] as TableCell[]),
        [{ text: words.open, bold: true, fontSize: 13, fillColor: SHADE, margin: [8, 4, 0, 6] }, { text: inWords(bill.remaining), bold: true, fontSize: 13, alignment: 'right', fillColor: SHADE, margin: [0, 4, 8, 6] }],
        ...(pastDue > 0 ? [[{ text: words.pastDue(day(today, language)), margin: [8, 4, 0, 0] }, { text: inWords(pastDue), alignment: 'right', margin: [0, 4, 8, 0] }] as TableCell[]] : []),
        ...(draft ? [[{ text: (draft.expired ? words.cardExpired : words.autopay)(day(draft.on, language)), colSpan: 2, margin: [8, 4, 0, 0], ...(draft.expired ? { bold: true } : { color: GREY }) }, {}] as TableCell[]] : []),
      ],
    },
  }
}

function lineTable({ bill, lines, language, spanishNames }: PrintedBill): Content {
  const words = billWords[language]
  const inWords = wordsOf(bill.currency, language)
  const heading = [words.what, words.days].map((text): TableCell => ({ text, color: GREY }))
  const body: TableCell[][] = [[...heading, { text: words.amount, color: GREY, alignment: 'right' }]]
  for (const group of groupLines(lines)) {
    body.push([{ text: words.groups[group.group], bold: true, colSpan: 2, fillColor: SHADE }, {}, { text: inWords(group.total), bold: true, alignment: 'right', fillColor: SHADE }])
    for (const line of group.lines) body.push([nameOf(line, spanishNames), { text: span(line, language), color: GREY }, { text: inWords(line.amount), alignment: 'right' }])
  }
  body.push([{ text: words.total, bold: true, colSpan: 2 }, {}, { text: inWords(bill.amount), bold: true, alignment: 'right' }])
  return { layout: 'lightHorizontalLines', table: { headerRows: 1, dontBreakRows: true, widths: ['*', 130, 80], body } }
}

const nameOf = ({ name, detail }: BillLine, names: SpanishNames): TableCell =>
  ({ text: [{ text: inSpanish(name, names) }, ...(detail ? [{ text: ` · ${inSpanish(detail, names)}`, color: GREY }] : [])] })

const wordsOf = (currency: string, language: 'en' | 'es') => (amount: number): string => formatMoney(money(amount, currency), locales[language])

const formats = { en: dayFormat('en'), es: dayFormat('es') }
function dayFormat(language: 'en' | 'es'): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locales[language], { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
}
const day = (date: string, language: 'en' | 'es'): string => formats[language].format(Date.parse(`${date}T00:00:00Z`))

const span = ({ periodStart, periodEnd }: BillLine, language: 'en' | 'es'): string =>
  periodStart && periodEnd ? `${day(periodStart, language)} – ${day(periodEnd, language)}` : ''
