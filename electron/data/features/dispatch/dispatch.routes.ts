import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import type { DeskCore } from '../../desk-core.ts'
import { ask } from '../../sync/ask-backend.ts'
import { routeOnce } from '../../sync/command-once.ts'
import { listTechnicians, technicianChoices, technicianView } from './technicians.queries.ts'
import { visitsOf, whatCanBeBooked } from './visits.queries.ts'
import type { WindowContext } from '../../window-context.ts'

const os = implement(bridge.dispatch).$context<WindowContext>()

/** The board is asked for and not kept: a desk's scope need not hold everybody. Nothing waits in an outbox: two dispatchers reach for the same minutes. */
export function dispatchRoutes(core: DeskCore) {
  const command = (procedure: string) => routeOnce(core, `dispatch.${procedure}`)
  return os.router({
    board: os.board.handler(({ input: { looked, ...wanted } }) => ask(core, looked, (api, options) => api.dispatch.board(wanted, options))),
    work: os.work.handler(({ input: { looked, ...wanted } }) => ask(core, looked, (api, options) => api.dispatch.work(wanted, options))),
    daySheet: os.daySheet.handler(({ input: { looked, ...wanted } }) => ask(core, looked, (api, options) => api.dispatch.daySheet(wanted, options))),
    moveVisit: os.moveVisit.handler(command('moveVisit')),
    unassignVisit: os.unassignVisit.handler(command('unassignVisit')),
    pinVisit: os.pinVisit.handler(command('pinVisit')),
    markAbsence: os.markAbsence.handler(command('markAbsence')),
    progressWork: os.progressWork.handler(command('progressWork')),
    recordWork: os.recordWork.handler(command('recordWork')),
    proposePlan: os.proposePlan.handler(async ({ input }) => void (await ask(core, true, (api, options) => api.dispatch.proposePlan(input, options)))),
    proposal: os.proposal.handler(({ input }) => ask(core, false, (api, options) => api.dispatch.proposal(input, options))),
    cancelProposal: os.cancelProposal.handler(async ({ input }) => void (await ask(core, true, (api, options) => api.dispatch.cancelProposal(input, options)))),
    takePlan: os.takePlan.handler(command('takePlan')),
    workTypes: os.workTypes.handler(() => whatCanBeBooked(core.cache.db)),
    visits: os.visits.handler(({ input: { customerId } }) => visitsOf(core.cache.db, customerId)),
    offerVisits: os.offerVisits.handler(({ input }) => ask(core, true, (api, options) => api.dispatch.offerVisits(input, options))),
    holdVisit: os.holdVisit.handler(({ input }) => ask(core, true, (api, options) => api.dispatch.holdVisit(input, options))),
    releaseHold: os.releaseHold.handler(({ input }) => ask(core, false, (api, options) => api.dispatch.releaseHold(input, options))),
    gateCode: os.gateCode.handler(({ input }) => ask(core, true, (api, options) => api.dispatch.gateCode(input, options))),
    bookVisit: os.bookVisit.handler(command('bookVisit')),
    rescheduleVisit: os.rescheduleVisit.handler(command('rescheduleVisit')),
    cancelVisit: os.cancelVisit.handler(command('cancelVisit')),
    confirmVisit: os.confirmVisit.handler(command('confirmVisit')),
    changeVisitNotes: os.changeVisitNotes.handler(command('changeVisitNotes')),
    sendVisitLink: os.sendVisitLink.handler(command('sendVisitLink')),
    technicians: os.technicians.handler(({ input }) => listTechnicians(core.cache.db, input)),
    technician: os.technician.handler(({ input: { technicianId, from } }) => technicianView(core.cache.db, technicianId, from)),
    technicianChoices: os.technicianChoices.handler(() => technicianChoices(core.cache.db)),
    technicianVisits: os.technicianVisits.handler(({ input }) => ask(core, true, (api, options) => api.dispatch.technicianVisits(input, options))),
    addTechnician: os.addTechnician.handler(command('addTechnician')),
    changeTechnician: os.changeTechnician.handler(command('changeTechnician')),
    setInService: os.setInService.handler(command('setInService')),
    setShifts: os.setShifts.handler(command('setShifts')),
    dayLink: os.dayLink.handler(({ input }) => ask(core, false, (api, options) => api.dispatch.dayLink(input, options))),
    makeDayLink: os.makeDayLink.handler(({ input }) => ask(core, true, (api, options) => api.dispatch.makeDayLink(input, options))),
    endDayLink: os.endDayLink.handler(({ input }) => ask(core, true, (api, options) => api.dispatch.endDayLink(input, options))),
  })
}
