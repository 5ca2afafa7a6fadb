import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/kernel/app-error.ts'
import { stepUpLink } from './step-up-link.ts'

const refusing = (times: number, error: unknown = new AppError('stepUpRequired', {})) => {
  const calls: unknown[] = []
  return { calls, call: (_path: readonly string[], input: unknown) => (calls.push(input), calls.length <= times ? Promise.reject(error) : Promise.resolve('done')) }
}
const go = (link: ReturnType<typeof refusing>, answer: boolean) => {
  let asked = 0
  return stepUpLink(link, () => ((asked += 1), Promise.resolve(answer))).call(['session', 'unlockAgent'], { agentId: 'a' }, { context: {} }).then((told) => ({ told, asked }))
}

describe('a call that wants proof', () => {
  it('goes on as it was when it is given', async () => {
    const link = refusing(1)
    expect(await go(link, true)).toEqual({ told: 'done', asked: 1 })
    expect(link.calls).toEqual([{ agentId: 'a' }, { agentId: 'a' }])
  })
  it('ends as it was refused when it is not, or not enough', async () => {
    await expect(go(refusing(1), false)).rejects.toMatchObject({ code: 'stepUpRequired' })
    await expect(go(refusing(2), true)).rejects.toMatchObject({ code: 'stepUpRequired' })
  })
  it('asks for nothing that is refused otherwise', async () => {
    const link = refusing(1, new AppError('forbidden', {}))
    await expect(go(link, true)).rejects.toMatchObject({ code: 'forbidden' })
    expect(link.calls).toHaveLength(1)
  })
})
