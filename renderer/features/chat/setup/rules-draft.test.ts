import { expect, it } from 'vitest'
import { routingRulesSchema, type RoutingRule } from '#shared/features/chat/routing.ts'
import { differenceOf, keyed, moved, newRule, plain, revive, sameRules } from './rules-draft.ts'

const A = '019abc00-0000-7000-8000-00000000000a'
const rule = (name: string, more: Partial<RoutingRule> = {}): RoutingRule => ({ name, topics: [], languages: [], reasons: [], queueId: A, skill: null, ...more })

it('is kept as it is typed, also half a rule, and what is none is not taken for one', () => {
  const rules = [...keyed([rule('Bills', { topics: ['bill'] })]), newRule('')]
  expect(revive(JSON.parse(JSON.stringify({ upon: 3, rules })))).toEqual({ upon: 3, rules })
  for (const bad of [null, {}, { upon: 1, rules: [{}] }, { upon: 1, rules: [{ ...rules[0], topics: ['weather'] }] }, { upon: 1, rules: [{ ...rules[0], name: 3 }] }]) expect(revive(bad)).toBeNull()
})
it('is sent without what is of the window, trimmed', () => {
  expect(plain([{ ...rule(' Bills '), skill: ' ', key: 'x' }])).toEqual([rule('Bills')])
  expect(routingRulesSchema.safeParse(plain(keyed([rule('Bills', { skill: 'fibre' })]))).success).toBe(true)
})
it('moves one to another place, the others keep theirs', () => {
  expect([moved([1, 2, 3, 4], 0, 2), moved([1, 2, 3, 4], 3, 0), moved([1, 2], 0, 1)]).toEqual([[2, 3, 1, 4], [4, 1, 2, 3], [2, 1]])
})
it('says by name what became of rules', () => {
  const before = [rule('One'), rule('Two', { topics: ['bill'] }), rule('Three')]
  expect(differenceOf(before, [rule('Three'), rule('Two', { topics: ['bill', 'plan'] }), rule('Four')])).toEqual({ added: ['Four'], removed: ['One'], changed: ['Two'], reordered: true })
  expect(differenceOf(before, before)).toEqual({ added: [], removed: [], changed: [], reordered: false })
  expect([sameRules(before, [...before]), sameRules(before, moved(before, 0, 1)), sameRules([rule('x', { topics: ['bill', 'plan'] })], [rule('x', { topics: ['plan', 'bill'] })])]).toEqual([true, false, true])
})
