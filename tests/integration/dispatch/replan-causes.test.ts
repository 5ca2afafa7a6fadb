/** Each cause for which a day is planned anew, from where the dispatcher stands: work that takes longer, a technician or a customer who is not there, a job that must be done today. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import type { PlanScope, Proposal } from '../../../shared/features/dispatch/board-commands.schema.ts'
import { boardSchema } from '../../../shared/features/dispatch/board.schema.ts'
import type { WorkOrder } from '../../../shared/features/dispatch/visits.schema.ts'
import { builtInPlanner } from '../../../electron/backend/features/dispatch/plan/improve.ts'
import { propose } from '../../../electron/backend/features/dispatch/replan/propose.ts'
import { beginProposal, cancelProposal } from '../../../electron/backend/features/dispatch/replan/proposals.ts'
import { openBoard, placement, upon, workOf } from '../../support/board.ts'
import { at, DAY } from '../../support/booking.ts'

const MORNING = Date.parse('2026-11-24T13:05:00.000Z')
const NO_BREAK = { breakMinutes: 0, breakFrom: null, breakTo: null }

describe('what a day is planned anew for', () => {
  const clock = manualClock(MORNING)
  let on: Awaited<ReturnType<typeof openBoard>>
  beforeEach(async () => {
    clock.advance(MORNING - clock.now())
    on = await openBoard('embedded', clock)
  })
  afterEach(() => on.store.close())
  const until = (hour: number): void => void clock.advance(Date.parse(at(hour)) - clock.now())
  async function proposed(scope: PlanScope): Promise<Proposal> {
    const board = await on.board()
    return propose({ ...board.days[0]!, technicians: board.technicians, visits: board.visits, now: clock.now() / 1_000 }, scope, { planner: builtInPlanner })
  }
  /** Begun, and given up again. */
  const asked = async (scope: PlanScope): Promise<void> => {
    const proposalId = newId(clock)
    await on.store.db.transaction().execute((trx) => beginProposal(trx, on.services, on.dispatcher, { proposalId, date: DAY, region: null, scope }))
    cancelProposal(on.services, on.dispatcher, proposalId)
  }
  const take = ({ changes, longer }: Proposal, override: string | null = null) =>
    on.take(on.dispatcher, { placements: changes.map(({ workOrderId, expectedVersion, technicianId, start }) => ({ workOrderId, expectedVersion, technicianId, start })), longer: longer && { workOrderId: longer.workOrderId, expectedVersion: longer.expectedVersion, minutes: longer.minutes }, override })
  const brief = ({ changes }: Proposal) => Object.fromEntries(changes.map(({ workOrderId, technicianId, promise }) => [workOrderId, [technicianId, promise]]))
  const started = async (work: WorkOrder): Promise<WorkOrder> => workOf(await on.progress(on.dispatcher, { ...upon(work), step: 'started' }))
  const put = async (promise: Parameters<typeof on.addVisit>[0], technicianId: string, hour: number, override: string | null = null): Promise<WorkOrder> => workOf(await on.put(await on.addVisit(promise), technicianId, at(hour), override))

  describe('work that takes longer', () => {
    it('gives what follows another time or technician, with the time that it takes, all of it or nothing', async () => {
      const [{ technician: late }, { technician: other }] = [await on.addTechnician({}, NO_BREAK), await on.addTechnician({}, NO_BREAK)]
      const [long, next, far] = [await put({ from: 8, to: 10 }, late.id, 9), await put({ from: 10, to: 12 }, late.id, 10.5), await put({ from: 14, to: 16 }, late.id, 14)]
      until(9)
      const going = await started(long)
      until(9.5)
      const longer = { workOrderId: long.id, expectedVersion: going.version, minutes: 240 }
      const proposal = await proposed({ of: 'technician', technicianId: late.id, longer })
      expect(brief(proposal)).toEqual({ [next.id]: [other.id, 'kept'] })
      expect(proposal.longer).toEqual({ ...longer, before: 60 })
      // Without what it moves, its minutes are somebody's already.
      await expect(on.take(on.dispatcher, { placements: [], longer, override: 'All the same' })).rejects.toMatchObject({ code: 'conflict', data: { stream: 'technicianTime', current: { id: next.id } } })
      await take(proposal)
      expect(await on.workNow(long.id)).toMatchObject({ minutes: 240, plannedStart: at(9), plannedEnd: at(13), status: 'inProgress' })
      expect((await on.workNow(next.id)).technicianId).toBe(other.id)
      expect(await on.workNow(far.id)).toMatchObject({ technicianId: late.id, plannedStart: at(14), version: far.version })
      // Taken back to the letter.
      const [now, moved] = [await on.workNow(long.id), await on.workNow(next.id)]
      await on.take(on.dispatcher, { placements: [placement(moved, late.id, at(10.5))], asBefore: { workOrderId: long.id, expectedVersion: now.version, minutes: 60 }, override: 'Undone' })
      expect([(await on.workNow(long.id)).plannedEnd, (await on.workNow(next.id)).plannedStart]).toEqual([at(10), at(10.5)])
    })

    it('is written where it is in nobody’s way, and not for work that has not begun or is over', async () => {
      const { technician } = await on.addTechnician({}, NO_BREAK)
      const visit = await put({ from: 8, to: 10 }, technician.id, 9)
      const longer = ({ id, version }: WorkOrder) => ({ workOrderId: id, expectedVersion: version, minutes: 120 })
      const refused = (message: string) => ({ code: 'validation', data: { issues: [{ path: 'workOrderId', message }] } })
      await expect(on.take(on.dispatcher, { placements: [], longer: longer(visit), override: null })).rejects.toMatchObject(refused('planned'))
      await expect(on.take(on.dispatcher, { placements: [], override: null })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'placements', message: 'none' }] } })
      until(9)
      const going = await started(visit)
      const proposal = await proposed({ of: 'technician', technicianId: technician.id, longer: longer(going) })
      expect(proposal).toMatchObject({ changes: [], longer: { minutes: 120 } })
      await take(proposal)
      expect((await on.workNow(visit.id)).plannedEnd).toBe(at(11))
      const done = workOf(await on.progress(on.dispatcher, { ...upon(await on.workNow(visit.id)), step: 'done' }))
      await expect(on.take(on.dispatcher, { placements: [], longer: longer(done), override: null })).rejects.toMatchObject(refused('completed'))
    })

    it('only lengthens: what is as long already is refused, and only its undo shortens', async () => {
      const { technician } = await on.addTechnician({}, NO_BREAK)
      const visit = await put({ from: 8, to: 10 }, technician.id, 9)
      until(9)
      const going = await started(visit)
      const upTo = (minutes: number, { id, version }: WorkOrder = going) => ({ workOrderId: id, expectedVersion: version, minutes })
      const refused = (path: string, message: string) => ({ code: 'validation', data: { issues: [{ path, message }] } })
      for (const minutes of [15, 60]) {
        await expect(on.take(on.dispatcher, { placements: [], longer: upTo(minutes), override: 'All the same' })).rejects.toMatchObject(refused('longer', 'notLonger'))
        await expect(asked({ of: 'technician', technicianId: technician.id, longer: upTo(minutes) })).rejects.toMatchObject(refused('longer', 'notLonger'))
      }
      for (const minutes of [60, 75]) await expect(on.take(on.dispatcher, { placements: [], asBefore: upTo(minutes), override: null })).rejects.toMatchObject(refused('asBefore', 'notShorter'))
      await expect(on.take(on.dispatcher, { placements: [], longer: upTo(75), asBefore: upTo(45), override: null })).rejects.toMatchObject(refused('asBefore', 'both'))
      expect(await on.workNow(visit.id), 'nothing of it is written').toEqual(going)
      await asked({ of: 'technician', technicianId: technician.id, longer: upTo(75) })
      await on.take(on.dispatcher, { placements: [], longer: upTo(75), override: null })
      const longer = await on.workNow(visit.id)
      expect([longer.minutes, longer.plannedEnd]).toEqual([75, at(10.25)])
      await on.take(on.dispatcher, { placements: [], asBefore: upTo(60, longer), override: null })
      expect((await on.workNow(visit.id)).plannedEnd).toBe(at(10))
    })

    it('leaves alone what is at risk with others, unless they are needed', async () => {
      const [{ technician: late }, { technician: also }] = [await on.addTechnician({}, NO_BREAK), await on.addTechnician({ region: 'Elsewhere' }, NO_BREAK)]
      await started(await put({ from: 8, to: 10 }, late.id, 8.25))
      await started(await put({ from: 8, to: 10 }, also.id, 8.25))
      const [mine, theirs] = [await put({ from: 9, to: 12 }, late.id, 9.5), await put({ from: 9, to: 12 }, also.id, 9.5)]
      until(10)
      expect(Object.keys(brief(await proposed({ of: 'technician', technicianId: late.id, longer: null })))).toEqual([mine.id])
      // The control: both are late.
      expect(new Set(Object.keys(brief(await proposed({ of: 'atRisk' }))))).toEqual(new Set([mine.id, theirs.id]))
    })
  })

  it('gives the visits of a technician who does not show up to others, and nothing of anybody else’s', async () => {
    const [{ technician: gone, shift }, { technician: other }] = [await on.addTechnician({}, NO_BREAK), await on.addTechnician({}, NO_BREAK)]
    const [first, second] = [await put({ from: 8, to: 10 }, gone.id, 8.5), await put({ from: 13, to: 15 }, gone.id, 13)]
    const open = await on.addVisit({ from: 15, to: 17 })
    until(8.75)
    await on.markAbsence(on.dispatcher, { shiftId: shift.id, expectedVersion: 1, absence: 'other', from: at(8.75) })
    const proposal = await proposed({ of: 'technician', technicianId: gone.id, longer: null })
    expect(brief(proposal)).toEqual({ [first.id]: [other.id, 'kept'], [second.id]: [other.id, 'kept'] })
    await take(proposal)
    expect(await on.workNow(open.id), 'the control: nobody asked for it').toMatchObject({ technicianId: null, version: open.version })
  })

  it('gives the minutes back that a customer who was not there does not need', async () => {
    const { technician } = await on.addTechnician({}, { ...NO_BREAK, startAt: at(8), endAt: at(13) })
    const [absent, last] = [await put({ from: 9, to: 11, minutes: 120 }, technician.id, 9), await put({ from: 11, to: 12 }, technician.id, 11.1)]
    const waiting = await on.addVisit({ from: 9, to: 11, minutes: 60 })
    until(9.25)
    await expect(on.put(waiting, technician.id, at(9.75), 'All the same'), 'the control').rejects.toMatchObject({ code: 'conflict', data: { stream: 'technicianTime', current: { id: absent.id } } })
    const ended = await on.progress(on.dispatcher, { ...upon(absent), step: 'noShow' })
    expect(workOf(ended)).toMatchObject({ status: 'notDone', outcome: 'customerAbsent', plannedEnd: at(9.25), minutes: 120 })
    expect(ended.rows.appointment?.[0]).toMatchObject({ status: 'noShow' })
    expect(boardSchema.parse(await on.board()).visits.find(({ id }) => id === absent.id)).toMatchObject({ minutes: 15 })
    const { changes } = await proposed({ of: 'visit', workOrderId: waiting.id })
    expect(changes).toMatchObject([{ workOrderId: waiting.id, technicianId: technician.id, promise: 'kept' }])
    await take({ changes, longer: null, promises: 1, placed: 1, travelMinutes: 0 })
    expect(await on.workNow(last.id)).toMatchObject({ plannedStart: at(11.1), version: last.version })
  })

  describe('a job that is to be fitted in', () => {
    const none = { ...NO_BREAK, startAt: at(8), endAt: at(12) }
    it('goes between what stays where there is room', async () => {
      const { technician } = await on.addTechnician({}, NO_BREAK)
      await put({ from: 9, to: 10 }, technician.id, 9)
      const [urgent, other] = [await on.addVisit({ from: 9, to: 12 }), await on.addVisit({ from: 9, to: 12 })]
      const { changes } = await proposed({ of: 'visit', workOrderId: urgent.id })
      expect(changes).toMatchObject([{ workOrderId: urgent.id, technicianId: technician.id, promise: 'kept' }])
      expect(changes.some(({ workOrderId }) => workOrderId === other.id)).toBe(false)
    })

    it('is made room for by two technicians who exchange their visits, each as promised, and says each', async () => {
      // The one has fiber and an hour left at the wrong time; what they do somebody else can.
      const [{ technician: fiber }, { technician: plain }] = [await on.addTechnician({ skills: ['internet', 'fiber'] }, none), await on.addTechnician({}, none)]
      const theirs = await put({ from: 9, to: 9.5 }, fiber.id, 9.25)
      const stays = await put({ from: 10.5, to: 11 }, fiber.id, 10.75)
      const urgent = await on.addVisit({ from: 9, to: 9.75, skills: ['fiber'] })
      const back = await put({ from: 8.25, to: 9.25, minutes: 60 }, plain.id, 9)
      const proposal = await proposed({ of: 'visit', workOrderId: urgent.id })
      expect(brief(proposal), JSON.stringify(proposal.changes)).toMatchObject({ [urgent.id]: [fiber.id, 'kept'], [theirs.id]: [plain.id, 'kept'] })
      expect(proposal.changes.every(({ promise }) => promise === 'kept')).toBe(true)
      expect(proposal.changes.some(({ workOrderId }) => workOrderId === stays.id)).toBe(false)
      await take(proposal)
      expect((await on.workNow(theirs.id)).technicianId).toBe(plain.id)
      expect((await on.workNow(back.id)).version).toBeGreaterThanOrEqual(back.version)
    })

    it('goes before what is less urgent where nobody can make room as promised, which is called about', async () => {
      const { technician } = await on.addTechnician({}, { ...NO_BREAK, startAt: at(8), endAt: at(11) })
      const less = await put({ from: 8.5, to: 10, minutes: 120, priority: 1 }, technician.id, 8.5)
      const urgent = await on.addVisit({ from: 8.5, to: 9.5, minutes: 120, priority: 8 })
      const proposal = await proposed({ of: 'visit', workOrderId: urgent.id })
      expect(brief(proposal)).toEqual({ [urgent.id]: [technician.id, 'kept'], [less.id]: [null, 'noPlace'] })
      await take(proposal)
      expect(await on.workNow(less.id)).toMatchObject({ technicianId: null, status: 'planned' })
      expect((await on.board()).toCall.map(({ workOrderId }) => workOrderId)).toContain(less.id)
    })

    it('moves nobody who is as urgent, and nobody who is pinned', async () => {
      const [{ technician }, { technician: two }] = [await on.addTechnician({}, { ...NO_BREAK, startAt: at(8), endAt: at(11) }), await on.addTechnician({}, { ...NO_BREAK, startAt: at(8), endAt: at(11) })]
      const pinned = await put({ from: 8.5, to: 10, minutes: 120, priority: 1 }, technician.id, 8.5)
      await on.pin(on.dispatcher, { ...upon(pinned), pinned: true })
      await put({ from: 8.5, to: 10, minutes: 120, priority: 8 }, two.id, 8.5)
      const urgent = await on.addVisit({ from: 8.5, to: 9.5, minutes: 120, priority: 8 })
      expect((await proposed({ of: 'visit', workOrderId: urgent.id })).changes).toEqual([])
    })
  })
})
