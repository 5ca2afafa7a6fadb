import { expect, it } from 'vitest'
import { createKeptAnswer } from './kept-answer.ts'

const named = (code: string) => [{ code }]

it('asks once, tells again what it was told, asks anew behind an old answer, and tells nobody what another was told', async () => {
  let [asked, time, who] = [0, 0, 'ana']
  const kept = createKeptAnswer(async () => named(`answer ${(asked += 1)}`), { now: () => time, key: () => who })
  expect(await Promise.all([kept.get(), kept.get()])).toEqual([named('answer 1'), named('answer 1')])
  time = 60_000
  expect(await kept.get()).toEqual(named('answer 1'))
  time = 301_000
  expect(await kept.get()).toEqual(named('answer 1'))
  await Promise.resolve()
  expect(asked).toBe(2)
  expect(await kept.get()).toEqual(named('answer 2'))
  who = 'jo'
  expect(await kept.get()).toEqual(named('answer 3'))
})

it('keeps what it has while nobody answers, and asks again later', async () => {
  let [fails, time] = [false, 0]
  const kept = createKeptAnswer(() => (fails ? Promise.reject(new Error('offline')) : Promise.resolve(named('first'))), { now: () => time, key: () => '' })
  await kept.get()
  ;[fails, time] = [true, 301_000]
  expect(await kept.get()).toEqual(named('first'))
  expect(await kept.get()).toEqual(named('first'))
})
