import { describe, expect, it } from 'vitest'
import { usageThresholdSchema } from '#shared/features/usage/usage.schema.ts'
import { alertBegun, isSameAlert, largest, readThreshold, reviveAlert } from './threshold-draft.ts'

describe('a threshold that is typed', () => {
  it.each([['percent', '90'], ['percent', ' 1 '], ['percent', '100'], ['gigabytes', '500'], ['gigabytes', '100000']] as const)('%s %j is one, to the contract too', (unit, amount) => {
    const { threshold } = readThreshold({ unit, amount })
    expect(usageThresholdSchema.parse(threshold)).toEqual({ unit, amount: Number(amount) })
  })

  it.each(['', '0', '-5', '101', '1e2', '٩٠', '90.5', '90,5', '90 %', '99999999999'])('%j percent is none, and says why', (amount) =>
    expect(readThreshold({ unit: 'percent', amount })).toMatchObject({ threshold: null, problem: expect.any(String) as string }))

  it('ends where the contract does', () => {
    for (const unit of ['percent', 'gigabytes'] as const) {
      expect(usageThresholdSchema.safeParse({ unit, amount: largest[unit] }).success).toBe(true)
      expect(usageThresholdSchema.safeParse({ unit, amount: largest[unit] + 1 }).success).toBe(false)
    }
  })
})

describe('an alert that is typed', () => {
  const begun = alertBegun(null, false)
  it('is revived as it was kept, with the id under which it went out', () => {
    const draft = { ...begun, amount: '85', channel: 'sms' as const, sent: { id: 'a', what: 'x' } }
    expect(reviveAlert(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
    expect(reviveAlert({ ...draft, sent: { id: 7 } })).toEqual({ ...draft, sent: null })
    expect([null, 'x', {}, { ...draft, unit: 'miles' }, { ...draft, amount: 85 }, { ...draft, channel: 'fax' }].map(reviveAlert)).toEqual(Array(6).fill(null))
  })

  it('is worth keeping when it is not what the form began with', () => {
    expect(isSameAlert(begun, alertBegun(null, false))).toBe(true)
    expect(isSameAlert(begun, alertBegun(null, true))).toBe(false)
    expect([{ amount: '85' }, { channel: 'sms' as const }, { sent: { id: 'a', what: '' } }].map((change) => isSameAlert({ ...begun, ...change }, begun))).toEqual([false, false, false])
  })
})
