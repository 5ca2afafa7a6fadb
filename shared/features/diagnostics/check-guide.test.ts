import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flowFaults } from './check-guide.ts'
import { isOutcome, nextsOf, type GuideStep } from './guides.schema.ts'
import { readGuide } from './read-guide.ts'

const words = { en: 'Words', es: 'Palabras' }
const named = (index: number): string => `s${index}`
/** Any steps that lead anywhere, also to where there is none. */
const steps = fc.integer({ min: 1, max: 9 }).chain((count) => {
  const to = fc.oneof({ weight: 30, arbitrary: fc.integer({ min: 0, max: count - 1 }).map(named) }, { weight: 1, arbitrary: fc.constant(named(count)) })
  const step = (id: string): fc.Arbitrary<GuideStep> => fc.oneof(
    to.map((next): GuideStep => ({ kind: 'say', id, say: words, next })),
    fc.array(to, { minLength: 2, maxLength: 4 }).map((nexts): GuideStep => ({ kind: 'ask', id, ask: words, choices: nexts.map((next) => ({ answer: words, next })) })),
    fc.tuple(to, to, to).map(([good, bad, noAnswer]): GuideStep => ({ kind: 'check', id, check: 'signal', say: words, next: { good, bad, noAnswer } })),
    fc.tuple(to, to).map(([done, failed]): GuideStep => ({ kind: 'act', id, act: 'reboot', say: words, next: { done, failed } })),
    fc.constant<GuideStep>({ kind: 'solved', id, say: words }),
  )
  return fc.tuple(...Array.from({ length: count }, (_, index) => step(named(index))))
})

/** By trying: every way through it, one step at a time, as long as there are steps. */
function reference(all: readonly GuideStep[]): { reached: Set<string>; ends: Set<string> } {
  const byId = new Map(all.map((step) => [step.id, step]))
  const reached = new Set([all[0]!.id])
  const ends = new Set(all.filter(isOutcome).map(({ id }) => id))
  for (let round = 0; round < all.length; round += 1) {
    for (const id of [...reached]) nextsOf(byId.get(id)!).forEach((next) => reached.add(next))
    for (const step of all) if (nextsOf(step).some((next) => ends.has(next))) ends.add(step.id)
  }
  return { reached, ends }
}

describe('the flow of a guide', () => {
  it('is said to be wrong where, and only where, trying every way finds it so', () => {
    fc.assert(fc.property(steps, (all) => {
      const ids = new Set(all.map(({ id }) => id))
      const holes = all.flatMap((step) => [...new Set(nextsOf(step))].filter((next) => !ids.has(next)).map((next) => `${step.id} ${next}`))
      const faults = flowFaults({ steps: all })
      if (holes.length > 0) {
        expect(faults.map(({ what, step, detail }) => `${what} ${step} ${detail}`)).toEqual(holes.map((hole) => `unknownNext ${hole}`))
        return
      }
      const { reached, ends } = reference(all)
      expect(faults.filter(({ what }) => what === 'unreachable').map(({ step }) => step)).toEqual([...ids].filter((id) => !reached.has(id)))
      expect(faults.filter(({ what }) => what === 'noWayOut').map(({ step }) => step)).toEqual([...ids].filter((id) => reached.has(id) && !ends.has(id)))
    }), { numRuns: 500 })
  })
})

const good = `id: small
title: { en: Small, es: Pequeña }
services: []
steps:
  - id: first
    kind: ask
    ask: { en: "Does it work?", es: "¿Funciona?" }
    choices:
      - { answer: { en: Yes it does, es: Sí }, next: solved }
      - { answer: { en: No it does not, es: No }, next: more }
  - id: more
    kind: say
    say: { en: Try again, es: Pruebe otra vez }
    next: first
  - id: solved
    kind: solved
    say: { en: Good, es: Bien }
`

describe('a guide as a file', () => {
  const faultsOf = (source: string) => readGuide(source).faults

  it('is read, also where it goes round with a way out', () => {
    expect(readGuide(good).guide?.steps.map(({ id }) => id)).toEqual(['first', 'more', 'solved'])
  })

  it.each([
    ['a loop without a way out', good.replace('next: solved }', 'next: more }'), [{ what: 'noWayOut', step: 'first', line: 5 }, { what: 'noWayOut', step: 'more', line: 11 }, { what: 'unreachable', step: 'solved', line: 15 }]],
    ['a step that leads nowhere', good.replace('next: first', 'next: elsewhere'), [{ what: 'unknownNext', step: 'more', line: 11, detail: 'elsewhere' }]],
    ['two steps of one name', good.replace('id: more', 'id: first'), [{ what: 'repeatedStep', step: 'first', line: 11 }, { what: 'unknownNext', step: 'first', line: 5, detail: 'more' }]],
    ['a language that is missing', good.replace('say: { en: Good, es: Bien }', 'say: { en: Good }'), [{ what: 'shape', step: 'solved', line: 17 }]],
    ['a kind that is none', good.replace('kind: say', 'kind: sing'), [{ what: 'shape', step: 'more', line: 12 }]],
    ['a check that is none', good.replace('kind: say\n    say:', 'kind: check\n    check: mood\n    say:').replace('next: first', 'next: { good: first, bad: first, noAnswer: first }'), [{ what: 'shape', step: 'more', line: 13 }]],
    ['no step', 'id: small\ntitle: { en: A, es: B }\nservices: []\nsteps: []\n', [{ what: 'shape', step: null, line: 4 }]],
    ['what is no YAML', 'id: [', [{ what: 'yaml' }]],
    ['nothing', '', [{ what: 'shape' }]],
    ['a bomb of aliases', `a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n`, [{ what: 'shape' }]],
    ['a file that is too long', `${good}# ${'x'.repeat(64_000)}`, [{ what: 'tooLong' }]],
  ])('with %s is refused, and the place is named', (_what, source, expected) => {
    const faults = faultsOf(source)
    expect(readGuide(source).guide).toBeNull()
    expected.forEach((fault, index) => expect(faults[index]).toMatchObject(fault))
  })

  it('never breaks, whatever is typed into it', () => {
    fc.assert(fc.property(fc.nat({ max: good.length }), fc.nat({ max: 40 }), fc.string({ unit: fc.constantFrom(':', '-', ' ', '\n', '{', '}', '[', '&', '*', '!', '"', 'x', '#') }), (at, gone, typed) => {
      const { guide, faults } = readGuide(good.slice(0, at) + typed + good.slice(at + gone))
      expect(guide === null).toBe(faults.length > 0)
    }), { numRuns: 500 })
  })
})
