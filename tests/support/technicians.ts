/** What the tests of technicians have in common: a booking with the commands that change technicians, without HTTP before them. */
import type { Clock } from '../../shared/kernel/clock.ts'
import { newId } from '../../shared/kernel/ids.ts'
import type { DayHours } from '../../shared/features/dispatch/shift-hours.ts'
import type { TechnicianFields } from '../../shared/features/dispatch/technician-commands.schema.ts'
import { runCommand, type CommandInput, type Effect } from '../../electron/backend/command.ts'
import { moveVisit } from '../../electron/backend/features/dispatch/board/board.commands.ts'
import { setShifts } from '../../electron/backend/features/dispatch/technicians/shifts.commands.ts'
import { addTechnician, changeTechnician, setInService } from '../../electron/backend/features/dispatch/technicians/technicians.commands.ts'
import type { SignedIn } from '../../electron/backend/services.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { openBooking } from './booking.ts'
import { sound } from './direct-commands.ts'

export async function openTechnicians(store: Store, clock: Clock) {
  const book = await openBooking(store, clock)
  const dispatcher = await book.hire('dispatcher')
  const command = <I extends CommandInput>(name: string, effect: Effect<I>) => async (input: Omit<I, 'commandId'>, by: SignedIn = dispatcher) =>
    sound(await runCommand({ services: book.services, signedIn: () => by, asked: { action: `dispatch.${name}`, permission: 'dispatch.manage', verification: 'unverified' } }, { commandId: newId(clock), ...input } as I, effect))
  return {
    ...book, dispatcher,
    add: command('addTechnician', addTechnician), change: command('changeTechnician', changeTechnician), setInService: command('setInService', setInService), setShifts: command('setShifts', setShifts),
    moveVisit: command('moveVisit', moveVisit),
  }
}

export const fields = (more: Partial<TechnicianFields> = {}): TechnicianFields =>
  ({ name: 'Ana Ríos', skills: ['internet'], languages: ['en'], startLatitude: 40.93, startLongitude: -73.89, region: 'Westchester', density: 'suburb', cities: [], postalCodes: [], nodes: [], area: null, ...more })
/** Hours of the clock on the wall, without a break. */
export const hours = (from: number, to: number): DayHours => ({ fromMinute: from * 60, toMinute: to * 60, breakMinutes: 0, breakFromMinute: null, breakToMinute: null })
export const everyDay = (day: DayHours | null) => Array.from({ length: 7 }, () => day)
