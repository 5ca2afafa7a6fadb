/**
 * One change of plan, from its preview to the two bills that it spoke of. What is posted is what was shown, line by line;
 * what came in between stands on the bill beside it and is all that is different. The preview itself is held to paper and pencil: a
 * day of a product costs its price by the days of its cycle, whatever a program rounds.
 */
import { addDays, cycleAfter, cycleStartOn, dayOf } from '../../../shared/kernel/calendar.ts'
import type { BillLine } from '../../../shared/features/billing/bill-document.schema.ts'
import type { PlanChange, PlanPreview, PreviewBill } from '../../../shared/features/catalog/orders.schema.ts'
import { planPreviewSchema } from '../../../shared/features/catalog/orders.schema.ts'
import type { HeldProduct } from '../../../shared/features/catalog/plan-slots.ts'
import type { PlanCase } from './cases.ts'

type Maybe<T> = T | Promise<T>
export type PostedBill = { billDate: string; dueDate: string; periodStart: string; periodEnd: string; amount: number; lines: BillLine[] }
/** The real one on a database, or the same functions over lists. Of one account. */
export type PlanProgram = {
  preview(change: PlanChange): Maybe<PlanPreview>
  /** @returns the code that it was refused with; null when it was done */
  order(change: PlanChange, fingerprint: string): Maybe<string | null>
  cancel(): Maybe<string | null>
  /** A charge by somebody, in minor units. */
  charge(amount: number): Maybe<void>
  /** The housekeeping of that day looks at orders. */
  keep(today: string): Maybe<void>
  /** The bill of the account's next date; null where there was nothing to bill. */
  bill(today: string): Maybe<PostedBill | null>
  products(): Maybe<HeldProduct[]>
  /** Two that are alike: nothing was written between them. */
  written(): Maybe<string>
}

export type Played = { outcome: string; faults: string[] }

export async function playCase(given: PlanCase, program: PlanProgram): Promise<Played> {
  const { change } = given
  const before = await program.written()
  const held = await program.products()
  const shown = await program.preview(change)
  const faults = planPreviewSchema.safeParse(shown).error ? ['a preview that is not as the contract has it'] : []
  if ((await program.written()) !== before) faults.push('a preview that writes')
  if (shown.fingerprint === null) return refusedCase(given, program, { shown, before, faults })
  if ((await program.order(change, '0'.repeat(64))) !== 'conflict') faults.push('ordered upon other figures')
  const refused = await program.order(change, shown.fingerprint)
  if (refused !== null) return { outcome: 'refused', faults: [...faults, `shown, and then refused: ${refused}`] }
  faults.push(...ownFigures(shown, held, await program.products()))
  return { outcome: outcomeOf(given, shown), faults: [...faults, ...(await playBills(given, program, shown))] }
}

async function refusedCase(given: PlanCase, program: PlanProgram, { shown, before, faults }: { shown: PlanPreview; before: string; faults: string[] }): Promise<Played> {
  if ((await program.order(given.change, '0'.repeat(64))) !== 'validation') faults.push('a refusal that is none when it is ordered')
  if ((await program.written()) !== before) faults.push('a refusal that leaves something')
  return { outcome: `refused: ${shown.refusals[0]?.code}`, faults }
}

const isScheduled = ({ today }: PlanCase, { effectiveOn }: PlanPreview): boolean => effectiveOn !== null && effectiveOn > today
/** There is nothing to cancel when it has begun before that bill. */
function cancelledAt(given: PlanCase, shown: PlanPreview): PlanCase['cancelled'] {
  if (!isScheduled(given, shown) || given.cancelled === 'no') return 'no'
  const [first] = shown.bills
  if (given.cancelled === 'beforeSecond') return shown.effectiveOn !== null && first && shown.effectiveOn > first.billDate ? 'beforeSecond' : 'no'
  return 'beforeFirst'
}

const outcomeOf = (given: PlanCase, shown: PlanPreview): string =>
  cancelledAt(given, shown) === 'no' ? (isScheduled(given, shown) ? 'scheduled' : 'done') : 'cancelled'

async function playBills(given: PlanCase, program: PlanProgram, shown: PlanPreview): Promise<string[]> {
  const cancelled = cancelledAt(given, shown)
  const faults: string[] = []
  const posted: (PostedBill | null)[] = []
  for (const [place, bill] of shown.bills.entries()) {
    if (cancelled === (place === 0 ? 'beforeFirst' : 'beforeSecond') && (await program.cancel()) !== null) faults.push('it could not be cancelled')
    const extra = given.between[place] ?? []
    for (const amount of extra) await program.charge(amount)
    const today = bill.billDate > given.today ? bill.billDate : given.today
    if (given.keeper === 'before') await program.keep(today)
    const made = await program.bill(today)
    if (given.keeper === 'after') await program.keep(today)
    posted.push(made)
    if (cancelled !== 'beforeSecond' || place === 0) faults.push(...differences(bill, made, { extra, without: cancelled === 'beforeFirst' }))
  }
  if (cancelled === 'beforeSecond') faults.push(...asIfNever(shown, posted, given))
  return faults
}

function differences(shown: PreviewBill, posted: PostedBill | null, { extra, without }: { extra: number[]; without: boolean }): string[] {
  const lines = without ? shown.linesBefore : shown.lines
  const expected = (without ? shown.before : shown.after).amount + sum(extra)
  if (posted === null) return lines.length + extra.length === 0 ? [] : [`no bill of ${shown.billDate}`]
  const own = [...posted.lines]
  const added = extra.map((amount) => own.splice(own.findLastIndex((line) => line.code === 'adjustmentCharge' && line.amount === amount), 1)[0]?.amount)
  const faults = (['billDate', 'dueDate', 'periodStart', 'periodEnd'] as const).filter((key) => shown[key] !== posted[key]).map((key) => `${key} ${posted[key]}, shown ${shown[key]}`)
  if (posted.amount !== expected) faults.push(`bill of ${shown.billDate}: ${posted.amount} posted, ${expected} shown`)
  if (sum(added.map((amount) => amount ?? 0)) !== sum(extra)) faults.push('what came in between is not on the bill')
  if (asText(own) !== asText(lines)) faults.push(`bill of ${shown.billDate}: other lines than shown`)
  return faults
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)

/** Whatever ids they have, and in whatever order of ids. */
const asText = (lines: readonly Omit<BillLine, 'id' | 'productId'>[]): string =>
  lines.map(({ group, code, name, detail, periodStart, periodEnd, amount }) => JSON.stringify([group, code, name, detail, periodStart, periodEnd, amount])).sort().join('\n')

/** Charged in advance on the first and given back on the second: the two together are as without it. Taxes round each time. */
function asIfNever(shown: PlanPreview, posted: readonly (PostedBill | null)[], { between }: PlanCase): string[] {
  const untaxed = (lines: readonly { group: string; amount: number }[]) => sum(lines.filter(({ group }) => group !== 'taxFee').map(({ amount }) => amount))
  const expected = sum(shown.bills.map(({ linesBefore }) => untaxed(linesBefore))) + sum(between.flat())
  const found = sum(posted.map((bill) => untaxed(bill?.lines ?? [])))
  return found === expected ? [] : [`cancelled, and ${found} posted in place of ${expected}`]
}

/** The preview against an account by hand: the days by their prices, and the fees. */
function ownFigures(shown: PlanPreview, before: readonly HeldProduct[], after: readonly HeldProduct[]): string[] {
  const [until, on] = [addDays(shown.bills.at(-1)?.periodEnd ?? '', 1), shown.effectiveOn ?? '']
  const cycleDay = cycleDayOf(shown)
  const cost = (products: readonly HeldProduct[]) => products.reduce((total, product) => total + exactCost(product, { on, until, cycleDay }), 0)
  const exact = cost(after) - cost(before)
  const of = (lines: PreviewBill['lines'], wanted: (code: string) => boolean) => sum(lines.filter(({ code }) => wanted(code)).map(({ amount }) => amount))
  const served = (code: string) => code === 'recurring' || code.startsWith('proration')
  const change = (wanted: (code: string) => boolean) => sum(shown.bills.map(({ lines, linesBefore }) => of(lines, wanted) - of(linesBefore, wanted)))
  const pieces = sum(shown.bills.map(({ lines, linesBefore }) => lines.length + linesBefore.length))
  const faults: string[] = []
  if (Math.abs(change(served) - exact) > pieces) faults.push(`services ${change(served)}, by hand ${exact.toFixed(2)}`)
  if (change((code) => code === 'oneTime') !== sum(shown.fees.map(({ amount }) => amount))) faults.push('fees that are on no bill, or on two')
  if (shown.monthly.after - shown.monthly.before !== monthly(after, on) - monthly(before, on)) faults.push('another price per month than that of the products')
  return faults
}

/** Of a bill's date and the next: the larger day of the month, for one of them may be a short month's end. */
const cycleDayOf = ({ bills }: PlanPreview): number => Math.max(...bills.flatMap(({ billDate, periodEnd }) => [Number(billDate.slice(8)), Number(addDays(periodEnd, 1).slice(8))]))

const isThere = ({ startedOn, endsOn }: HeldProduct, day: string): boolean => startedOn !== null && startedOn <= day && (endsOn === null || day < endsOn)
const monthly = (products: readonly HeldProduct[], on: string): number => sum(products.filter((product) => isThere(product, on)).map(({ monthlyPrice }) => monthlyPrice ?? 0))

/** In cents and fractions of one, from the day of the change on. */
function exactCost(product: HeldProduct, { on, until, cycleDay }: { on: string; until: string; cycleDay: number }): number {
  let total = 0
  for (let day = dayOf(on); day < dayOf(until); day += 1) {
    const start = cycleStartOn(day, cycleDay)
    if (isThere(product, addDays('1970-01-01', day))) total += (product.monthlyPrice ?? 0) / (cycleAfter(start, cycleDay) - start)
  }
  return total
}
