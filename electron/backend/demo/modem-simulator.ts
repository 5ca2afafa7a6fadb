/**
 * The modems of the demo operator, as pollers would tell of them: a few are off for reasons of their own, those of a confirmed outage are off
 * until it is restored. It says what changes, at the begin how all of them are, and at each beat one again, as who still looks. Never in earnest, nor where a real book was imported.
 */
import { isoInstant } from '#shared/kernel/clock.ts'
import type { ModemReport } from '#shared/features/outages/telemetry.schema.ts'
import { recordTelemetry } from '../features/outages/telemetry/record-telemetry.ts'
import { toAppError } from '../http/errors.ts'
import { repeated } from '../repeated.ts'
import type { Services } from '../services.ts'
import { isDark, listDemoModems, listDemoOutages, type DemoModem, type DemoOutage } from './demo-modems.ts'
import { OFF_SHARE } from './plant-states.ts'

/** Behind the first screen and the first pull, ms. */
const FIRST_MS = 20_000
const BEAT_MS = 15_000
/** Reports in one row. */
const CHUNK = 1_000
const MINUTE_MS = 60_000
/** Of one modem, a minute: a reboot once in two weeks, and off for longer once in two months. */
const REBOOTS = 1 / (14 * 24 * 60)
const LONGER = 1 / (60 * 24 * 60)
const REBOOT_MS = 2.5 * MINUTE_MS
const LONGER_MS = 3 * 60 * MINUTE_MS

type SimulatorServices = Pick<Services, 'store' | 'clock' | 'timers' | 'log'>
export type ModemSimulator = { beat(): Promise<void>; stop(): Promise<void> }

export function startModemSimulator(services: SimulatorServices): ModemSimulator {
  const simulator = createModemSimulator(services, Math.random)
  const cancels = [services.timers.after(FIRST_MS, () => void simulator.beat()), services.timers.every(BEAT_MS, () => void simulator.beat())]
  return {
    ...simulator,
    stop: () => {
      cancels.forEach((cancel) => cancel())
      return simulator.stop()
    },
  }
}

/** Without timers. @param random 0 to 1 */
export function createModemSimulator({ store, clock, log }: SimulatorServices, random: () => number): ModemSimulator {
  let modems: DemoModem[] | null = null
  /** When each comes back by itself, ms since 1970. */
  const backAt = new Map<DemoModem, number>()
  const dark = new Set<DemoModem>()
  let beatAt = 0
  let stopped = false

  const exponential = (mean: number): number => -mean * Math.log(1 - random())
  const isOn = (modem: DemoModem): boolean => !backAt.has(modem) && !dark.has(modem)

  async function begin(now: number): Promise<DemoModem[]> {
    const all = (await store.db.selectFrom('importSource').select('customerId').limit(1).executeTakeFirst()) ? [] : await listDemoModems(store.db)
    for (const modem of all) if (random() < OFF_SHARE) backAt.set(modem, now + exponential(LONGER_MS))
    settle(all, await listDemoOutages(store.db), now)
    await say(all, now)
    return all
  }

  async function live(all: readonly DemoModem[], now: number): Promise<void> {
    const before = new Map(all.map((modem) => [modem, isOn(modem)]))
    for (const [modem, at] of backAt) if (at <= now) backAt.delete(modem)
    drop(all, REBOOTS, REBOOT_MS, now)
    drop(all, LONGER, LONGER_MS, now)
    settle(all, await listDemoOutages(store.db), now)
    const again = all[Math.floor(random() * all.length)]
    await say(all.filter((modem) => modem === again || before.get(modem) !== isOn(modem)), now)
  }

  function drop(all: readonly DemoModem[], rate: number, mean: number, now: number): void {
    const expected = (all.length * rate * Math.min(now - beatAt, 5 * BEAT_MS)) / MINUTE_MS
    for (let left = Math.floor(expected + random()); left > 0; left -= 1) backAt.set(all[Math.floor(random() * all.length)]!, now + MINUTE_MS + exponential(mean))
  }

  function settle(all: readonly DemoModem[], outages: readonly DemoOutage[], now: number): void {
    for (const modem of all) {
      if (isDark(modem, outages, now)) dark.add(modem)
      else dark.delete(modem)
    }
  }

  async function say(told: readonly DemoModem[], now: number): Promise<void> {
    const reports = told.map((modem): ModemReport => ({ modem: modem.modem, node: modem.node, online: isOn(modem), at: isoInstant(now) }))
    for (let from = 0; from < reports.length && !stopped; from += CHUNK) await recordTelemetry({ store, clock }, reports.slice(from, from + CHUNK))
  }

  async function beat(): Promise<void> {
    if (stopped) return
    try {
      const now = clock.now()
      if (modems) await live(modems, now)
      else modems = await begin(now)
      beatAt = now
    } catch (error) {
      toAppError(error, log)
    }
  }
  const work = repeated(beat)

  return {
    beat: work,
    stop: async () => {
      stopped = true
      await work()
    },
  }
}
