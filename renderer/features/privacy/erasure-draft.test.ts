import { describe, expect, it } from 'vitest'
import { emptyErasure, toErasure, type ErasureDraft } from './erasure-draft.ts'

const [customerId, today] = ['01920000-0000-7000-8000-000000000001', '2026-11-23']
const filled: ErasureDraft = { basis: 'gdpr', requestedOn: '2026-11-20', typed: '07810 0000042 1' }
const sent = (change: Partial<ErasureDraft>) => toErasure({ ...filled, ...change }, customerId, '07810-0000042-1', today)

describe('an erasure', () => {
  it('sends the number as it was typed', () =>
    expect(sent({})).toEqual({ customerId, accountNumber: '07810 0000042 1', basis: 'gdpr', requestedOn: '2026-11-20' }))

  it('begins with no law and no day', () => expect(emptyErasure()).toEqual({ basis: '', requestedOn: '', typed: '' }))

  it.each<[string, Partial<ErasureDraft>]>([
    ['no law', { basis: '' }],
    ['no day', { requestedOn: '' }],
    ['a day that has not come', { requestedOn: '2026-11-24' }],
    ['no number', { typed: ' ' }],
    ["another account's number", { typed: '07810-0000043-1' }],
  ])('is not sent with %s', (_what, change) => expect(sent(change)).toBeNull())
})
