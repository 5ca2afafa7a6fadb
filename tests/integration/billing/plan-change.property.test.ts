/** What is shown of a change of plan is what is billed, whatever the account, the moment and the calendar. */
import { describe, expect, it } from 'vitest'
import { faultsInBooks } from '../../support/books.ts'
import { planCase } from '../../support/plan-world/cases.ts'
import { databaseProgram, openPlanBackend } from '../../support/plan-world/database-program.ts'
import { memoryProgram, planRules } from '../../support/plan-world/memory-program.ts'
import { playCase } from '../../support/plan-world/play.ts'
import { openTestStore, storeKinds } from '../../support/stores.ts'

const seed = Number(process.env.HEADEND_SEED ?? Date.now() % 2 ** 31)

describe(`a change of plan (seed ${seed})`, () => {
  it('is billed to the cent as it was shown', async () => {
    const outcomes: Record<string, number> = {}
    for (let number = 0; number < 600; number += 1) {
      const given = planCase(seed, number)
      const { outcome, faults } = await playCase(given, memoryProgram(given))
      expect(faults, JSON.stringify(given)).toEqual([])
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    }
    for (const outcome of ['done', 'scheduled', 'cancelled']) expect(outcomes[outcome], outcome).toBeGreaterThan(20)
  })

  it('is noticed when it is carried out a day late', async () => {
    const late = { ...planRules, day: (on: string) => new Date(Date.parse(on) + 86_400_000).toISOString().slice(0, 10) }
    let faulty = 0
    for (let number = 0; number < 60; number += 1) {
      const given = planCase(seed, number)
      if ((await playCase(given, memoryProgram(given, late))).faults.length > 0) faulty += 1
    }
    expect(faulty).toBeGreaterThan(0)
  })

  it.each(storeKinds)('is billed as it was shown by the real commands on the %s store', async (kind) => {
    const store = await openTestStore(kind)
    try {
      const backend = await openPlanBackend(store)
      for (let number = 0; number < 40; number += 1) {
        const given = planCase(seed, number)
        const program = await databaseProgram(backend, given)
        const { faults } = await playCase(given, program)
        expect(faults, JSON.stringify(given)).toEqual([])
        await program.close()
      }
      expect(await faultsInBooks(store)).toEqual([])
    } finally {
      await store.close()
    }
  })
})
