/** What the tests of diagnostics have in common: a small guide, a customer with boxes, and a port whose answers a test decides. */
import { expect } from 'vitest'
import type { EquipmentPort, RawReading } from '../../electron/backend/features/diagnostics/equipment-port.ts'
import { keepShippedGuides } from '../../electron/backend/features/diagnostics/guides.queries.ts'
import { bulkInsert } from '../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { newId } from '../../shared/kernel/ids.ts'
import type { DiagnosticRun, GivenAnswer } from '../../shared/features/diagnostics/runs.schema.ts'
import type { Row } from '../../shared/features/sync/streams.ts'
import type { CommandResult } from '../../shared/features/sync/sync.schema.ts'
import { signInAs, startTestBackend, type ApiClient } from './api-client.ts'
import type { manualTime } from './manual-timers.ts'
import { makeRow } from './rows.ts'
import { openTestStore, type StoreKind } from './stores.ts'

/** Asks, measures, acts, measures again; every outcome has its way. */
export const lineGuide = `id: line
title: { en: Line, es: Línea }
services: [internet]
steps:
  - id: which
    kind: ask
    ask: { en: "Every device?", es: "¿Todos?" }
    choices:
      - { answer: { en: All, es: Todos }, next: signal }
      - { answer: { en: One, es: Uno }, next: tell }
  - id: tell
    kind: say
    say: { en: Restart it, es: Reinícielo }
    next: solved
  - id: signal
    kind: check
    check: signal
    say: { en: I measure, es: Mido }
    next: { good: solved, bad: reboot, noAnswer: dead }
  - id: reboot
    kind: act
    act: reboot
    say: { en: I restart it, es: Lo reinicio }
    next: { done: signal-again, failed: dead }
  - id: signal-again
    kind: check
    check: signal
    say: { en: I measure again, es: Mido otra vez }
    next: { good: solved, bad: visit, noAnswer: dead }
  - id: solved
    kind: solved
    say: { en: Good, es: Bien }
  - id: visit
    kind: visit
    workType: repair
    skills: [coax]
    reason: { en: Weak signal, es: Señal débil }
    say: { en: Somebody comes, es: Va alguien }
  - id: dead
    kind: ticket
    reason: { en: No answer, es: Sin respuesta }
    say: { en: I pass it on, es: Lo paso }
`

export const keepLineGuide = (store: Store, clock: Clock): Promise<void> => keepShippedGuides(store, clock, [lineGuide])

export type Script = { measure: () => Promise<RawReading[]>; act: (actionId: string) => Promise<'done' | 'failed'> }
export const levels = (power: number): RawReading[] => Array.from({ length: 8 }, (_, index) => ({ measure: 'downstreamPower', of: `${501 + index * 6} MHz`, value: power }))

/** Answers as `script` says at that time; counts what was asked. */
export function scriptedPort(script: Script): EquipmentPort & { asked: { measured: number; acted: string[] } } {
  const asked = { measured: 0, acted: [] as string[] }
  return {
    asked,
    measure: () => ((asked.measured += 1), script.measure()),
    levels: () => Promise.resolve([]),
    act: ({ actionId }) => (asked.acted.push(actionId), script.act(actionId)),
  }
}

/** With internet, a modem and a place. */
export async function addHouse(store: Store, more: Partial<Row<'customer'>> = {}): Promise<{ customer: Row<'customer'>; modem: Row<'equipment'> }> {
  const customer = makeRow('customer', more)
  const modem = makeRow('equipment', { customerId: customer.id, kind: 'modem', serialNumber: 'S1-AB12CD34' })
  await store.db.transaction().execute(async (trx) => {
    await bulkInsert(trx, 'customer', [customer])
    await bulkInsert(trx, 'product', [makeRow('product', { customerId: customer.id })])
    await bulkInsert(trx, 'equipment', [modem])
  })
  return { customer, modem }
}

export const runOf = ({ rows }: CommandResult): DiagnosticRun => (rows.diagnosticRun?.[0] as DiagnosticRun | undefined) ?? expect.fail('no run')
const upon = ({ customerId, id: runId, version: expectedVersion }: DiagnosticRun) => ({ commandId: newId(), customerId, runId, expectedVersion })

/** One run, a step after the other, over HTTP. */
export const walking = (client: ApiClient) => ({
  start: async (customerId: string, guideId = 'line') => runOf(await client.diagnostics.startRun({ commandId: newId(), customerId, runId: newId(), guideId })),
  take: async (run: DiagnosticRun, step: string, answer: GivenAnswer) => runOf(await client.diagnostics.takeStep({ ...upon(run), step, answer })),
  choose: async (run: DiagnosticRun, choice: number, step = 'which') => runOf(await client.diagnostics.takeStep({ ...upon(run), step, answer: { kind: 'chosen', choice } })),
  measure: async (run: DiagnosticRun, step: string, check: 'signal' | 'online' = 'signal') => {
    const { id: measurementId } = await client.diagnostics.measure({ customerId: run.customerId, check })
    return runOf(await client.diagnostics.takeStep({ ...upon(run), step, answer: { kind: 'measured', measurementId } }))
  },
  act: async (run: DiagnosticRun, step = 'reboot', commandId = newId()) => runOf(await client.diagnostics.act({ ...upon(run), commandId, step })),
  back: async (run: DiagnosticRun) => runOf(await client.diagnostics.stepBack(upon(run))),
  end: (run: DiagnosticRun) => client.diagnostics.endRun({ ...upon(run), ticketId: newId(), note: null }),
  leave: (run: DiagnosticRun) => client.diagnostics.leaveRun({ ...upon(run), note: 'They hung up' }),
})

/** A backend before this port, or before none, with the small guide, and an agent who walks through it. Its caller closes the backend and the store. */
export async function startDiagnostics(kind: StoreKind, { clock, timers }: Pick<ReturnType<typeof manualTime>, 'clock' | 'timers'>, equipment?: EquipmentPort) {
  const store = await openTestStore(kind, clock)
  const backend = await startTestBackend({ store, clock, timers, ...(equipment ? { equipment } : {}) })
  await keepLineGuide(store, clock)
  const agent = (await signInAs(store, backend.url, 'agent', clock)).client
  return { store, backend, agent, walk: walking(agent) }
}
