import { describe, expect, it } from 'vitest'
import { auditFilterSchema } from '#shared/features/audit/audit.schema.ts'
import { emptyDraft, isEmpty, readDraft } from './audit-filter-draft.ts'

const read = (change: Partial<ReturnType<typeof emptyDraft>>) => readDraft({ ...emptyDraft(), ...change })

describe('what is looked for', () => {
  it('is everything at first, and what the contract takes', () => {
    expect(isEmpty(emptyDraft())).toBe(true)
    expect(auditFilterSchema.parse(readDraft(emptyDraft()).filter)).toEqual({ agent: null, customer: null, action: null, outcome: null, from: null, to: null, contactId: null, overrides: false, outsideContact: false })
    const said = read({ agent: ' Moreno ', customer: '07810-1', action: 'billing.takePayment', outcome: 'refused', from: '2026-11-01', to: '2026-11-01', contactId: '0192f0c1-7a2b-7c3d-8e4f-5a6b7c8d9e0f', overrides: true, outsideContact: true })
    expect(auditFilterSchema.parse(said.filter)).toMatchObject({ agent: 'Moreno', outcome: 'refused', overrides: true, outsideContact: true })
  })

  it('holds the last day whole, also when the clocks change', () => {
    const { filter } = read({ from: '2026-10-25', to: '2026-11-01' })
    expect(filter?.from).toBe(new Date(2026, 9, 25).toISOString())
    expect(filter?.to).toBe(new Date(2026, 10, 2).toISOString())
  })

  it('says what is wrong where it is', () => {
    expect(read({ contactId: '12' }).problem).toBe('contactWrong')
    expect(read({ from: '2026-11-02', to: '2026-11-01' }).problem).toBe('rangeWrong')
  })
})
