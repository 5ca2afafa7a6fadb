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

  it('tells a failure to whoever brought it about, and to none of those who were asked for with them', async () => {
    const whole = together((inputs: readonly number[]) => (inputs.includes(3) ? Promise.reject(new Error('three')) : Promise.resolve(inputs)), 10)
    const answers = await Promise.allSettled([1, 2, 3, 4].map(whole))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(await whole(5)).toBe(5)
  })

  it('leaves behind what is not answered in time', async () => {
    const some = together((inputs: readonly number[]) => (inputs.includes(1) ? new Promise<readonly number[]>(() => undefined) : Promise.resolve(inputs)), 10, 5)
    const answers = await Promise.allSettled([1, 2].map(some))
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  })
})
