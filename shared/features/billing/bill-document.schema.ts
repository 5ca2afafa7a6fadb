/**
 * What stands on a bill, line by line (TMF678 AppliedCustomerBillingRate). A bill that was issued never changes, so a
 * document that a desk holds is never stale; what changes of a bill, such as what is left to pay, is in `customerBill`.
 */
import { z } from 'zod'
import { currencySchema, minorUnitsSchema } from '../../kernel/money.ts'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { dateSchema } from '../../kernel/rows.ts'
import { bilingualSchema } from '../catalog/offerings.schema.ts'

/** In the order in which a bill shows them. */
export const billLineGroupSchema = z.enum(['service', 'oneTime', 'usage', 'taxFee', 'credit'])
export type BillLineGroup = z.infer<typeof billLineGroupSchema>

/** Why the line is there. Codes are stable; their words live in the language files. */
export const billLineCodeSchema = z.enum([
  /** A product for the whole cycle, or a discount for the whole cycle. */
  'recurring',
  /** A product or discount that began after the last bill: the days of the last cycle that were not billed in advance. */
  'prorationCharge',
  /** A product or discount that ended before the end of a cycle that was billed in advance: those days given back. */
  'prorationCredit',
  'oneTime',
  'overage',
  'tax',
  'fee',
  'adjustmentCharge',
])
export type BillLineCode = z.infer<typeof billLineCodeSchema>

export const billLineSchema = z.strictObject({
  /** Stable in its bill, so that an adjustment can point at it. */
  id: idSchema,
  group: billLineGroupSchema,
  code: billLineCodeSchema,
  /** As in the catalog, or the tax's or fee's name: `Internet 500`, `NY State Sales Tax`. */
  name: z.string().max(120),
  detail: z.string().max(200).nullable(),
  /** The customer's product; two bills are compared by it. */
  productId: idSchema.nullable(),
  adjustmentId: idSchema.nullable(),
  /** First and last day that it is for; null for what is for no time. */
  periodStart: dateSchema.nullable(),
  periodEnd: dateSchema.nullable(),
  /** Minor units; negative for what is given back. */
  amount: minorUnitsSchema,
})
export type BillLine = z.infer<typeof billLineSchema>

/** Most lines of one bill. */
export const MAX_BILL_LINES = 1_000

export const billDocumentSchema = z.strictObject({
  billId: idSchema,
  customerId: idSchema,
  currency: currencySchema,
  lines: z.array(billLineSchema).max(MAX_BILL_LINES),
})
export type BillDocument = z.infer<typeof billDocumentSchema>

/** The next bill as it would be if nothing changed until its date. Made anew for each question; it is no promise. */
export const nextBillSchema = z.strictObject({
  billDate: dateSchema,
  dueDate: dateSchema,
  periodStart: dateSchema,
  periodEnd: dateSchema,
  currency: currencySchema,
  amount: minorUnitsSchema,
  /** Of `amount`, what credit on the account would pay at once. */
  paidByCredit: minorUnitsSchema,
  lines: z.array(billLineSchema).max(MAX_BILL_LINES),
})
export type NextBill = z.infer<typeof nextBillSchema>

/** A bill as a file. Its content in base64, about as large as the lines are many: 300 make some 60 KB. */
export const billPdfSchema = z.strictObject({
  /** `bill-07810-449-2210-7-2026-11-02.pdf` */
  filename: z.string().regex(/^bill-[\w-]{1,60}\.pdf$/),
  content: z.base64().max(900_000),
})
export type BillPdf = z.infer<typeof billPdfSchema>

/** More than an operator's catalog, taxes and reasons are. */
export const MAX_LINE_NAMES = 5_000
/** What stands on bills and in the history of services, in both languages (`line-names.ts`). */
export const lineNamesSchema = z.strictObject({ names: z.array(bilingualSchema).max(MAX_LINE_NAMES) })

/** To the e-mail address of record alone; `validation` at `email` with `noEmail` where there is none. */
export const emailBillSchema = z.strictObject({ commandId: commandIdSchema, customerId: idSchema, billId: idSchema })
export type EmailBill = z.infer<typeof emailBillSchema>
