/**
 * Boxes in houses that do not exist, behind the port of the real ones. What is wrong with one is given; what is done to it changes it. It remembers nothing itself: what was done
 * before is told by `world`, so that a box is as it was after a restart. The demo runs on it.
 */
import type { ActionKind } from '#shared/features/diagnostics/equipment.schema.ts'
import type { Clock } from '#shared/kernel/clock.ts'
import { BoxUnreachable, type Box, type EquipmentPort } from '../equipment-port.ts'
import { between } from './dice.ts'
import { isCuredBy, type SimulatedFault } from './faults.ts'
import { levelHistory, readingsOf, type BoxState } from './readings.ts'

export type Done = { action: ActionKind; at: string }
export type SimulatedWorld = {
  /** What was wrong with it at first. */
  faultOf(box: Box): SimulatedFault | null
  /** The line to the house is cut now. */
  isOut(customerId: string): Promise<boolean>
  /** What was done to the box, oldest first. */
  doneTo(equipmentId: string): Promise<Done[]>
  /** Mbps; null where nobody knows. */
  soldTo(customerId: string): Promise<number | null>
}

/** How long things take, in ms: quicker than real boxes, which need minutes, and slow enough to be waited for. */
const ANSWERS = { low: 350, high: 1_300 }
const TAKES: Record<ActionKind, number> = { reboot: 5_000, reprovision: 3_500, refreshSetTop: 2_000 }
const DAY_MS = 86_400_000

/** @param wait rejects when the signal ends it; given by tests that do not wait */
export function createEquipmentSimulator(world: SimulatedWorld, clock: Clock, wait: (ms: number, signal: AbortSignal) => Promise<void> = realWait): EquipmentPort {
  const asked = new Map<string, Promise<'done' | 'failed'>>()

  async function reach(box: Box, signal: AbortSignal): Promise<BoxState> {
    const fault = world.faultOf(box)
    if (fault === 'deadBox') await never(signal)
    await wait(between(ANSWERS.low, ANSWERS.high, box.id, clock.now()), signal)
    if (await world.isOut(box.customerId)) throw new BoxUnreachable()
    const done = await world.doneTo(box.id)
    const cured = fault !== null && done.some(({ action }) => isCuredBy(fault, action))
    const reboots = done.filter(({ action }) => action === 'reboot').map(({ at }) => Date.parse(at))
    const now = clock.now()
    return {
      box, now, fault: cured ? null : fault, sold: await world.soldTo(box.customerId), rebootedAt: reboots.at(-1) ?? null, rebootsToday: reboots.filter((at) => at > now - DAY_MS).length,
    }
  }
  return {
    measure: async ({ check, box }, signal) => {
      // Whether a modem is there is known to the other end of the line as well.
      if (check === 'online' && (await world.isOut(box.customerId))) return wait(ANSWERS.low, signal).then(() => [{ measure: 'online', of: null, value: 0 }])
      return readingsOf(check, await reach(box, signal))
    },
    levels: async ({ box }, signal) => levelHistory(await reach(box, signal)),
    act: ({ actionId, action, box }, signal) => {
      const before = asked.get(actionId)
      if (before) return before
      const done = reach(box, signal).then(() => wait(TAKES[action], signal)).then(() => 'done' as const)
      asked.set(actionId, done)
      // What failed may be asked again.
      done.catch(() => asked.delete(actionId))
      return done
    },
  }
}

const never = (signal: AbortSignal): Promise<never> => new Promise((_, reject) => onEnd(signal, () => reject(new BoxUnreachable())))

function realWait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    onEnd(signal, () => (clearTimeout(timer), reject(new BoxUnreachable())))
  })
}

/** Also of one that has ended already. */
function onEnd(signal: AbortSignal, end: () => void): void {
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
}
