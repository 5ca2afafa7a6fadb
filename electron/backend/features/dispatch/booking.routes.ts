import { runCommand } from '../../command.ts'
import { router } from '../../http/router.ts'
import { readAudited } from '../../read-audited.ts'
import { findOpenContact } from '../interactions/contacts.queries.ts'
import { actAudited } from './act-audited.ts'
import { readGateCode } from './gate-codes.ts'
import { holdVisit, releaseHold } from './holds.ts'
import { offerVisits } from './offers.ts'
import { listLinkChannels } from './links/visit-links.ts'
import { bookVisit, cancelVisit, changeVisitNotes, confirmVisit, rescheduleVisit, sendVisitLink } from './visits.commands.ts'
import { getAppointment } from './visits.queries.ts'

export const bookingRoutes = {
  // Of technicians, not of the customer: what is promised and held has its line.
  offerVisits: router.dispatch.offerVisits.handler(async ({ context: { services, signedIn }, input }) => {
    const by = signedIn()
    const found = await offerVisits(services, { agentId: by.agent.id }, input)
    return { ...found, tellBy: await listLinkChannels(services.store.db, services, by, input.customerId) }
  }),
  holdVisit: router.dispatch.holdVisit.handler(({ context, input }) =>
    actAudited(context, { customerId: input.customerId, detail: { holdId: input.holdId, technicianId: input.technicianId, windowStart: input.windowStart } }, async (trx) => {
      const by = context.signedIn()
      const contact = await findOpenContact(trx, context.services.clock, by, input.customerId)
      return holdVisit(trx, context.services, { caller: { agentId: by.agent.id }, contactId: contact?.id ?? null }, input)
    })),
  releaseHold: router.dispatch.releaseHold.handler(({ context, input }) =>
    actAudited(context, { customerId: input.customerId, detail: { holdId: input.holdId } }, async (trx) => ({ released: await releaseHold(trx, { agentId: context.signedIn().agent.id }, input) }))),
  gateCode: router.dispatch.gateCode.handler(({ context, input }) =>
    readAudited(context, { customerId: input.customerId, detail: { appointmentId: input.appointmentId } }, async (trx) => {
      await getAppointment(trx, input.customerId, input.appointmentId)
      return { gateCode: await readGateCode(trx, context.services, input) }
    })),
  // By what a command is known again has no gate code in it: its hash would be guessed.
  bookVisit: router.dispatch.bookVisit.handler(({ context, input }) =>
    runCommand(context, input, bookVisit, ({ holdId, runId }) => ({ holdId, runId: runId ?? '' }), ({ gateCode, ...rest }) => ({ ...rest, hasGateCode: gateCode !== null }))),
  rescheduleVisit: router.dispatch.rescheduleVisit.handler(({ context, input }) => runCommand(context, input, rescheduleVisit, ({ appointmentId, holdId }) => ({ appointmentId, holdId }))),
  cancelVisit: router.dispatch.cancelVisit.handler(({ context, input }) => runCommand(context, input, cancelVisit, ({ appointmentId, reason }) => ({ appointmentId, reason }))),
  confirmVisit: router.dispatch.confirmVisit.handler(({ context, input }) => runCommand(context, input, confirmVisit, ({ appointmentId }) => ({ appointmentId }))),
  changeVisitNotes: router.dispatch.changeVisitNotes.handler(({ context, input }) =>
    runCommand(context, input, changeVisitNotes, ({ appointmentId }) => ({ appointmentId }), ({ gateCode, ...rest }) => ({ ...rest, gateCode: gateCode === undefined ? 'asIs' : gateCode === null ? 'none' : 'set' }))),
  sendVisitLink: router.dispatch.sendVisitLink.handler(({ context, input }) => runCommand(context, input, sendVisitLink, ({ appointmentId, channel }) => ({ appointmentId, channel }))),
}
