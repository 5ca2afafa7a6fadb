import { runCommand } from '../../../command.ts'
import { router } from '../../../http/router.ts'
import { readAudited } from '../../../read-audited.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { actAudited } from '../act-audited.ts'
import { endDayLinks, findDayLink, makeDayLink } from '../links/day-links.ts'
import { setShifts } from './shifts.commands.ts'
import { readTechnicianVisits } from './technician-visits.queries.ts'
import { addTechnician, changeTechnician, setInService } from './technicians.commands.ts'

const ofTechnician = ({ technicianId }: { technicianId: string }) => ({ technicianId })

export const techniciansRoutes = {
  // Names customers: so it has its line.
  technicianVisits: router.dispatch.technicianVisits.handler(({ context, input }) =>
    readAudited(context, { detail: ({ visits }) => ({ technicianId: input.technicianId, visits: visits.length }) }, (trx) => readTechnicianVisits(trx, input, context.services.timeZone))),
  addTechnician: router.dispatch.addTechnician.handler(({ context, input }) => runCommand(context, input, addTechnician, ofTechnician)),
  changeTechnician: router.dispatch.changeTechnician.handler(({ context, input }) => runCommand(context, input, changeTechnician, ofTechnician)),
  setInService: router.dispatch.setInService.handler(({ context, input }) => runCommand(context, input, setInService, ({ technicianId, inService }) => ({ technicianId, inService }))),
  setShifts: router.dispatch.setShifts.handler(({ context, input }) => runCommand(context, input, setShifts, ({ technicianId, from, to }) => ({ technicianId, from, to }))),
  // Whether there is one tells nothing of anybody: what is read by it has its lines.
  dayLink: router.dispatch.dayLink.handler(({ context: { services }, input }) => findDayLink(services.store.db, services, input)),
  makeDayLink: router.dispatch.makeDayLink.handler(({ context, input }) => actAudited(context, { detail: input }, (trx, note) => makeDayLink(trx, context.services, { by: context.signedIn(), note }, input))),
  endDayLink: router.dispatch.endDayLink.handler(({ context, input }) =>
    actAudited(context, { detail: input }, async (trx) => ({ ended: await endDayLinks(trx, input, isoInstant(context.services.clock.now())) }))),
}
