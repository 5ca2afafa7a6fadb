/**
 * Never shown paid when it is not, never charged twice, never charged and not shown: whatever the gateway does and wherever
 * the program dies. A failure prints fast-check's seed and path.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import type { GatewayAnswer, PaymentGateway } from '../../../electron/backend/features/billing/gateway/gateway.ts'
import type { Behaviour } from '../../../electron/backend/features/billing/gateway/simulator.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { faultsInBooks } from '../../support/books.ts'
import { behaviours, openPaymentWorld, stepKinds, type Step } from '../../support/payment-world.ts'
import { openTestStore, storeKinds } from '../../support/stores.ts'

const RUNS = 30
// Charges and workers are what this is about: they come oftener.
const kind = fc.constantFrom(...stepKinds, 'take', 'take', 'refund', 'work', 'work', 'work', 'minutes', 'minutes')
const steps: fc.Arbitrary<Step[]> = fc.array(fc.record({ kind, account: fc.nat(), pick: fc.nat(), amount: fc.nat() }), { minLength: 1, maxLength: 40 })
const moods: fc.Arbitrary<Behaviour[]> = fc.array(fc.constantFrom(...behaviours), { minLength: 1, maxLength: 12 })

/** Workers that get it wrong, each in the way that a hurried engineer would. */
const controls: Record<string, (gateway: PaymentGateway) => PaymentGateway> = {
  'charges under a fresh key after a timeout': (gateway) => {
    const sent = new Set<string>()
    return {
      ...gateway,
      find: async () => null,
      charge: (ask) => {
        const again = sent.has(ask.key)
        sent.add(ask.key)
        return gateway.charge(again ? { ...ask, key: newId() } : ask)
      },
    }
  },
  'takes silence for a decline': (gateway) => ({ ...gateway, charge: (ask) => gateway.charge(ask).catch((): GatewayAnswer => ({ outcome: 'declined', reason: 'refusedByBank' })) }),
  'takes silence for a payment': (gateway) => ({ ...gateway, charge: (ask) => gateway.charge(ask).catch((): GatewayAnswer => ({ outcome: 'approved', reference: 'hoped' })) }),
}

describe.each(storeKinds)('payments on the %s store', (kindOfStore) => {
  let store: Store
  beforeAll(async () => {
    store = await openTestStore(kindOfStore)
  })
  afterAll(() => store.close())

  /** @returns what went wrong first */
  const play = async (given: readonly Step[], mood: readonly Behaviour[], change?: (gateway: PaymentGateway) => PaymentGateway): Promise<string[]> => {
    const world = await openPaymentWorld(store, mood, change)
    for (const step of given) {
      const faults = await world.step(step)
      if (faults.length > 0) return [step.kind, ...faults]
    }
    return world.finish()
  }

  it('are at the gateway what they are here, in any sequence', async () => {
    await fc.assert(fc.asyncProperty(steps, moods, async (given, mood) => { expect(await play(given, mood)).toEqual([]) }), { numRuns: RUNS })
    expect(await faultsInBooks(store)).toEqual([])
  }, 600_000)

  const charge: Step = { kind: 'take', account: 1, pick: 1, amount: 4_199 }
  const refund: Step = { kind: 'refund', account: 1, pick: 1, amount: 0 }
  const worker = (dieAt: number): Step => ({ kind: 'work', account: 0, pick: dieAt, amount: 0 })
  const later: Step = { kind: 'minutes', account: 0, pick: 3, amount: 0 }
  /** More than a worker takes for one request that is found, unknown and sent. */
  const DEATHS = 14

  it.each(behaviours)('survive every death of the program when the gateway is like this: %j', async (mood) => {
    for (let dieAt = 0; dieAt <= DEATHS; dieAt += 1) {
      // The first process dies, the next one too, and the third finds what is left.
      const charged = [charge, worker(dieAt), later, worker(DEATHS - dieAt), later, worker(0)]
      expect(await play(charged, [mood]), `charge, died at ${dieAt}`).toEqual([])
      expect(await play([charge, worker(0), refund, worker(dieAt), later, worker(0)], [{ kind: 'approve' }, mood, mood]), `refund, died at ${dieAt}`).toEqual([])
    }
    expect(await faultsInBooks(store)).toEqual([])
  }, 300_000)

  it('are in one hand at a time, however many nodes there are', async () => {
    let [inTheAir, most, asked] = [0, 0, 0]
    const world = await openPaymentWorld(store, [{ kind: 'approve' }], (gateway) => ({
      ...gateway,
      charge: async (ask) => {
        inTheAir += 1
        asked += 1
        most = Math.max(most, inTheAir)
        await new Promise((resolve) => setTimeout(resolve, 1))
        inTheAir -= 1
        return gateway.charge(ask)
      },
    }))
    // One account, so that there is one charge at a time.
    for (let round = 0; round < 5; round += 1) {
      expect(await world.step(charge)).toEqual([])
      await Promise.all(Array.from({ length: 6 }, () => world.work(0, 4)))
    }
    expect({ most, asked }).toEqual({ most: 1, asked: 5 })
    expect(await world.finish()).toEqual([])
  })

  it.each(Object.entries(controls))('are caught when a worker %s (the control)', async (_what, change) => {
    const given = [charge, worker(0), later, worker(0)]
    const lost: Behaviour[] = change === controls['takes silence for a payment'] ? [{ kind: 'dieBefore' }] : [{ kind: 'dieAfter' }]
    expect(await play(given, lost)).toEqual([])
    expect(await play(given, lost, change)).not.toEqual([])
  })
})
