/** Rules at random: what is said of them, against what becomes of every chat that there can be. A failure prints fast-check's seed and path. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkRules, everyCase } from './check-rules.ts'
import { chatTopics } from './chat-words.schema.ts'
import { chatReasonSchema, routeOf, tryRules, type RoutingFacts, type RoutingRule } from './routing.ts'

const RUNS = 300
const QUEUE = '019abc00-0000-7000-8000-00000000000a'
const OTHER = '019abc00-0000-7000-8000-00000000000b'
const queues = [{ id: QUEUE, active: true }, { id: OTHER, active: false }]
/** None, which means any, more often than some. */
const some = <T>(of: readonly T[]): fc.Arbitrary<T[]> => fc.oneof(fc.subarray([...of], { maxLength: 0 }), fc.subarray([...of], { minLength: 1 }))
const rule: fc.Arbitrary<RoutingRule> = fc.record({ name: fc.constant('rule'), queueId: fc.constant(QUEUE), skill: fc.constant(null), topics: some(chatTopics), languages: some(['en', 'es', 'fr']), reasons: some(chatReasonSchema.options) })
const rules = fc.array(rule, { minLength: 1, maxLength: 8 })
const anyRule: RoutingRule = { name: 'rest', topics: [], languages: [], reasons: [], queueId: QUEUE, skill: null }

/** As somebody would say it who reads the rules one after the other. */
const asRead = (set: readonly RoutingRule[], { topic, language, reasons }: RoutingFacts): RoutingRule | undefined =>
  set.filter((each) => !each.topics.length || each.topics.includes(topic)).filter((each) => !each.languages.length || each.languages.includes(language)).find((each) => !each.reasons.length || each.reasons.some((reason) => reasons.includes(reason)))

describe('rules of routing', () => {
  it('take the first that fits, and say of each before it what it asks for that is not there', () => {
    fc.assert(fc.property(rules, fc.constantFrom(...everyCase), (set, facts) => {
      const { route, passedOver } = tryRules(set, facts)
      expect(route?.rule).toBe(asRead(set, facts))
      expect(passedOver.map(({ place }) => place)).toEqual(Array.from({ length: route?.place ?? set.length }, (_, place) => place))
      for (const { place, misses } of passedOver) {
        const one = set[place]!
        const without = (left: readonly string[]): RoutingRule => ({ ...one, ...(left.includes('topic') ? { topics: [] } : {}), ...(left.includes('language') ? { languages: [] } : {}), ...(left.includes('reasons') ? { reasons: [] } : {}) })
        expect(routeOf([without(misses)], facts), 'without what was missed it fits').not.toBeNull()
        for (const miss of misses) expect(routeOf([without(misses.filter((each) => each !== miss))], facts), 'each of them is needed').toBeNull()
      }
    }), { numRuns: RUNS })
  })

  it('are said to be never reached just where leaving one out changes nothing for anybody', () => {
    fc.assert(fc.property(rules, (set) => {
      const never = checkRules(set, queues).flatMap((fault) => (fault.fault === 'neverReached' ? [fault] : []))
      for (const place of set.keys()) {
        const without = set.toSpliced(place, 1)
        const same = everyCase.every((facts) => routeOf(set, facts)?.rule === routeOf(without, facts)?.rule)
        expect(never.some((fault) => fault.place === place), `rule ${place}`).toBe(same)
      }
      for (const { place, by } of never) expect(by.every((taker) => taker < place)).toBe(true)
    }), { numRuns: RUNS })
  })

  it('are said to leave somebody without a queue just where they do', () => {
    fc.assert(fc.property(rules, (set) => {
      const lost = everyCase.filter((facts) => !asRead(set, facts))
      const told = checkRules(set, queues).find((fault) => fault.fault === 'nobodyFits')
      expect(told && told.fault === 'nobodyFits' ? told.count : 0).toBe(lost.length)
      expect(checkRules([...set, anyRule], queues).some(({ fault }) => fault === 'nobodyFits')).toBe(false)
    }), { numRuns: RUNS })
  })

  it('are told which come first for all that one would take', () => {
    const bill: RoutingRule = { ...anyRule, topics: ['bill'] }
    expect(checkRules([{ ...bill, languages: ['en'] }, { ...bill, languages: ['es'] }, bill, anyRule], queues)).toEqual([{ place: 2, fault: 'neverReached', by: [0, 1] }])
    expect(checkRules([{ ...anyRule, languages: ['fr'] }, anyRule], queues), 'in which nobody writes').toEqual([{ place: 0, fault: 'neverReached', by: [] }])
  })
  it('lead to queues that are there and not closed, and have a name', () => {
    expect(checkRules([{ ...anyRule, topics: ['bill'], queueId: OTHER }, { ...anyRule, topics: ['plan'], queueId: 'x' }, { ...anyRule, name: ' ' }], queues)).toEqual([{ place: 0, fault: 'closedQueue' }, { place: 1, fault: 'unknownQueue' }, { place: 2, fault: 'noName' }])
    expect(checkRules([], queues)).toEqual([{ place: null, fault: 'noRule' }])
  })
})
