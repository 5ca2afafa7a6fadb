import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/kernel/errors.ts'
import type { Visit } from '#shared/features/dispatch/booking.procedures.ts'
import type { WallClock } from '../../app/wall-clock.ts'
import type { Translate } from '../../app/use-text.ts'
import { boardErrorText } from './board-error.ts'
import { askingWords, visitErrorText, whoWords } from './visit-words.ts'

/** The key, and what is put into it. */
const t = ((key: string, named?: object) => `${key} ${JSON.stringify(named ?? {})}`) as unknown as Translate

describe('why a visit was not booked', () => {
  it('is said in words of its own where no link can be sent', () => {
    expect(visitErrorText(new AppError('notFound', { what: 'portal' }), t)).toContain('visit.problems.noPortal')
    expect(visitErrorText(new AppError('notFound', { what: 'mail' }), t)).toContain('visit.problems.noMail')
    expect(visitErrorText(new AppError('verificationRequired', { level: 'verified' }), t)).toContain('visit.problems.newContact')
    expect(visitErrorText(new AppError('notFound', { what: 'appointment' }), t), 'the control').toContain('error.notFound')
  })

  it('names a customer who pressed on their page as one, and an agent by name', () => {
    const by = (changedBy: string) => new AppError('conflict', { stream: 'appointment', current: null, changedBy, changedAt: null })
    expect(visitErrorText(by('customer'), t)).toContain('visit.who.customer')
    expect(visitErrorText(by('Jo Li'), t)).toContain('Jo Li')
    expect(boardErrorText(by('customer'), t, null)).toContain('visit.who.within')
    expect(whoWords('customer', t, 'another')).toContain('visit.who.another')
  })
})

it.each([['Rang twice, left a card', 'Rang twice, left a card. '], [' Left a card. ', 'Left a card. '], ['Nobody (rang twice!)', 'Nobody (rang twice!) '], ['  ', ''], [null, '']])('ends the note of a visit before what comes after it: %j', (outcomeNote, said) => {
  const visit = { appointment: { status: 'noShow' }, workOrder: { outcome: 'customerAbsent', endedAt: null, outcomeNote }, technicianName: 'Ana' } as unknown as Visit
  expect(askingWords(visit, t, {} as WallClock).then).toBe(`${said}visit.noneBooked {}`)
})
