/** A small plant whose modems say what they do, and nodes of a backend that count it: minute by minute of a clock that is moved by hand. */
import { bulkInsert } from '../../electron/backend/store/bulk-insert.ts'
import { createDetectionLeader, type DetectionLeader } from '../../electron/backend/features/outages/telemetry/detection-leader.ts'
import type { Lease } from '../../electron/backend/features/outages/telemetry/detector-lease.ts'
import { recordTelemetry } from '../../electron/backend/features/outages/telemetry/record-telemetry.ts'
import { readRows } from '../../electron/backend/store/rows.ts'
import type { ServiceProblem } from '../../shared/features/outages/outages.schema.ts'
import { MAX_MODEM_REPORTS, type ModemReport, type RecordedTelemetry } from '../../shared/features/outages/telemetry.schema.ts'
import { isoInstant, type manualClock } from '../../shared/kernel/clock.ts'
import { makeRow } from './rows.ts'
import { openOutages } from './outages.ts'
import type { StoreKind } from './stores.ts'
import { rollFrom, type Dice } from './telemetry-world/dice.ts'

export const MINUTE_MS = 60_000
export const HUBS = ['YK', 'NR']
export const NODES_OF_HUB = 4
export const MODEMS_OF_NODE = 30

export const plantNodes = HUBS.flatMap((hub) => Array.from({ length: NODES_OF_HUB }, (_, index) => `${hub}-0${index + 1}`))
export const modemsOf = (node: string): string[] => Array.from({ length: MODEMS_OF_NODE }, (_, index) => `${node}/${index}`)
export const plantRows = [
  makeRow('plantElement', { kind: 'headend', code: 'WEST', parentCode: null }),
  ...HUBS.map((code) => makeRow('plantElement', { kind: 'hub', code, parentCode: 'WEST' })),
  ...plantNodes.map((code, index) => makeRow('plantElement', { kind: 'node', code, parentCode: code.slice(0, 2), latitude: 40.9 + index / 100, longitude: -73.9, modems: MODEMS_OF_NODE, premises: MODEMS_OF_NODE })),
]

export type ManualClock = ReturnType<typeof manualClock>
export type Heard = { report: ModemReport; arrivesAt: number }

export async function openTelemetryPlant(kind: StoreKind, clock: ManualClock) {
  const outages = await openOutages(kind, clock)
  const { store, services } = outages
  await store.db.transaction().execute((trx) => bulkInsert(trx, 'plantElement', plantRows))
  return {
    ...outages,
    lead: (lease?: Lease): DetectionLeader => createDetectionLeader(services, lease),
    /** Twice as much as one call takes is two calls. */
    async record(reports: readonly ModemReport[]): Promise<RecordedTelemetry[]> {
      const answers: RecordedTelemetry[] = []
      for (let at = 0; at < reports.length; at += MAX_MODEM_REPORTS) answers.push(await recordTelemetry(services, reports.slice(at, at + MAX_MODEM_REPORTS)))
      return answers
    },
    async problems(): Promise<ServiceProblem[]> {
      const all = await store.db.selectFrom('serviceProblem').select('id').execute()
      return (await readRows(store.db, 'serviceProblem', all.map(({ id }) => id))).toSorted((one, other) => one.reference.localeCompare(other.reference))
    },
    updatesOf: async (problemId: string) => store.db.selectFrom('serviceProblemUpdate').select(['by', 'standing', 'text', 'facts', 'nodes']).where('problemId', '=', problemId).orderBy('at').orderBy('id').execute(),
    close: () => store.close(),
  }
}
export type TelemetryPlant = Awaited<ReturnType<typeof openTelemetryPlant>>

/** @param at ms since 1970 */
export const reportsOf = (node: string, online: boolean, at: number, spreadMs = 20_000): ModemReport[] =>
  modemsOf(node).map((modem, index) => ({ modem, node, online, at: isoInstant(at + Math.round((index / MODEMS_OF_NODE) * spreadMs)) }))
export const roster = (at: number): ModemReport[] => plantNodes.flatMap((node) => reportsOf(node, true, at, 0))

/** Reboots of two minutes, a few an hour at each node. @param minutes from and to */
export function noise(dice: Dice, from: number, minutes: number): ModemReport[] {
  return plantNodes.flatMap((node) => Array.from({ length: dice.poisson((minutes / 60) * 2) }, () => {
    const [modem, at] = [modemsOf(node)[dice.below(MODEMS_OF_NODE)]!, Math.round(from + dice.next() * minutes * MINUTE_MS)]
    return [{ modem, node, online: false, at: isoInstant(at) }, { modem, node, online: true, at: isoInstant(at + 2 * MINUTE_MS) }]
  }).flat())
}

/** In the order of time, at once; or within the lateness, out of order, and some of it twice. */
export function delivered(reports: readonly ModemReport[], how: 'atOnce' | { seed: number }): Heard[] {
  const dice = how === 'atOnce' ? null : rollFrom(how.seed)
  const heard = reports.flatMap((report) => {
    const at = Date.parse(report.at)
    if (!dice) return [{ report, arrivesAt: at }]
    const once = { report, arrivesAt: at + Math.round(dice.next() * 60_000) }
    return dice.chance(0.2) ? [once, { report, arrivesAt: once.arrivesAt + Math.round(dice.next() * 20 * MINUTE_MS) }] : [once]
  })
  return heard.toSorted((one, other) => one.arrivesAt - other.arrivesAt || (dice ? dice.next() - 0.5 : 0))
}

/** @param each what happens at the end of a minute, beside what is heard in it */
export async function play(plant: Pick<TelemetryPlant, 'record'>, clock: ManualClock, heard: readonly Heard[], minutes: number, each: (minute: number) => Promise<void>): Promise<void> {
  let next = heard.findIndex(({ arrivesAt }) => arrivesAt > clock.now() - MINUTE_MS)
  if (next < 0) next = heard.length
  for (let minute = 0; minute < minutes; minute += 1) {
    clock.advance(MINUTE_MS)
    const from = next
    while (next < heard.length && heard[next]!.arrivesAt <= clock.now()) next += 1
    if (next > from) await plant.record(heard.slice(from, next).map(({ report }) => report))
    await each(minute)
  }
}
