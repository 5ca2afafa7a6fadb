/** Many nodes, one that counts: whoever dies at whatever moment, each outage is suspected once, and as if nobody had died. */
import { describe, expect, it } from 'vitest'
import { isoInstant, manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import type { ModemReport } from '../../../shared/features/outages/telemetry.schema.ts'
import type { DetectionLeader } from '../../../electron/backend/features/outages/telemetry/detection-leader.ts'
import { LEASE_MS, LeaseLost, openLease, type Lease } from '../../../electron/backend/features/outages/telemetry/detector-lease.ts'
import { NOW, storeKinds, type StoreKind } from '../../support/stores.ts'
import { delivered, MINUTE_MS, noise, openTelemetryPlant, plantNodes, play, reportsOf, roster, type Heard, type TelemetryPlant } from '../../support/telemetry-plant.ts'
import { rollFrom, type Dice } from '../../support/telemetry-world/dice.ts'

const MINUTES = 110
const minutes = (count: number): number => NOW + count * MINUTE_MS

/** Nodes go and most come back, among reboots. */
function story(dice: Dice): ModemReport[] {
  const outages = plantNodes.filter(() => dice.chance(0.4)).flatMap((node) => {
    const from = minutes(15 + dice.below(50))
    return [...reportsOf(node, false, from), ...(dice.chance(0.7) ? reportsOf(node, true, from + (12 + dice.below(25)) * MINUTE_MS) : [])]
  })
  return [...roster(NOW + 1_000), ...outages, ...noise(dice, minutes(5), MINUTES - 10)].toSorted((one, other) => one.at.localeCompare(other.at))
}

async function outcome(plant: TelemetryPlant) {
  const problems = await plant.problems()
  return problems.map(({ nodes, beganAt, standing, evidenceFacts }) => ({ nodes, beganAt, standing, evidenceFacts })).toSorted((one, other) => one.beganAt.localeCompare(other.beganAt) || one.nodes.join().localeCompare(other.nodes.join()))
}

class Killed extends Error {}
/** Dies now and then, just before or just after something was written. @param forgetful what was read is gone then, whether it was counted or not */
function mortalLease(plant: TelemetryPlant, clock: ReturnType<typeof manualClock>, dice: Dice, forgetful: boolean): Lease {
  const lease = openLease({ store: plant.store, clock }, newId(clock))
  const write: Lease['write'] = async (work) => {
    const [before, after] = [dice.chance(0.25), dice.chance(0.25)]
    const written = await lease.write(async (trx) => {
      const done = await work(trx)
      if (before) throw new Killed()
      return done
    }).finally(() => (forgetful ? plant.store.db.deleteFrom('telemetryBatch').execute() : null))
    if (after) throw new Killed()
    return written
  }
  return { ...lease, write }
}

async function run(kind: StoreKind, heard: readonly Heard[], leaderOf: (plant: TelemetryPlant, clock: ReturnType<typeof manualClock>, minute: number) => DetectionLeader) {
  const clock = manualClock(NOW)
  const plant = await openTelemetryPlant(kind, clock)
  try {
    await play(plant, clock, heard, MINUTES, (minute) => leaderOf(plant, clock, minute).work())
    return await outcome(plant)
  } finally {
    await plant.close()
  }
}

describe.each(storeKinds)('leaders of the detection on the %s store', (kind) => {
  async function undisturbed(seed: number) {
    let only: DetectionLeader | null = null
    return run(kind, delivered(story(rollFrom(seed)), 'atOnce'), (plant) => (only ??= plant.lead()))
  }
  async function killed(seed: number, forgetful = false) {
    const dice = rollFrom(seed + 1)
    let current: DetectionLeader | null = null
    let deaths = 0
    const found = await run(kind, delivered(story(rollFrom(seed)), { seed }), (plant, clock) => {
      if (current && !dice.chance(0.2)) return current
      deaths += 1
      return (current = plant.lead(mortalLease(plant, clock, dice, forgetful)))
    })
    expect(deaths).toBeGreaterThan(5)
    return found
  }

  it.each([1, 2, 940_056, Date.now() % 1_000_000])('find the same, killed at any moment, with telemetry out of order and twice (seed %i)', async (seed) => {
    const alone = await undisturbed(seed)
    expect(await killed(seed)).toEqual(alone)
    expect(alone.length).toBeGreaterThan(0)
  }, 60_000)

  it('would not, if what was read were gone before it is counted (the control)', async () => {
    expect(await killed(2, true)).not.toEqual(await undisturbed(2))
  }, 60_000)

  const heard = delivered([...roster(NOW + 1_000), ...reportsOf('YK-01', false, minutes(20))], 'atOnce')
  /** Asleep from the moment on at which the node goes, and awake again when another has told of it. */
  async function sleeper(fenced: boolean): Promise<number> {
    const clock = manualClock(NOW)
    const plant = await openTelemetryPlant(kind, clock)
    const sound = openLease({ store: plant.store, clock }, newId(clock))
    const careless: Lease = { ...sound, keep: () => Promise.resolve(), write: (work) => plant.store.db.transaction().execute(work), save: () => Promise.resolve() }
    const [first, second] = [plant.lead(fenced ? { ...sound, keep: () => Promise.resolve() } : careless), plant.lead()]
    await play(plant, clock, heard, 22, () => first.work())
    await play(plant, clock, heard, 10, () => second.work())
    // What the other has counted is there for the sleeper as well.
    await plant.record([...roster(NOW + 1_000), ...reportsOf('YK-01', false, minutes(20))])
    // Nor is anything else in its way.
    await plant.store.db.updateTable('serviceProblem').set({ nodes: ['ELSEWHERE'] }).execute()
    await plant.store.db.deleteFrom('outageSuspicion').execute()
    await first.work()
    const raised = (await plant.problems()).length
    await plant.close()
    return raised
  }
  it('are one: who was only asleep writes nothing, and would without the lease (the control)', async () => {
    expect(await sleeper(true)).toBe(1)
    expect(await sleeper(false)).toBe(2)
  })

  it('take over when nothing is said for a while, and at once from one that leaves', async () => {
    const clock = manualClock(NOW)
    const plant = await openTelemetryPlant(kind, clock)
    const services = { store: plant.store, clock }
    const [first, second, third] = [openLease(services, newId(clock)), openLease(services, newId(clock)), openLease(services, newId(clock))]
    expect(await first.take()).toMatchObject({ cursor: 0, state: null })
    clock.advance(LEASE_MS / 2)
    await first.keep(null)
    clock.advance(LEASE_MS)
    expect(await second.take(), 'it said a word').toBeNull()
    clock.advance(1)
    expect(await second.take()).not.toBeNull()
    await expect(first.keep(null)).rejects.toThrow(LeaseLost)
    await expect(first.write(() => Promise.resolve())).rejects.toThrow(LeaseLost)
    await second.giveUp()
    expect(await third.take()).not.toBeNull()
    await plant.close()
  })

  it('goes on after a restart with what it knew', async () => {
    const clock = manualClock(NOW)
    const plant = await openTelemetryPlant(kind, clock)
    const first = plant.lead()
    await play(plant, clock, heard, 12, () => first.work())
    await first.close()
    const second = plant.lead()
    await play(plant, clock, heard, 22, () => second.work())
    expect(await outcome(plant)).toMatchObject([{ nodes: ['YK-01'], beganAt: isoInstant(minutes(20)) }])
    await plant.close()
  })
})
