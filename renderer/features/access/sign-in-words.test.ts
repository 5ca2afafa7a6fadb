import { describe, expect, it } from 'vitest'
import type { SignInState } from '#shared/features/access/access.schema.ts'
import { makeFormats } from '../../app/format.ts'
import { access } from '../../app/locales/en/access.ts'
import { stateSentence } from './sign-in-words.ts'

const since = '2026-11-23T15:00:00.000Z'
const nothing: SignInState = {
  state: { state: 'active' }, lock: null, lockedDevices: null, wrongPasswords: 0, wrongCodes: 0, firstFailureAt: null, lastFailureAt: null, temporaryLocks: 0, portal: true, channels: [],
}
/** The words of the house, without its plurals' machine. */
function t(key: string, named: Record<string, string | number> = {}, plural = 1): string {
  const found: unknown = key.split('.').reduce<unknown>((words, name) => (words as Record<string, unknown>)[name], access)
  const forms = String(found).split(' | ')
  return (forms[plural === 1 ? 0 : 1] ?? '').replace(/\{(\w+)\}/g, (_all, name: string) => String({ ...named, n: plural }[name]))
}
const say = (state: Partial<SignInState>): string => stateSentence({ ...nothing, ...state }, { t, formats: makeFormats('en'), now: Date.parse(since) })

describe('the state of a sign-in in words', () => {
  it('tells of a lock in place of an active one', () => {
    expect(say({})).toBe('The sign-in is active.')
    expect(say({ lock: { until: null, everywhere: true }, wrongPasswords: 15, firstFailureAt: since })).toMatch(/^The sign-in is locked until we unlock it, because of 15 wrong passwords since /)
  })

  it('tells of a lock beside what else keeps it shut', () => {
    const lock = { until: null, everywhere: true }
    expect(say({ state: { state: 'frozen', since }, lock })).toMatch(/^The sign-in has been frozen since .+\. Nobody can use it\. It is locked as well, until we unlock it\.$/)
    expect(say({ state: { state: 'passwordForced', since }, lock: { ...lock, everywhere: false } })).toMatch(/From one place it is locked as well, until we unlock it\.$/)
    expect(say({ state: { state: 'frozen', since } })).not.toContain('locked')
  })

  it('tells of remembered devices', () => {
    expect(say({ lockedDevices: { count: 1, until: null } })).toBe('The sign-in is active. A remembered device is locked until we unlock it, because of wrong tries on it.')
    expect(say({ lockedDevices: { count: 2, until: since } })).toMatch(/^The sign-in is active\. 2 remembered devices are locked, .+ until .+\.$/)
  })
})
