import { expect, test } from 'vitest'
import type { Translate } from '../../../app/use-text.ts'
import { ageWords, leftTone } from './left-age.ts'

const t = ((key: string, _named?: object, count?: number) => `${key.split('.').at(-1)}${count === undefined ? '' : ` ${count}`}`) as Translate
test.each([[59_999, 'now'], [60_000, 'minutes 1'], [3_599_999, 'minutes 59'], [3_600_000, 'hours 1'], [172_799_999, 'hours 47'], [172_800_000, 'days 2']])('%i ms is %s', (ms, words) => {
  expect(ageWords(ms, t)).toBe(words)
})
test('half a working day is to be looked at, a day is too long', () => {
  expect([0, 4 * 3_600_000, 24 * 3_600_000].map(leftTone)).toEqual(['soft', 'look', 'stop'])
})
