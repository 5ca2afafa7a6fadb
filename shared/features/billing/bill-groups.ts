/** A bill as it is read: its lines by what they are, each group with its own sum. Amounts in minor units. */
import { money, sum } from '../../kernel/money.ts'
import type { BillLine, BillLineGroup } from './bill-document.schema.ts'

/** As `billLineGroupSchema`; bill-groups.test.ts compares them. */
export const groupOrder = ['service', 'oneTime', 'usage', 'taxFee', 'credit'] as const satisfies readonly BillLineGroup[]
export type BillGroup = { group: BillLineGroup; lines: BillLine[]; total: number }

/** In the order of a bill; lines keep theirs, and a group without lines is not there. */
export function groupLines(lines: readonly BillLine[]): BillGroup[] {
  return groupOrder.map((group) => groupOf(group, lines.filter((line) => line.group === group))).filter((group) => group.lines.length > 0)
}

const groupOf = (group: BillLineGroup, lines: BillLine[]): BillGroup => ({ group, lines, total: totalOf(lines) })

export const totalOf = (lines: readonly Pick<BillLine, 'amount'>[]): number => sum(lines.map(({ amount }) => money(amount))).amount
