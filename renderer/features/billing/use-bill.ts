/** The bill that is chosen, its lines, and what changed since the one before. */
import { computed, type ComputedRef } from 'vue'
import { isAppError } from '#shared/kernel/app-error.ts'
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'
import { explainChanges, type BillChange } from '#shared/features/billing/bill-changes.ts'
import type { BillLine, NextBill } from '#shared/features/billing/bill-document.schema.ts'
import type { CustomerBill } from '#shared/features/billing/billing.schema.ts'
import { NEXT_BILL } from '../../app/account-ui.ts'
import { bridge } from '../../app/bridge/client.ts'
import { useKeyedRead } from '../../app/use-keyed-read.ts'
import { concerns, concernsTable } from '../../app/use-live-read.ts'

/** What the next bill is made of. */
const nextBillTables = ['billingAccount', 'customerBill', 'payment', 'adjustment', 'product']

/** `bill`: null for the next one. `former`: the one before, as far as this desk knows it. */
type Read = { bill: CustomerBill | null; next: NextBill | null; lines: BillLine[]; former: CustomerBill | null; formerLines: BillLine[] | null }
export type ShownBill = Omit<Read, 'formerLines'> & {
  /** Null when there is nothing to compare with. */
  changes: BillChange[] | null
}

export function useBill(view: () => AccountView, chosen: () => string | null) {
  const linesOf = createLineReader(view().customer.id)
  const customerId = view().customer.id
  const read = useKeyedRead<Read>(
    chosen,
    (key, looked) => (key === NEXT_BILL ? readNext(linesOf, { customerId, looked }, view().bills[0] ?? null) : readBill(linesOf, view().bills, key)),
    // A bill that was issued never changes; the next one does with everything.
    (event) => chosen() === NEXT_BILL && concerns(event, customerId) && concernsTable(event, ...nextBillTables),
  )
  const shown: ComputedRef<ShownBill | null> = computed(() => {
    if (!read.data.value) return null
    const { formerLines, ...rest } = read.data.value
    const kindOf = (productId: string) => view().products.find((product) => product.id === productId)?.kind ?? null
    return { ...rest, changes: formerLines && explainChanges(formerLines, rest.lines, kindOf) }
  })
  return { ...read, shown }
}

/** Bills that never change, so that going down the list reads each once. As many as are compared, and a step back. */
const KEPT_BILLS = 3
type LinesOf = (billId: string) => Promise<BillLine[]>

function createLineReader(customerId: string): LinesOf {
  const kept = new Map<string, BillLine[]>()
  return async (billId) => {
    const lines = kept.get(billId) ?? (await bridge.billing.bill({ customerId, billId })).lines
    kept.delete(billId)
    kept.set(billId, lines)
    for (const oldest of kept.keys()) if (kept.size > KEPT_BILLS) kept.delete(oldest)
    return lines
  }
}

async function readBill(linesOf: LinesOf, bills: readonly CustomerBill[], billId: string): Promise<Read> {
  const at = bills.findIndex((bill) => bill.id === billId)
  const former = bills[at + 1] ?? null
  const [lines, formerLines] = await Promise.all([linesOf(billId), readFormer(linesOf, former)])
  return { bill: bills[at] ?? null, next: null, lines, former, formerLines }
}

async function readNext(linesOf: LinesOf, of: { customerId: string; looked: boolean }, former: CustomerBill | null): Promise<Read> {
  const [{ bill: next }, formerLines] = await Promise.all([bridge.billing.nextBill(of), readFormer(linesOf, former)])
  return { bill: null, next, lines: next?.lines ?? [], former, formerLines }
}

/** A bill is worth showing without the one before it. */
async function readFormer(linesOf: LinesOf, former: CustomerBill | null): Promise<BillLine[] | null> {
  if (!former) return null
  try {
    return await linesOf(former.id)
  } catch (reason) {
    if (isAppError(reason, 'offline') || isAppError(reason, 'notFound')) return null
    throw reason
  }
}
