import { describe, expect, it } from 'vitest'
import { together } from './together.ts'

describe('together', () => {
  it('asks at once for whoever is alone, and for all others in one question when that is answered', async () => {
    const asked: (readonly number[])[] = []
    const double = together(async (inputs: readonly number[]) => {
      asked.push(inputs)
      await Promise.resolve()
      return inputs.map((input) => input * 2)
    }, 3)
    expect(await Promise.all([1, 2, 3, 4, 5].map(double))).toEqual([2, 4, 6, 8, 10])
    expect(asked).toEqual([[1], [2, 3, 4], [5]])
    expect(await double(6)).toBe(12)
  })

  it('tells a failure to those of its question alone, and goes on', async () => {
    const whole = together((inputs: readonly number[]) => (inputs.includes(2) ? Promise.reject(new Error('two')) : Promise.resolve(inputs)), 1)
    const answers = await Promise.allSettled([1, 2, 3].map(whole))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })
})
