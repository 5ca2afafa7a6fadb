/** What the tests of the board have in common: a store with a few technicians, the commands without HTTP before them, and visits. */
import { isoInstant, type Clock } from '../../shared/kernel/clock.ts'
import { newId } from '../../shared/kernel/ids.ts'
import { wallInstant } from '../../shared/kernel/wall-time.ts'
import { streams, type Row, type StreamName } from '../../shared/features/sync/streams.ts'
import type { CommandResult } from '../../shared/features/sync/sync.schema.ts'
import type { Placement } from '../../shared/features/dispatch/board-commands.schema.ts'
import type { WorkOrder } from '../../shared/features/dispatch/visits.schema.ts'
import { runCommand, type CommandInput, type Effect } from '../../electron/backend/command.ts'
import { markAbsence, moveVisit, pinVisit, takePlan, unassignVisit } from '../../electron/backend/features/dispatch/board/board.commands.ts'
import { readBoard } from '../../electron/backend/features/dispatch/board/board.queries.ts'
import { progressWork, recordWork } from '../../electron/backend/features/dispatch/board/work.commands.ts'
import type { SignedIn } from '../../electron/backend/services.ts'
import { bulkInsert } from '../../electron/backend/store/bulk-insert.ts'
import { readRows } from '../../electron/backend/store/rows.ts'
import { hire, servicesOf } from './direct-commands.ts'
import { makeRow } from './rows.ts'
import { openTestStore, type StoreKind } from './stores.ts'

export const ZONE = 'America/New_York'
export const DAY = '2026-11-24'
/** Hours of the clock on the wall, such as 9.5. */
export const at = (hour: number, day: string = DAY): string => isoInstant(wallInstant(ZONE, day, Math.round(hour * 60)))

export async function openBoard(kind: StoreKind, clock: Clock) {
  const store = await openTestStore(kind, clock)
  const services = servicesOf(store, clock)
  const command = <I extends CommandInput>(name: string, effect: Effect<I>) => async (by: SignedIn, input: Omit<I, 'commandId'>): Promise<CommandResult> =>
    sound(await runCommand({ services, signedIn: () => by, asked: { action: `dispatch.${name}`, permission: 'dispatch.manage', verification: 'unverified' } }, { commandId: newId(clock), ...input } as I, effect))
  const dispatcher = await hire(store, clock, 'dispatcher')
  const insert = <S extends StreamName>(stream: S, row: Row<S>): Promise<Row<S>> => store.db.transaction().execute(async (trx) => bulkInsert(trx, stream, [row])).then(() => row)
  const move = command('moveVisit', moveVisit)
  return {
    store, services, dispatcher, agent: await hire(store, clock, 'agent'),
    move,
    unassign: command('unassignVisit', unassignVisit),
    pin: command('pinVisit', pinVisit),
    markAbsence: command('markAbsence', markAbsence),
    take: command('takePlan', takePlan),
    progress: command('progressWork', progressWork),
    record: command('recordWork', recordWork),
    /** Put where nobody else decides, with a reason where one is asked for. */
    put: (work: WorkOrder, technicianId: string, start: string, override: string | null = null) => move(dispatcher, { ...upon(work), technicianId, start, override }),
    board: (days = 1, region: string | null = null) => readBoard(store.db, { from: DAY, days, region }, { timeZone: ZONE, now: clock.now() }),
    workNow: async (id: string): Promise<WorkOrder> => (await readRows(store.db, 'workOrder', [id]))[0]!,
    /** With a shift from 8 to 17 and half an hour of break around noon. */
    addTechnician: async (more: Partial<Row<'technician'>> = {}, shift: Partial<Row<'technicianShift'>> = {}) => {
      const technician = await insert('technician', makeRow('technician', { cities: [], skills: ['internet'], ...more }))
      const row = makeRow('technicianShift', { technicianId: technician.id, day: DAY, startAt: at(8), endAt: at(17), breakMinutes: 30, breakFrom: at(11), breakTo: at(14), ...shift })
      return { technician, shift: await insert('technicianShift', row) }
    },
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

/** Every row of an answer is as the contract has it. */
function sound(result: CommandResult): CommandResult {
  for (const [stream, rows] of Object.entries(result.rows)) rows.forEach((row) => streams[stream as StreamName].parse(row))
  return result
}
