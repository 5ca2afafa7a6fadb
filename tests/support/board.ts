/** What the tests of the board have in common: a store with a few technicians, the commands without HTTP before them, and visits. */
import type { Clock } from '../../shared/kernel/clock.ts'
import { newId } from '../../shared/kernel/ids.ts'
import type { Row } from '../../shared/features/sync/streams.ts'
import type { CommandResult } from '../../shared/features/sync/sync.schema.ts'
import type { Placement, TakePlan } from '../../shared/features/dispatch/board-commands.schema.ts'
import type { WorkOrder } from '../../shared/features/dispatch/visits.schema.ts'
import { runCommand, type CommandInput, type Effect } from '../../electron/backend/command.ts'
import { markAbsence, moveVisit, pinVisit, takePlan, unassignVisit } from '../../electron/backend/features/dispatch/board/board.commands.ts'
import { readBoard } from '../../electron/backend/features/dispatch/board/board.queries.ts'
import { progressWork, recordWork } from '../../electron/backend/features/dispatch/board/work.commands.ts'
import type { SignedIn } from '../../electron/backend/services.ts'
import { readRows } from '../../electron/backend/store/rows.ts'
import { addTechnician, at, DAY, insertsInto, ZONE } from './booking.ts'
import { hire, servicesOf, sound } from './direct-commands.ts'
import { makeRow } from './rows.ts'
import { openTestStore, type StoreKind } from './stores.ts'

export async function openBoard(kind: StoreKind, clock: Clock) {
  const store = await openTestStore(kind, clock)
  const services = servicesOf(store, clock)
  const command = <I extends CommandInput>(name: string, effect: Effect<I>) => async (by: SignedIn, input: Omit<I, 'commandId'>): Promise<CommandResult> =>
    sound(await runCommand({ services, signedIn: () => by, asked: { action: `dispatch.${name}`, permission: 'dispatch.manage', verification: 'unverified' } }, { commandId: newId(clock), ...input } as I, effect))
  const dispatcher = await hire(store, clock, 'dispatcher')
  const insert = insertsInto(store)
  const move = command('moveVisit', moveVisit)
  const take = command('takePlan', takePlan)
  return {
    store, services, dispatcher, agent: await hire(store, clock, 'agent'),
    move,
    unassign: command('unassignVisit', unassignVisit),
    pin: command('pinVisit', pinVisit),
    markAbsence: command('markAbsence', markAbsence),
    take: (by: SignedIn, { longer = null, asBefore = null, ...input }: Omit<TakePlan, 'commandId' | 'longer' | 'asBefore'> & Partial<Pick<TakePlan, 'longer' | 'asBefore'>>) => take(by, { longer, asBefore, ...input }),
    progress: command('progressWork', progressWork),
    record: command('recordWork', recordWork),
    /** Put where nobody else decides, with a reason where one is asked for. */
    put: (work: WorkOrder, technicianId: string, start: string, override: string | null = null) => move(dispatcher, { ...upon(work), technicianId, start, override }),
    board: (days = 1, region: string | null = null) => readBoard(store.db, { from: DAY, days, region }, { timeZone: ZONE, now: clock.now() }),
    workNow: async (id: string): Promise<WorkOrder> => (await readRows(store.db, 'workOrder', [id]))[0]!,
    addTechnician: (more: Partial<Row<'technician'>> = {}, shift: Partial<Row<'technicianShift'>> = {}) => addTechnician(insert, more, shift),
    /** Promised from `from` to `to`; of a customer of its own. */
    addVisit: async ({ from, to, ...work }: { from: number; to: number } & Partial<Row<'workOrder'>>): Promise<WorkOrder> => {
      const customer = await insert('customer', makeRow('customer', { houseNumber: '14', street: 'Maple St', unit: null }))
      const promise = await insert('appointment', makeRow('appointment', { customerId: customer.id, windowStart: at(from), windowEnd: at(to) }))
      return insert('workOrder', makeRow('workOrder', { customerId: customer.id, appointmentId: promise.id, ...work }))
    },
  }
}

export const upon = ({ id: workOrderId, customerId, version: expectedVersion }: WorkOrder) => ({ workOrderId, customerId, expectedVersion })
export const placement = ({ id: workOrderId, version: expectedVersion }: WorkOrder, technicianId: string | null, start: string | null): Placement => ({ workOrderId, expectedVersion, technicianId, start })
export const workOf = ({ rows }: CommandResult): WorkOrder => rows.workOrder?.[0] as WorkOrder
