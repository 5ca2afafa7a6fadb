/** The lockout against a model that remembers every attempt and counts anew each time. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterFailure, afterSuccess, judge, noFailures, standingLock, type Lockout, type Verdict } from './lockout.ts'

type Try = { pause: number; source: string | null; right: boolean }
type Failed = { at: number; source: string | null }

/** What is known after some tries: failures since the last success or rest, and who was shut out for good. */
class Model {
  failed: Failed[] = []
  shutOut: string | null = null

  lockedFor(now: number, source: string | null): boolean {
    if (this.failed.length >= 15) return true
    if (source !== null && this.shutOut === source) return true
    const last = this.failed.at(-1)
    if (!last) return false
    const alone = this.failed.every((each) => each.source !== null && each.source === this.failed[0]?.source)
    return (!alone || source === null || source === last.source) && now < last.at + this.#wait()
  }

  #wait(): number {
    const count = this.failed.length
    if (count >= 5) return Math.min(900, (count - 4) * 60) * 1_000
    const [before, last] = this.failed.slice(-2)
    return before && last && last.at - before.at < 1_000 ? 60_000 : 0
  }

  attempt(now: number, { source, right }: Try): 'locked' | 'compared' {
    if (this.lockedFor(now, source)) return 'locked'
    const last = this.failed.at(-1)
    if (right || (last && now - last.at > 12 * 3_600_000)) this.failed = []
    if (!right) this.failed.push({ at: now, source })
    if (source !== null && this.failed.length >= 10 && this.failed.every((each) => each.source === source)) this.shutOut = source
    return 'compared'
  }
}

type Rules = { judge: typeof judge; afterFailure: typeof afterFailure; afterSuccess: typeof afterSuccess }
const ours: Rules = { judge, afterFailure, afterSuccess }

/** Long ones are common, or few runs would come as far as a lock for good. */
const pauses = fc.oneof(
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 2_000 }) }, { weight: 2, arbitrary: fc.integer({ min: 50_000, max: 1_000_000 }) },
  { weight: 4, arbitrary: fc.constant(900_000) }, { weight: 1, arbitrary: fc.constantFrom(999, 1_000, 1_000, 60_000, 60_000, 120_000, 43_200_000, 43_200_001) },
)
const tries = (sources: fc.Arbitrary<string | null>) =>
  fc.array(fc.record({ pause: pauses, source: sources, right: fc.integer({ min: 0, max: 29 }).map((dice) => dice === 0) }), { minLength: 1, maxLength: 60, size: 'max' })

/** One that holds to the model says so of every try. */
const agrees = (rules: Rules, sources: fc.Arbitrary<string | null>) =>
  fc.property(tries(sources), (all) => {
    const model = new Model()
    let state: Lockout = noFailures
    let now = 0
    for (const each of all) {
      now += each.pause
      const { locked } = rules.judge(state, now, each.source)
      expect(locked ? 'locked' : 'compared').toBe(model.attempt(now, each))
      if (!locked) state = each.right ? rules.afterSuccess(state) : rules.afterFailure(state, now, each.source)
    }
  })

const kinds: [string, fc.Arbitrary<string | null>][] = [['no sources', fc.constant(null)], ['three addresses', fc.constantFrom('a', 'a', 'b', 'c')]]

describe('the lockout', () => {
  it.each(kinds)('is the model with %s', (_what, sources) => fc.assert(agrees(ours, sources), { numRuns: 2_000, verbose: true }))

  const broken: [string, Rules][] = [
    ['counts one too few', { ...ours, afterFailure: (state, now, source) => { const next = afterFailure(state, now, source); return next.failures === 5 ? { ...next, lockedUntil: null } : next } }],
    ['does not mind quick failures', { ...ours, afterFailure: (state, now, source) => { const next = afterFailure(state, now, source); return next.failures < 5 ? { ...next, lockedUntil: null } : next } }],
    ['counts while it is locked', { ...ours, judge: (state, now, source) => (state.permanent ? judge(state, now, source) : { locked: false }) }],
    ['never locks for good', { ...ours, afterFailure: (state, now, source) => ({ ...afterFailure(state, now, source), permanent: false }) }],
    ['never rests', { ...ours, afterFailure: (state, now, source) => afterFailure(state.lastFailureAt === null ? state : { ...state, lastFailureAt: Math.max(state.lastFailureAt, now - 43_200_000) }, now, source) }],
  ]
  it.each(broken)('would be found out if it %s', (_what, rules) => {
    expect(fc.check(agrees(rules, fc.constant(null)), { numRuns: 5_000, endOnFailure: true }).failed).toBe(true)
  })
  it('would be found out if one address could lock everybody out', () => {
    const rules: Rules = { ...ours, judge: (state, now, source) => judge({ ...state, everywhere: true }, now, source) }
    expect(fc.check(agrees(rules, kinds[1]?.[1] ?? fc.constant(null)), { numRuns: 2_000, endOnFailure: true }).failed).toBe(true)
  })
})

describe('what people are told of the locks', () => {
  /** Told of everybody is what somebody from nowhere meets; told at all, what anybody does. */
  const isTrue = (telling: (state: Lockout, now: number) => Verdict) =>
    fc.property(tries(fc.constantFrom('a', 'a', 'a', 'b', 'c')), (all) => {
      let state: Lockout = noFailures
      let now = 0
      for (const { pause, source, right } of all) {
        now += pause
        const told = telling(state, now)
        const met = ['a', 'b', 'c', 'nowhere'].map((each) => judge(state, now, each).locked)
        expect({ anybody: told.locked, everybody: told.locked && told.everywhere }).toEqual({ anybody: met.includes(true), everybody: met.at(-1) })
        if (!judge(state, now, source).locked) state = right ? afterSuccess(state) : afterFailure(state, now, source)
      }
    })
  it('is true of whoever tries', () => fc.assert(isTrue(standingLock), { numRuns: 2_000, verbose: true }))
  it('would be found out if it told of the one address that is shut out while all are', () => {
    expect(fc.check(isTrue((state, now) => judge(state, now, state.blockedSource ?? state.source)), { numRuns: 5_000, endOnFailure: true }).failed).toBe(true)
  })
})

describe('an attacker who never rests', () => {
  /** @returns what was compared until nothing is any more */
  const attack = (sourceOf: (attempt: number) => string | null): { compared: number; state: Lockout } => {
    let state = noFailures
    let compared = 0
    for (let now = 0, attempt = 0; now < 24 * 3_600_000; now += 250, attempt += 1) {
      if (judge(state, now, sourceOf(attempt)).locked) continue
      compared += 1
      state = afterFailure(state, now, sourceOf(attempt))
    }
    return { compared, state }
  }
  it('has 15 guesses from addresses without number', () => expect(attack((attempt) => `10.${attempt}`)).toMatchObject({ compared: 15, state: { permanent: true } }))
  it('has 15 without addresses', () => expect(attack(() => null)).toMatchObject({ compared: 15, state: { permanent: true } }))
  it('has 10 from one, and keeps nobody else out', () => {
    const { compared, state } = attack(() => 'a')
    expect(compared).toBe(10)
    expect(judge(state, 24 * 3_600_000, 'home')).toEqual({ locked: false })
    // Nor does a typing error at home.
    expect(judge(afterFailure({ ...state, lastFailureAt: 24 * 3_600_000 - 2_000 }, 24 * 3_600_000, 'home'), 24 * 3_600_000 + 420_000, 'home')).toEqual({ locked: false })
  })
})
