/** Which boxes of the demo have a fault: one of each in a showpiece's house, and a few among all others by their ids. */
import { systemClock } from '#shared/kernel/clock.ts'
import type { Box } from '../features/diagnostics/equipment-port.ts'
import { soldSpeed } from '../features/diagnostics/boxes.queries.ts'
import { chanceOf } from '../features/diagnostics/equipment-simulator/dice.ts'
import { simulatedFaults, type SimulatedFault } from '../features/diagnostics/equipment-simulator/faults.ts'
import { createEquipmentSimulator } from '../features/diagnostics/equipment-simulator/simulator.ts'
import type { EquipmentPort } from '../features/diagnostics/equipment-port.ts'
import { problemsStanding } from '../features/outages/standing.queries.ts'
import type { Store } from '../store/store.ts'
import { demoId } from './demo-ids.ts'
import { DEMO_SEED } from './generate-demo.ts'
import { seedNumber } from './random.ts'
import { showpieces } from './showpieces.ts'

/** One house in twelve. */
const FAULTY = 1 / 12

/** The splitter stands before the modem, and the set-tops are on its other leg. */
const onLine = new Set<Box['kind']>(['modem', 'gateway', 'ont'])
const where: Record<SimulatedFault, ReadonlySet<Box['kind']>> = {
  badSplitter: onLine, wrongProfile: onLine, flappingUpstream: onLine, deadBox: onLine, fullWifi: new Set(['gateway', 'router']), staleSetTop: new Set(['setTop']),
}

/** By the number of the showpiece: whoever shows the program knows whom to open. */
const shown: Readonly<Record<number, SimulatedFault | null>> = {
  0: null,
  1: 'badSplitter', // Kevin O'Neil, Brooklyn
  2: 'wrongProfile', // Marcus Smith, Brooklyn
  3: 'flappingUpstream', // María Rodríguez, Bronx
  4: null,
  5: null,
  6: 'staleSetTop', // Siobhán O'Sullivan-D'Arcy, Glen Cove
  7: null,
  8: 'fullWifi', // Wei Chen, 58th St in Brooklyn
  9: 'deadBox', // Saint-Fleur's Car Service
}
const showpieceFaults = new Map(showpieces.map((_, index) => [demoId(seedNumber(DEMO_SEED), index, 0), shown[index] ?? null]))

/** Of the house; null for most. */
export function houseFault(customerId: string): SimulatedFault | null {
  const known = showpieceFaults.get(customerId)
  if (known !== undefined) return known
  if (chanceOf(customerId, 'faulty') >= FAULTY) return null
  return simulatedFaults[Math.floor(chanceOf(customerId, 'fault') * simulatedFaults.length)] ?? null
}

export const demoFaultOf = ({ customerId, kind }: Box): SimulatedFault | null => {
  const fault = houseFault(customerId)
  return fault && where[fault].has(kind) ? fault : null
}

export const createDemoEquipment = ({ db }: Store): EquipmentPort => createEquipmentSimulator({
  faultOf: demoFaultOf,
  isOut: async (customerId) => (await problemsStanding(db, customerId, Date.now(), ['internet', 'tv', 'phone'])).some(({ kind }) => kind === 'outage'),
  doneTo: (equipmentId) => db.selectFrom('equipmentAction').select(['action', 'requestedAt as at']).where('equipmentId', '=', equipmentId).where('state', '=', 'done').orderBy('requestedAt').execute(),
  soldTo: (customerId) => soldSpeed(db, customerId),
}, systemClock)
