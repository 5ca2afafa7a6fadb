import { expect, it } from 'vitest'
import type { ProductOffering } from '#shared/features/catalog/offerings.schema.ts'
import { createOfferings } from './offerings.ts'

const named = (code: string) => [{ code }] as unknown as ProductOffering[]

it('asks once, tells again what it was told, asks anew behind an old answer, and tells nobody what another was told', async () => {
  let [asked, time, who] = [0, 0, 'ana']
  const offerings = createOfferings(async () => named(`answer ${(asked += 1)}`), { now: () => time, key: () => who })
  expect(await Promise.all([offerings.get(), offerings.get()])).toEqual([named('answer 1'), named('answer 1')])
  time = 60_000
  expect(await offerings.get()).toEqual(named('answer 1'))
  time = 301_000
  expect(await offerings.get()).toEqual(named('answer 1'))
  await Promise.resolve()
  expect(asked).toBe(2)
  expect(await offerings.get()).toEqual(named('answer 2'))
  who = 'jo'
  expect(await offerings.get()).toEqual(named('answer 3'))
})

it('keeps what it has while nobody answers, and asks again later', async () => {
  let [fails, time] = [false, 0]
  const offerings = createOfferings(() => (fails ? Promise.reject(new Error('offline')) : Promise.resolve(named('first'))), { now: () => time, key: () => '' })
  await offerings.get()
  ;[fails, time] = [true, 301_000]
  expect(await offerings.get()).toEqual(named('first'))
  expect(await offerings.get()).toEqual(named('first'))
})
