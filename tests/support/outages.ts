/** What the tests of outages have in common: a store, the commands without HTTP before them, and people at nodes. */
import { newId } from '../../shared/kernel/ids.ts'
import { isoInstant, type Clock } from '../../shared/kernel/clock.ts'
import type { Permission } from '../../shared/features/session/session.schema.ts'
import type { DeclareProblem, ServiceProblem } from '../../shared/features/outages/outages.schema.ts'
import type { Row } from '../../shared/features/sync/streams.ts'
import type { CommandResult } from '../../shared/features/sync/sync.schema.ts'
import { runCommand, type CommandInput, type Effect } from '../../electron/backend/command.ts'
import { joinProblem, separateProblem, splitProblem } from '../../electron/backend/features/outages/joining.commands.ts'
import { declareProblem, judgeProblem, redrawProblem, updateProblem, withdrawProblem } from '../../electron/backend/features/outages/problems.commands.ts'
import { changeReport, reportProblem } from '../../electron/backend/features/outages/reports.commands.ts'
import { createRestorationWorker } from '../../electron/backend/features/outages/restoration-worker.ts'
import type { SignedIn } from '../../electron/backend/services.ts'
import { bulkInsert } from '../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { hire, servicesOf, sound } from './direct-commands.ts'
import { makeRow } from './rows.ts'
import { openTestStore, type StoreKind } from './stores.ts'

export async function openOutages(kind: StoreKind, clock: Clock) {
  const store = await openTestStore(kind, clock)
  const services = servicesOf(store, clock)
  const command = <I extends CommandInput>(name: string, permission: Permission, effect: Effect<I>) => async (by: SignedIn, input: Omit<I, 'commandId'>): Promise<CommandResult> =>
    sound(await runCommand({ services, signedIn: () => by, asked: { action: `outages.${name}`, permission, verification: 'unverified' } }, { commandId: newId(clock), ...input } as I, effect))
  return {
    store, services,
    worker: createRestorationWorker(services),
    dispatcher: await hire(store, clock, 'dispatcher'),
    agent: await hire(store, clock, 'agent'),
    declare: command('declare', 'outages.manage', declareProblem),
    update: command('update', 'outages.manage', updateProblem),
    redraw: command('redraw', 'outages.manage', redrawProblem),
    join: command('join', 'outages.manage', joinProblem),
    split: command('split', 'outages.manage', splitProblem),
    separate: command('separate', 'outages.manage', separateProblem),
    withdraw: command('withdraw', 'outages.manage', withdrawProblem),
    judge: command('judge', 'outages.manage', judgeProblem),
    report: command('report', 'interactions.write', reportProblem),
    changeReport: command('changeReport', 'interactions.write', changeReport),
    /** An outage of internet at these nodes, since ten minutes. */
    outageAt: (nodes: string[], more: Partial<DeclareProblem> = {}): Omit<DeclareProblem, 'commandId'> => ({
      problemId: newId(clock), kind: 'outage', cause: 'fiberCut', phase: 'assessing', services: ['internet'], nodes, area: null, beganAt: isoInstant(clock.now() - 600_000), estimatedRestorationAt: null, text: null, ...more,
    }),
  }
}

export const problemOf = ({ rows }: CommandResult, at = 0): ServiceProblem => rows.serviceProblem?.[at] as ServiceProblem

/** With internet, reached by text and mail unless said otherwise. */
export async function addSubscriber(store: Store, customer: Partial<Row<'customer'>>, { kind = 'internet', reached = true }: { kind?: Row<'product'>['kind']; reached?: boolean } = {}): Promise<Row<'customer'>> {
  const row = makeRow('customer', customer)
  await store.db.transaction().execute(async (trx) => {
    await bulkInsert(trx, 'customer', [row])
    await bulkInsert(trx, 'product', [makeRow('product', { customerId: row.id, kind })])
    if (reached) await bulkInsert(trx, 'contactMedium', [makeRow('contactMedium', { customerId: row.id }), makeRow('contactMedium', { customerId: row.id, mediumType: 'email', use: 'home', value: 'ana@example.org' })])
  })
  return row
}
