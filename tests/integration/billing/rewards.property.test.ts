/** Any sequence of payments, gifts, redemptions, reversals and days comes to what a plain list of lots says. A failure prints fast-check's seed and path. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../../electron/backend/store/store.ts'
import { faultsInBooks } from '../../support/books.ts'
import { openRewardWorld, stepKinds, type Step } from '../../support/reward-world.ts'
import { openTestStore, storeKinds } from '../../support/stores.ts'

const RUNS = 60
// What points are for comes oftener.
const kind = fc.constantFrom(...stepKinds, 'pay', 'redeem', 'redeem', 'reverse', 'reverse', 'days')
const steps: fc.Arbitrary<Step[]> = fc.array(fc.record({ kind, account: fc.nat(), pick: fc.nat(), amount: fc.nat() }), { minLength: 1, maxLength: 50 })
const seed = Number(process.env.HEADEND_SEED ?? Date.now() % 2 ** 31)

describe.each(storeKinds)('points on the %s store', (kindOfStore) => {
  let store: Store
  beforeAll(async () => {
    store = await openTestStore(kindOfStore)
  })
  afterAll(() => store.close())

  /** @returns what went wrong first */
  const play = async (given: readonly Step[], ...change: Parameters<typeof openRewardWorld> extends [Store, ...infer Rest] ? Rest : never): Promise<string[]> => {
    const world = await openRewardWorld(store, ...change)
    for (const step of given) {
      const faults = await world.step(step)
      if (faults.length > 0) return [step.kind, ...faults]
    }
    return []
  }

  it('are what the lots say, in any sequence', async () => {
    console.log(`seed ${seed}`)
    await fc.assert(fc.asyncProperty(steps, async (given) => { expect(await play(given)).toEqual([]) }), { seed, numRuns: RUNS })
    expect(await faultsInBooks(store)).toEqual([])
  }, 300_000)

  it('are caught when the newest are spent first (the control)', async () => {
    const one = (kind: Step['kind'], amount: number): Step => ({ kind, account: 0, pick: 1, amount })
    const given = [one('give', 99), one('days', 9), one('give', 199), one('redeem', 49)]
    expect(await play(given)).toEqual([])
    expect(await play(given, (lots) => lots.reverse())).not.toEqual([])
  })

  it('are caught when the day has no limit (the control)', async () => {
    const give = (account: number): Step => ({ kind: 'give', account, pick: 1, amount: 3_999 })
    expect(await play([give(0), give(1)])).toEqual([])
    expect(await play([give(0), give(1)], undefined, 100_000)).not.toEqual([])
  })
})
