/** Any sequence of requests, decisions, reversals, bills and payments comes to what plain sums say. A failure prints fast-check's seed and path. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../../electron/backend/store/store.ts'
import { faultsInBooks } from '../../support/books.ts'
import { databaseProgram } from '../../support/money-world/database-program.ts'
import type { Cast, Program } from '../../support/money-world/program.ts'
import { openWorld, stepKinds, type Step } from '../../support/money-world/world.ts'
import { NOW, openTestStore, storeKinds, testClock } from '../../support/stores.ts'
import { manualClock } from '../../../shared/kernel/clock.ts'

const RUNS = 25
const cast = (): Cast => ({ clock: manualClock(NOW), accounts: 3, agents: ['agent', 'agent', 'seniorAgent', 'supervisor', 'supervisor'] })
// Credits and decisions are what this is about: they come oftener.
const kind = fc.constantFrom(...stepKinds, 'credit', 'credit', 'credit', 'creditOnBill', 'decide', 'decide', 'decide')
const steps: fc.Arbitrary<Step[]> = fc.array(fc.record({ kind, who: fc.nat(), account: fc.nat(), pick: fc.nat(), amount: fc.nat(), more: fc.nat() }), { minLength: 1, maxLength: 60 })

describe.each(storeKinds)('any sequence on the %s store', (kindOfStore) => {
  let store: Store
  beforeAll(async () => {
    store = await openTestStore(kindOfStore, testClock())
  })
  afterAll(() => store.close())

  /** @returns what went wrong first */
  const play = async (given: readonly Step[], change: (program: Program) => Program = (program) => program): Promise<string[]> => {
    const stage = cast()
    const world = openWorld(stage, change(await databaseProgram(store, stage)))
    for (const step of given) {
      const faults = await world.step(step)
      if (faults.length > 0) return faults
    }
    return world.finish()
  }

  it('comes to what the model says, and a refusal writes nothing', async () => {
    await fc.assert(fc.asyncProperty(steps, async (given) => { expect(await play(given)).toEqual([]) }), { numRuns: RUNS })
    expect(await faultsInBooks(store)).toEqual([])
  }, 300_000)

  it('is caught when a cent goes astray (the control)', async () => {
    const generous = (program: Program): Program => ({ ...program, submit: (asked) => program.submit({ ...asked, amount: asked.amount + 1 }) })
    const [sample] = fc.sample(steps, { numRuns: 1 })
    const credit = { kind: 'credit', who: 0, account: 0, pick: 0, amount: 1, more: 0 } as const
    expect(await play([...(sample ?? []), credit], generous)).not.toEqual([])
  })
})
