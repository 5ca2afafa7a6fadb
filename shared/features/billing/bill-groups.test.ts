import { describe, expect, it } from 'vitest'
import { billLineGroupSchema, type BillLine } from '#shared/features/billing/bill-document.schema.ts'
import { groupLines, groupOrder, totalOf } from './bill-groups.ts'

const line = (group: BillLine['group'], name: string, amount: number) => ({ group, name, amount }) as BillLine

describe('the groups of a bill', () => {
  it('are those of the contract, in its order', () => {
    expect([...groupOrder]).toEqual(billLineGroupSchema.options)
  })

  it('keep the order of their lines, and sum to the bill', () => {
    const lines = [line('taxFee', 'State', 400), line('service', 'Internet', 7999), line('credit', 'Offer', -2000), line('service', 'TV', 6500)]
    const groups = groupLines(lines)
    expect(groups.map(({ group, total, lines: own }) => [group, total, own.map(({ name }) => name)])).toEqual([
      ['service', 14_499, ['Internet', 'TV']], ['taxFee', 400, ['State']], ['credit', -2000, ['Offer']],
    ])
    expect(groups.reduce((sum, { total }) => sum + total, 0)).toBe(totalOf(lines))
    expect(groupLines([])).toEqual([])
  })
})
