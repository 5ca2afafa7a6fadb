/** A day is planned anew by the operator's own VROOM server, through the procedures that a board asks; and all the same where that server fails. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import type { Proposal, ProposalState } from '../../../shared/features/dispatch/board-commands.schema.ts'
import { daysOnBoard } from '../../../shared/features/dispatch/board-days.ts'
import type { Board } from '../../../shared/features/dispatch/board.schema.ts'
import { violationsOf } from '../../../shared/features/dispatch/consequences.ts'
import { travelSeconds } from '../../../shared/features/dispatch/travel.ts'
import { demoFieldWork, insertFieldWork } from '../../../electron/backend/demo/field-work.ts'
import { generateDemo } from '../../../electron/backend/demo/generate-demo.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { DAY, ZONE } from '../../support/booking.ts'
import { openTestStore } from '../../support/stores.ts'
import { startVroomServer, type VroomMood, type VroomServer } from '../../support/vroom-server.ts'

const SEED = 11
const REGION = 'Brooklyn'

describe(`a day planned by a VROOM server (seed ${SEED})`, () => {
  const clock = manualClock(Date.parse('2026-11-24T09:00:00.000Z'))
  let store: Store
  let server: VroomServer
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let client: ApiClient
  let ill: string
  beforeAll(async () => {
    store = await openTestStore('embedded', clock)
    server = await startVroomServer()
    await store.db.transaction().execute(async (trx) => {
      for (const rows of generateDemo({ customers: 1_200, seed: SEED, today: DAY, directoryOnly: true })) await bulkInsert(trx, 'customer', rows.customer)
      await insertFieldWork(trx, demoFieldWork({ clock, timeZone: ZONE, today: DAY, seed: SEED }))
    })
    backend = await startTestBackend({ store, clock, timeZone: ZONE, vroomUrl: server.url })
    client = (await signInAs(store, backend.url, 'dispatcher', clock)).client
    const { technicians, visits } = await board()
    const busy = technicians.find(({ id }) => visits.filter(({ technicianId }) => technicianId === id).length > 3) ?? expect.fail('nobody is busy')
    const [shift] = busy.shifts
    ill = busy.id
    await client.dispatch.markAbsence({ commandId: newId(), shiftId: shift!.id, expectedVersion: shift!.version, absence: 'sick', from: shift!.startAt })
  })
  afterEach(() => { server.mood = 'well' })
  afterAll(async () => {
    await backend.close()
    await server.close()
    await store.close()
  })

  const board = (): Promise<Board> => client.dispatch.board({ from: DAY, days: 1, region: REGION })
  async function proposed(scope: 'atRisk' | 'day'): Promise<Extract<ProposalState, { state: 'ready' }>> {
    const proposalId = newId()
    await client.dispatch.proposePlan({ proposalId, date: DAY, region: REGION, scope: { of: scope } })
    let state = await client.dispatch.proposal({ proposalId })
    await expect.poll(async () => (state = await client.dispatch.proposal({ proposalId })).state, { timeout: 60_000 }).not.toBe('working')
    return state.state === 'ready' ? state : expect.fail(JSON.stringify(state))
  }
  const placements = ({ changes }: Proposal) => changes.map(({ workOrderId, expectedVersion, technicianId, start }) => ({ workOrderId, expectedVersion, technicianId, start }))
  const take = (proposal: Proposal) => client.dispatch.takePlan({ commandId: newId(), placements: placements(proposal), override: 'Ill since this morning', longer: null, asBefore: null })
  const undo = ({ changes }: Proposal) => client.dispatch.takePlan({ commandId: newId(), placements: changes.map(({ workOrderId, expectedVersion, before }) => ({ workOrderId, expectedVersion: expectedVersion + 1, ...before })), override: 'Undone', longer: null, asBefore: null })

  it.each(['atRisk', 'day'] as const)('is asked for what is planned anew, and its plan is taken: %s', async (scope) => {
    const [before, asked] = [await board(), server.requests.length]
    const { proposal, instead } = await proposed(scope)
    expect([instead, server.requests.length > asked]).toEqual([false, true])
    expect(proposal.changes.filter(({ before: was }) => was.technicianId === ill).length).toBeGreaterThan(0)
    await take(proposal)
    const after = await board()
    expect(after.visits.filter(({ technicianId }) => technicianId === ill)).toEqual([])
    expect(after.visits.map(({ id }) => id).toSorted(), 'nobody is lost').toEqual(before.visits.map(({ id }) => id).toSorted())
    const kinds = [...daysOnBoard(after).values()].flatMap((day) => violationsOf(day, travelSeconds)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind !== 'window')).toEqual([])
    await undo(proposal)
  }, 120_000)

  it.each(['dies', 'busy', 'page', 'strangeJob', 'allToOne', 'nothing', 'inputError', 'internalError'] as const satisfies readonly VroomMood[])('that fails (%s) is asked once, and the planner built in plans the day, which is said', async (mood) => {
    server.mood = mood
    const asked = server.requests.length
    const { proposal, instead } = await proposed('atRisk')
    expect([instead, server.requests.length - asked]).toEqual([true, 1])
    expect(proposal.changes.filter(({ before: was, technicianId }) => was.technicianId === ill && technicianId !== null).length).toBeGreaterThan(0)
    await take(proposal)
    expect((await board()).visits.filter(({ technicianId }) => technicianId === ill)).toEqual([])
    await undo(proposal)
  }, 120_000)

  it('that is silent is given up with the plan, and holds up no other', async () => {
    server.mood = 'silent'
    const [first, asked] = [newId(), server.requests.length]
    await client.dispatch.proposePlan({ proposalId: first, date: DAY, region: REGION, scope: { of: 'atRisk' } })
    await expect.poll(() => server.requests.length).toBe(asked + 1)
    expect((await client.dispatch.proposal({ proposalId: first })).state).toBe('working')
    await client.dispatch.cancelProposal({ proposalId: first })
    server.mood = 'well'
    expect((await proposed('atRisk')).instead).toBe(false)
  }, 120_000)
})
