/**
 * Boxes in the house. MAC addresses have the bit set that says "locally administered" (IEEE 802), so none belongs
 * to a maker's range; model names are invented.
 */
import type { Equipment } from '#shared/features/catalog/catalog.schema.ts'
import type { Random } from './random.ts'
import type { Services } from './services.ts'

export type Box = Pick<Equipment, 'kind' | 'model' | 'ownership'> & { serialNumber: string; macAddress: string }

const models: Record<Equipment['kind'], readonly (readonly [model: string, prefix: string])[]> = {
  gateway: [['Harbor HG-4220', '02A4'], ['Harbor HG-6100', '06A4'], ['Norwood N8 Gateway', '0AC1']],
  modem: [['Tidewater TM31', '02D7'], ['Quarry QM-3.1', '06D7']],
  router: [['Tidewater AX5', '0E31'], ['Quarry Mesh 6', '0A31']],
  setTop: [['Harbor HS-20 4K', '0277'], ['Norwood Box 3', '0677']],
  phoneAdapter: [['Quarry Voice 2', '0EB2']],
  ont: [['Norwood ONT-10', '02F0']],
}

const MAX_BOXES = 8

/** At most 8 a customer, so that no two boxes of the operator share an address. */
export function makeBoxes(random: Random, services: Services, index: number): Box[] {
  return kindsOf(services, random).slice(0, MAX_BOXES).map((kind, slot) => makeBox(random, kind, index * MAX_BOXES + slot + 1, services.rentsGateway))
}

function kindsOf(services: Services, random: Random): Equipment['kind'][] {
  const kinds: Equipment['kind'][] = []
  if (services.internet?.detail === 'Fiber') kinds.push('ont')
  if (services.internet) kinds.push(...(services.rentsGateway ? (['gateway'] as const) : (['modem', 'router'] as const)))
  if (services.phone && !services.rentsGateway && random.chance(0.8)) kinds.push('phoneAdapter')
  for (let count = 0; count < services.setTops; count += 1) kinds.push('setTop')
  return kinds
}

/** Multiplying by an odd number is one to one over 32 bits: neighbours get addresses far apart, none twice. */
function makeBox(random: Random, kind: Equipment['kind'], number: number, rents: boolean): Box {
  const [model, prefix] = random.pick(models[kind])
  const ownership = (kind === 'modem' || kind === 'router') && !rents ? 'owned' : 'rented'
  return { kind, model, ownership, serialNumber: serial(prefix, number), macAddress: prefix + hex8(Math.imul(number, 0x9e3779b1)) }
}

const bytes: readonly string[] = Array.from({ length: 256 }, (_, value) => value.toString(16).toUpperCase().padStart(2, '0'))

/** By table: of all that a million customers need, this is done most often. */
const hex8 = (value: number): string =>
  `${bytes[value >>> 24]}${bytes[(value >>> 16) & 255]}${bytes[(value >>> 8) & 255]}${bytes[value & 255]}`

const serial = (prefix: string, number: number): string => `S${prefix.slice(2)}-${hex8(Math.imul(number, 0x85ebca6b))}`
