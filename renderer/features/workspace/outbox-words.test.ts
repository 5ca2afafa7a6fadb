import { describe, expect, it } from 'vitest'
import type { OutboxEntry } from '#shared/features/workspace/workspace.schema.ts'
import { makeFormats } from '../../app/format.ts'
import type { Translate } from '../../app/use-text.ts'
import { askedFor, conflictVersions, entryWords, isConflict } from './outbox-words.ts'

const t: Translate = (key) => key
const conflict = (procedure: string) => ({
  procedure, input: { value: '+19145550123', use: 'home', comment: 'Sorry' },
  error: { code: 'conflict', data: { current: { value: '+19145550199', use: 'work' }, changedBy: 'June', changedAt: null } },
}) as unknown as OutboxEntry

describe('a conflict in the outbox', () => {
  it('is to be chosen where two people wrote the same thing', () => {
    const entry = conflict('customers.changeContactMedium')
    expect([isConflict(entry), conflictVersions(entry, t, makeFormats('en-US'))?.who]).toEqual([true, 'June'])
  })

  it('is a refusal where it is about money: there is nothing to choose', () => {
    const entry = conflict('billing.submitAdjustment')
    expect([isConflict(entry), conflictVersions(entry, t, makeFormats('en-US'))]).toEqual([false, null])
    expect(entryWords(entry, t, makeFormats('en-US'))).toEqual({ what: 'outbox.adjustment', text: 'Sorry' })
    expect(['submitAdjustment', 'reverseAdjustment', 'takePayment', 'setAutopay'].map((name) => askedFor({ procedure: `billing.${name}` }))).toEqual(['new', 'step', 'payment', 'payment'])
  })
})
