import { describe, expect, it } from 'vitest'
import { adjustmentDirectionSchema, adjustmentSchema, adjustmentTargetSchema, submitAdjustmentSchema, type AdjustmentReason } from '#shared/features/billing/adjustments.schema.ts'
import { COMMENT_LIMIT, directions, emptyAdjustment, inputOf, isEmptyAdjustment, mergeAdjustment, problemsOf, reviveAdjustment, targets, type AdjustmentDraft } from './adjustment-draft.ts'

const id = (number: number) => `01920000-0000-7000-8000-${String(number).padStart(12, '0')}`
const reason = (change: Partial<AdjustmentReason> = {}): AdjustmentReason => ({ code: 'goodwill', english: 'Goodwill', spanish: 'Gesto', direction: 'credit', needsPeriod: false, active: true, ...change })
const typed = (change: Partial<AdjustmentDraft> = {}): AdjustmentDraft => ({ ...emptyAdjustment, reason: 'goodwill', amount: '8', comment: ' Sorry ', ...change })
const today = '2026-11-23'

describe('the draft of an adjustment', () => {
  it('knows what the schema knows', () => {
    expect([...directions]).toEqual(adjustmentDirectionSchema.options)
    expect([...targets]).toEqual(adjustmentTargetSchema.options)
    expect(adjustmentSchema.shape.comment.safeParse('x'.repeat(COMMENT_LIMIT)).success).toBe(true)
    expect(adjustmentSchema.shape.comment.safeParse('x'.repeat(COMMENT_LIMIT + 1)).success).toBe(false)
  })

  it('comes back as it was typed, and from nothing else', () => {
    const draft = typed({ id: id(1), target: 'billLine', billId: id(2), billLineId: id(3), periodStart: '2026-11-01' })
    expect(reviveAdjustment(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
    expect([reviveAdjustment(null), reviveAdjustment('x'), reviveAdjustment({ direction: 'gift', target: 'account' })]).toEqual([null, null, null])
    expect(reviveAdjustment({ direction: 'credit', target: 'account', amount: 5 })).toEqual(emptyAdjustment)
  })

  it('is empty until something is typed', () => {
    expect(isEmptyAdjustment({ ...emptyAdjustment, target: 'bill', billId: id(2) })).toBe(true)
    expect([typed({ comment: '', reason: '' }), typed({ amount: '' }), typed({ id: id(1) })].map(isEmptyAdjustment)).toEqual([false, false, false])
  })

  it.each<[string, Partial<AdjustmentDraft>, Partial<AdjustmentReason> | null, object]>([
    ['nothing chosen', { comment: ' ' }, null, { reason: 'adjust.problems.reason', comment: 'field.missing' }],
    ['a bill that is not chosen', { target: 'bill' }, {}, { bill: 'adjust.problems.bill' }],
    ['a line that is not chosen', { target: 'billLine', billId: id(2) }, {}, { line: 'adjust.problems.line' }],
    ['an outage without its number', { target: 'outage' }, {}, { outage: 'adjust.problems.outage' }],
    ['days that are missing', { periodStart: '2026-11-01' }, { needsPeriod: true }, { period: 'adjust.problems.period' }],
    ['days the wrong way round', { periodStart: '2026-11-02', periodEnd: '2026-11-01' }, { needsPeriod: true }, { period: 'adjust.problems.periodOrder' }],
    ['a day that has not been', { periodStart: '2026-11-20', periodEnd: '2026-11-24' }, { needsPeriod: true }, { period: 'adjust.problems.periodFuture' }],
    ['more than a year', { periodStart: '2025-11-20', periodEnd: '2026-11-22' }, { needsPeriod: true }, { period: 'adjust.problems.periodLong' }],
    ['days that nobody asks for', { periodStart: '2026-11-02', periodEnd: '2026-11-01' }, {}, {}],
    ['all there', {}, {}, {}],
  ])('tells %s', (_, change, chosen, problems) => {
    expect(problemsOf(typed(change), chosen && reason(chosen), today)).toEqual(problems)
  })

  it('sends what belongs to what was chosen, and nothing that was chosen before', () => {
    const sent = { id: id(1), customerId: id(8), billingAccountId: id(9), amount: 800 }
    const draft = typed({ billId: id(2), billLineId: id(3), outage: 'SP-1', periodStart: '2026-11-01', periodEnd: '2026-11-02' })
    for (const target of targets) for (const needsPeriod of [true, false]) {
      const input = inputOf({ ...draft, target }, { ...sent, reason: reason({ needsPeriod }) })
      expect(submitAdjustmentSchema.omit({ commandId: true }).parse(input)).toEqual(input)
      expect([input.billId !== null, input.billLineId !== null, input.outageReference !== null, input.periodStart !== null]).toEqual(
        [target === 'bill' || target === 'billLine', target === 'billLine', target === 'outage', needsPeriod],
      )
    }
    expect(inputOf(draft, { ...sent, reason: reason() }).comment).toBe('Sorry')
  })
})

describe('typed before the kept draft came', () => {
  it('neither is lost: what was typed wins, a comment stands below the kept one', () => {
    const kept = { ...emptyAdjustment, id: 'one', amount: '8', reason: 'goodwill', comment: 'Was out three days.' }
    const typed = { ...emptyAdjustment, amount: '12', comment: 'Second call.' }
    expect(mergeAdjustment(typed, kept)).toMatchObject({ id: null, amount: '12', reason: 'goodwill', comment: 'Was out three days.\nSecond call.' })
    expect(mergeAdjustment(typed, emptyAdjustment)).toBe(typed)
  })
})
