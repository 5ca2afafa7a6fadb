/** One call of each procedure of the contract that needs a permission, for tests of who may do what. */
import { api } from '../../shared/contract/api.ts'
import { newId } from '../../shared/kernel/ids.ts'
import { permissionSchema, type Role } from '../../shared/features/session/session.schema.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { credit, decision, reversal, withdrawal } from './adjusting.ts'
import type { ApiClient } from './api-client.ts'
import { charge, check, refundOf, reversalOf } from './paying.ts'
import { gift, redemption, takingBack } from './rewarding.ts'
import type { TechnicianFields } from '../../shared/features/dispatch/technician-commands.schema.ts'
import type { ExtentInput } from '../../shared/features/outages/outages.schema.ts'
import { makeRow } from './rows.ts'
import { NOW, TODAY } from './stores.ts'

/** Every procedure that needs a permission, by name, as the contract has it. */
export function guardedProcedures(): [name: string, permission: string][] {
  const all = Object.entries(api).flatMap(([feature, procedures]) =>
    Object.entries(procedures).map(([name, procedure]): [string, string] => [`${feature}.${name}`, procedure['~orpc'].meta.permission]))
  return all.filter(([, permission]) => !['public', 'session', 'signingIn'].includes(permission))
}

/** What is asked for need not be there: a right is asked before it is looked for. @param id of a customer who is there */
export function everyGuardedProcedure(anyone: ApiClient, id: string): Record<string, () => Promise<unknown>> {
  const contact = { commandId: newId(), customerId: id, mediumType: 'phone', use: 'mobile', value: '(914) 555-0123', preferred: true } as const
  const contactMediumId = newId()
  const note = () => ({ commandId: newId(), customerId: id, interactionId: newId(), writtenAt: new Date(NOW - 1_000).toISOString(), disposition: 'resolved', text: 'Called about the bill' }) as const
  const inContact = () => ({ commandId: newId(), customerId: id, contactId: newId() })
  const chatQueue = { name: 'Help', spanishName: 'Ayuda', hours: { week: Array.from({ length: 7 }, () => []), closedDays: [] }, targetSeconds: 60, targetPercent: 80, maxWaiting: 10 }
  const ofChat = () => ({ commandId: newId(), conversationId: newId() })
  const reply = () => ({ commandId: newId(), replyId: newId(), expectedVersion: 0, name: `r-${newId().slice(-8)}`, english: 'Hello', spanish: '' })
  const ofRun = () => ({ commandId: newId(), customerId: id, runId: newId(), expectedVersion: 1 })
  const adjustment = makeRow('adjustment', { customerId: id })
  const account = { customerId: id, billingAccountId: newId() }
  const asked = credit({ ...account, currency: 'USD' }, 100)
  const everything = { agent: null, customer: null, action: null, outcome: null, from: null, to: null, contactId: null, overrides: false, outsideContact: false }
  const payment = makeRow('payment', account)
  const extent: ExtentInput = { services: ['internet'], nodes: ['ZZ-01'], area: null }
  const upon = () => ({ commandId: newId(), problemId: newId(), expectedVersion: 1 })
  const wantedVisit = { customerId: id, workTypeId: newId(), minutes: null, skills: [], language: null, appointmentId: null, notBefore: null }
  const ofVisit = () => ({ commandId: newId(), customerId: id, appointmentId: newId() })
  const visitNotes = { contactName: null, contactPhone: null, language: 'en', accessNotes: null, dogs: null, adultAtHome: null }
  const onWork = () => ({ commandId: newId(), customerId: id, workOrderId: newId(), expectedVersion: 1 })
  const technicianFields = () => ({ name: 'Ana Ríos', skills: [], languages: ['en'], startLatitude: 40.9, startLongitude: -73.9, region: 'Westchester', density: 'suburb', cities: [], postalCodes: [], nodes: [], area: null }) satisfies TechnicianFields
  const alert = { customerId: id, alertId: newId(), threshold: { unit: 'percent', amount: 80 }, channel: 'email' } as const
  return {
    'session.agents': () => anyone.session.agents({ text: '' }),
    'session.unlockAgent': () => anyone.session.unlockAgent({ commandId: newId(), agentId: newId() }),
    'session.disableAgent': () => anyone.session.disableAgent({ commandId: newId(), agentId: newId() }),
    'session.enableAgent': () => anyone.session.enableAgent({ commandId: newId(), agentId: newId() }),
    'session.roles': () => anyone.session.roles(),
    'session.setRoleRights': () => anyone.session.setRoleRights({ commandId: newId(), role: 'dispatcher', expectedVersion: 999, permissions: [] }),
    'session.removeAgentFactor': () => anyone.session.removeAgentFactor({ commandId: newId(), agentId: newId() }),
    'sync.pull': () => anyone.sync.pull({ stream: 'customer', after: null, limit: 1 }),
    'sync.account': () => anyone.sync.account({ customerId: id }),
    'customers.search': () => anyone.customers.search({ text: 'somebody', limit: 1 }),
    'customers.addContactMedium': () => anyone.customers.addContactMedium({ ...contact, contactMediumId }),
    'customers.changeContactMedium': () => anyone.customers.changeContactMedium({ ...contact, commandId: newId(), contactMediumId, expectedVersion: 1 }),
    'customers.setPreferredLanguage': () => anyone.customers.setPreferredLanguage({ commandId: newId(), customerId: id, expectedVersion: 1, language: 'es' }),
    'interactions.addNote': () => anyone.interactions.addNote(note()),
    'interactions.contactState': () => anyone.interactions.contactState({ customerId: id }),
    'interactions.startContact': () => anyone.interactions.startContact({ commandId: newId(), customerId: id, contactId: newId(), channel: 'call' }),
    'interactions.endContact': () => anyone.interactions.endContact({ ...inContact(), disposition: 'resolved', text: '' }),
    'interactions.sendVerificationCode': () => anyone.interactions.sendVerificationCode({ ...inContact(), targetId: newId() }),
    'interactions.verifyContact': () => anyone.interactions.verifyContact({ ...inContact(), proof: { way: 'pin', pin: '000000' } }),
    'interactions.setAccountPin': () => anyone.interactions.setAccountPin({ commandId: newId(), customerId: id, pin: '580316' }),
    'interactions.overrideVerification': () => anyone.interactions.overrideVerification({ ...inContact(), reason: 'Known to me' }),
    'interactions.clearVerificationFlag': () => anyone.interactions.clearVerificationFlag({ commandId: newId(), customerId: id, flagId: newId(), reason: 'A mistake' }),
    'billing.bill': () => anyone.billing.bill({ customerId: id, billId: newId() }),
    'billing.billPdf': () => anyone.billing.billPdf({ customerId: id, billId: newId() }),
    'billing.emailBill': () => anyone.billing.emailBill({ commandId: newId(), customerId: id, billId: newId() }),
    'billing.nextBill': () => anyone.billing.nextBill({ customerId: id }),
    'billing.adjustmentTerms': () => anyone.billing.adjustmentTerms({ customerId: id }),
    'billing.submitAdjustment': () => anyone.billing.submitAdjustment(asked),
    'billing.withdrawAdjustment': () => anyone.billing.withdrawAdjustment(withdrawal(adjustment)),
    'billing.approvals': () => anyone.billing.approvals(),
    'billing.decideAdjustment': () => anyone.billing.decideAdjustment(decision(adjustment)),
    'billing.decisions': () => anyone.billing.decisions(),
    'billing.acknowledgeDecision': () => anyone.billing.acknowledgeDecision({ commandId: newId(), customerId: id, adjustmentId: adjustment.id, expectedVersion: 1 }),
    'billing.reverseAdjustment': () => anyone.billing.reverseAdjustment(reversal(adjustment)),
    'billing.paymentTerms': () => anyone.billing.paymentTerms(account),
    'billing.autopayState': () => anyone.billing.autopayState(account),
    'billing.takePayment': () => anyone.billing.takePayment(charge(account, { id: newId() }, 100)),
    'billing.recordPayment': () => anyone.billing.recordPayment(check(account, 100, '1')),
    'billing.refundPayment': () => anyone.billing.refundPayment(refundOf(payment, 1)),
    'billing.reversePayment': () => anyone.billing.reversePayment(reversalOf(payment)),
    'billing.sendPaymentLink': () => anyone.billing.sendPaymentLink({ commandId: newId(), ...account, linkId: newId(), purpose: 'pay', amount: 1, channel: 'email' }),
    'billing.revokePaymentLink': () => anyone.billing.revokePaymentLink({ commandId: newId(), customerId: id, linkId: newId(), expectedVersion: 1 }),
    'billing.setAutopay': () => anyone.billing.setAutopay({ commandId: newId(), ...account, expectedVersion: 1, paymentMethodId: null }),
    'billing.setPaperless': () => anyone.billing.setPaperless({ commandId: newId(), ...account, expectedVersion: 1, paperless: false }),
    'billing.promiseToPay': () => anyone.billing.promiseToPay({ commandId: newId(), ...account, promiseId: newId(), billId: newId(), amount: 1, promisedFor: TODAY }),
    'billing.withdrawPromise': () => anyone.billing.withdrawPromise({ commandId: newId(), customerId: id, promiseId: newId(), expectedVersion: 1 }),
    'billing.removePaymentMethod': () => anyone.billing.removePaymentMethod({ commandId: newId(), customerId: id, paymentMethodId: newId(), expectedVersion: 1 }),
    'rewards.rewardTerms': () => anyone.rewards.rewardTerms(account),
    'rewards.giveGoodwillPoints': () => anyone.rewards.giveGoodwillPoints(gift(account, 1)),
    'rewards.redeemPoints': () => anyone.rewards.redeemPoints(redemption(account, 1)),
    'rewards.reverseLoyalty': () => anyone.rewards.reverseLoyalty(takingBack({ customerId: id, id: newId() })),
    'access.state': () => anyone.access.state({ customerId: id }),
    'access.details': () => anyone.access.details({ customerId: id }),
    'access.unlock': () => anyone.access.unlock({ commandId: newId(), customerId: id }),
    'access.sendLink': () => anyone.access.sendLink({ commandId: newId(), customerId: id, channel: 'email' }),
    'access.removeFactor': () => anyone.access.removeFactor({ commandId: newId(), customerId: id, factorId: newId() }),
    'access.endSessions': () => anyone.access.endSessions({ commandId: newId(), customerId: id }),
    'access.forcePassword': () => anyone.access.forcePassword({ commandId: newId(), customerId: id, channel: 'email' }),
    'access.freeze': () => anyone.access.freeze({ commandId: newId(), customerId: id }),
    'access.unfreeze': () => anyone.access.unfreeze({ commandId: newId(), customerId: id, channel: null }),
    'administration.moneySettings': () => anyone.administration.moneySettings(),
    'administration.addAdjustmentReason': () => anyone.administration.addAdjustmentReason({ commandId: newId(), code: 'mine', english: 'Mine', spanish: 'Mío', direction: 'credit', needsPeriod: false }),
    'administration.changeAdjustmentReason': () => anyone.administration.changeAdjustmentReason({ commandId: newId(), expectedVersion: 1, code: 'mine', english: 'Mine', spanish: 'Mío', active: true }),
    'administration.setAdjustmentLimits': () => anyone.administration.setAdjustmentLimits({ commandId: newId(), expectedVersion: 1, role: 'agent', perAdjustment: 1, perDay: 1, perCustomer30Days: 1 }),
    'administration.setRecordingLimits': () => anyone.administration.setRecordingLimits({ commandId: newId(), expectedVersion: 1, role: 'agent', perPayment: 1, perDay: 1 }),
    'administration.setRefundLimits': () => anyone.administration.setRefundLimits({ commandId: newId(), expectedVersion: 1, role: 'agent', perRefund: 1, perDay: 1 }),
    'administration.setRewardLimits': () => anyone.administration.setRewardLimits({ commandId: newId(), expectedVersion: 1, role: 'agent', perGift: 1, perDay: 1, perCustomer30Days: 1 }),
    'administration.setRewardRules': () => anyone.administration.setRewardRules({ commandId: newId(), expectedVersion: 1, earnPoints: 1, earnAmount: 1, inTimePoints: 1, validDays: 30, redeemPoints: 1, redeemAmount: 1 }),
    'catalog.offerings': () => anyone.catalog.offerings(),
    'catalog.planPreview': () => anyone.catalog.planPreview({ customerId: id, items: [], effective: 'now', date: null }),
    'catalog.orderPlanChange': () => anyone.catalog.orderPlanChange({ commandId: newId(), customerId: id, orderId: newId(), items: [], effective: 'now', date: null, fingerprint: '0'.repeat(64) }),
    'catalog.cancelOrder': () => anyone.catalog.cancelOrder({ commandId: newId(), customerId: id, orderId: newId(), expectedVersion: 1 }),
    'usage.detail': () => anyone.usage.detail({ customerId: id }),
    'usage.calls': () => anyone.usage.calls({ customerId: id }),
    'usage.topUpTerms': () => anyone.usage.topUpTerms({ customerId: id }),
    'usage.setAlert': () => anyone.usage.setAlert({ ...alert, commandId: newId() }),
    'usage.changeAlert': () => anyone.usage.changeAlert({ ...alert, commandId: newId(), expectedVersion: 1 }),
    'usage.removeAlert': () => anyone.usage.removeAlert({ commandId: newId(), customerId: id, alertId: alert.alertId, expectedVersion: 1 }),
    'usage.topUp': () => anyone.usage.topUp({ commandId: newId(), customerId: id, topUpId: newId(), usageConsumptionId: newId(), offer: 'data-100', total: 1_000 }),
    'usage.takeBackTopUp': () => anyone.usage.takeBackTopUp({ commandId: newId(), customerId: id, topUpId: newId(), expectedVersion: 1 }),
    'dispatch.offerVisits': () => anyone.dispatch.offerVisits({ ...wantedVisit, from: TODAY, to: TODAY }),
    'dispatch.holdVisit': () => anyone.dispatch.holdVisit({ ...wantedVisit, holdId: newId(), technicianId: newId(), windowStart: new Date(NOW).toISOString(), windowEnd: new Date(NOW + 7_200_000).toISOString() }),
    'dispatch.releaseHold': () => anyone.dispatch.releaseHold({ customerId: id, holdId: newId() }),
    'dispatch.gateCode': () => anyone.dispatch.gateCode({ customerId: id, appointmentId: newId() }),
    'dispatch.bookVisit': () => anyone.dispatch.bookVisit({ ...ofVisit(), holdId: newId(), workOrderId: newId(), reason: null, ...visitNotes, gateCode: null, findings: [], runId: null, tellBy: null, override: null }),
    'dispatch.rescheduleVisit': () => anyone.dispatch.rescheduleVisit({ ...ofVisit(), expectedVersion: 1, holdId: newId(), tellBy: null, override: null }),
    'dispatch.cancelVisit': () => anyone.dispatch.cancelVisit({ ...ofVisit(), expectedVersion: 1, reason: 'customerAsked', note: null }),
    'dispatch.confirmVisit': () => anyone.dispatch.confirmVisit({ ...ofVisit(), expectedVersion: 1 }),
    'dispatch.changeVisitNotes': () => anyone.dispatch.changeVisitNotes({ ...ofVisit(), expectedVersion: 1, ...visitNotes }),
    'dispatch.sendVisitLink': () => anyone.dispatch.sendVisitLink({ ...ofVisit(), channel: 'email' }),
    'dispatch.board': () => anyone.dispatch.board({ from: TODAY, days: 1, region: null }),
    'dispatch.work': () => anyone.dispatch.work({ workOrderId: newId() }),
    'dispatch.daySheet': () => anyone.dispatch.daySheet({ technicianId: newId(), date: TODAY }),
    'dispatch.proposePlan': () => anyone.dispatch.proposePlan({ proposalId: newId(), date: TODAY, region: null, scope: { of: 'atRisk' } }),
    'dispatch.proposal': () => anyone.dispatch.proposal({ proposalId: newId() }),
    'dispatch.cancelProposal': () => anyone.dispatch.cancelProposal({ proposalId: newId() }),
    'dispatch.moveVisit': () => anyone.dispatch.moveVisit({ ...onWork(), technicianId: newId(), start: new Date(NOW).toISOString(), override: null }),
    'dispatch.unassignVisit': () => anyone.dispatch.unassignVisit(onWork()),
    'dispatch.pinVisit': () => anyone.dispatch.pinVisit({ ...onWork(), pinned: true }),
    'dispatch.markAbsence': () => anyone.dispatch.markAbsence({ commandId: newId(), shiftId: newId(), expectedVersion: 1, absence: null, from: null }),
    'dispatch.progressWork': () => anyone.dispatch.progressWork({ ...onWork(), step: 'started' }),
    'dispatch.recordWork': () => anyone.dispatch.recordWork({ ...onWork(), ticked: [], parts: [], photos: [], signature: null, outcome: null, outcomeNote: null, followUp: null }),
    'dispatch.takePlan': () => anyone.dispatch.takePlan({ commandId: newId(), placements: [{ workOrderId: newId(), expectedVersion: 1, technicianId: null, start: null }], longer: null, asBefore: null, override: null }),
    'dispatch.technicianVisits': () => anyone.dispatch.technicianVisits({ technicianId: newId(), ids: [newId()] }),
    'dispatch.addTechnician': () => anyone.dispatch.addTechnician({ commandId: newId(), technicianId: newId(), ...technicianFields() }),
    'dispatch.changeTechnician': () => anyone.dispatch.changeTechnician({ commandId: newId(), technicianId: newId(), expectedVersion: 1, ...technicianFields() }),
    'dispatch.setInService': () => anyone.dispatch.setInService({ commandId: newId(), technicianId: newId(), expectedVersion: 1, inService: true }),
    'dispatch.setShifts': () => anyone.dispatch.setShifts({ commandId: newId(), technicianId: newId(), from: TODAY, to: TODAY, week: [null, null, null, null, null, null, null] }),
    'dispatch.dayLink': () => anyone.dispatch.dayLink({ technicianId: newId(), date: TODAY }),
    'dispatch.makeDayLink': () => anyone.dispatch.makeDayLink({ technicianId: newId(), date: TODAY }),
    'dispatch.endDayLink': () => anyone.dispatch.endDayLink({ technicianId: newId(), date: TODAY }),
    'outages.extent': () => anyone.outages.extent(extent),
    'outages.declare': () => anyone.outages.declare({ commandId: newId(), problemId: newId(), kind: 'outage', cause: 'power', phase: 'assessing', ...extent, beganAt: new Date(NOW).toISOString(), estimatedRestorationAt: null, text: null }),
    'outages.update': () => anyone.outages.update({ ...upon(), phase: 'repairing', cause: 'power', estimatedRestorationAt: null, text: null }),
    'outages.redraw': () => anyone.outages.redraw({ ...upon(), ...extent, text: null }),
    'outages.join': () => anyone.outages.join({ ...upon(), parentId: newId() }),
    'outages.split': () => anyone.outages.split({ ...upon(), splitId: newId(), nodes: ['YK-07'] }),
    'outages.separate': () => anyone.outages.separate(upon()),
    'outages.withdraw': () => anyone.outages.withdraw({ ...upon(), text: null }),
    'outages.judge': () => anyone.outages.judge({ ...upon(), isProblem: true, text: null }),
    'outages.report': () => anyone.outages.report({ commandId: newId(), customerId: id, reportId: newId(), problemId: newId(), tell: true }),
    'outages.changeReport': () => anyone.outages.changeReport({ commandId: newId(), customerId: id, reportId: newId(), expectedVersion: 1, tell: true }),
    'outages.recordTelemetry': () => anyone.outages.recordTelemetry({ events: [{ modem: '02D700000001', node: 'YK-07', online: true, at: new Date(NOW).toISOString() }] }),
    'outages.plantState': () => anyone.outages.plantState({ at: null }),
    'diagnostics.guides': () => anyone.diagnostics.guides(),
    'diagnostics.guide': () => anyone.diagnostics.guide({ guideId: 'no-internet', version: 1 }),
    'diagnostics.guideFile': () => anyone.diagnostics.guideFile({ guideId: 'no-internet', version: null }),
    'diagnostics.publishGuide': () => anyone.diagnostics.publishGuide({ commandId: newId(), guideId: 'no-internet', expectedVersion: 1, source: 'id: no-internet' }),
    'diagnostics.measure': () => anyone.diagnostics.measure({ customerId: id, check: 'signal' }),
    'diagnostics.measurement': () => anyone.diagnostics.measurement({ customerId: id, measurementId: newId() }),
    'diagnostics.levels': () => anyone.diagnostics.levels({ customerId: id }),
    'diagnostics.startRun': () => anyone.diagnostics.startRun({ commandId: newId(), customerId: id, runId: newId(), guideId: 'no-internet' }),
    'diagnostics.takeStep': () => anyone.diagnostics.takeStep({ ...ofRun(), step: 'online', answer: { kind: 'read' } }),
    'diagnostics.stepBack': () => anyone.diagnostics.stepBack(ofRun()),
    'diagnostics.act': () => anyone.diagnostics.act({ ...ofRun(), step: 'reboot' }),
    'diagnostics.endRun': () => anyone.diagnostics.endRun({ ...ofRun(), ticketId: newId(), note: null }),
    'diagnostics.leaveRun': () => anyone.diagnostics.leaveRun({ ...ofRun(), note: null }),
    'diagnostics.closeTicket': () => anyone.diagnostics.closeTicket({ commandId: newId(), customerId: id, ticketId: newId(), expectedVersion: 1, text: 'Mended' }),
    'chat.desk': () => anyone.chat.desk(),
    'chat.colleagues': () => anyone.chat.colleagues(),
    'chat.lines': () => anyone.chat.lines({ conversationId: newId(), afterSequence: 0, afterNote: 0 }),
    'chat.send': () => anyone.chat.send({ conversationId: newId(), clientId: newId(), body: 'Hello', now: true }),
    'chat.sendAttachment': () => anyone.chat.sendAttachment({ conversationId: newId(), clientId: newId(), now: true }),
    'chat.attachment': () => anyone.chat.attachment({ conversationId: newId(), attachmentId: newId(), part: 0, keep: false }),
    'chat.takeBack': () => anyone.chat.takeBack({ conversationId: newId(), clientId: newId() }),
    'chat.typing': () => anyone.chat.typing({ conversationId: newId() }),
    'chat.read': () => anyone.chat.read({ conversationId: newId(), sequence: 1 }),
    'chat.setStatus': () => anyone.chat.setStatus({ commandId: newId(), away: 'lunch' }),
    'chat.accept': () => anyone.chat.accept({ ...ofChat(), contactId: newId() }),
    'chat.decline': () => anyone.chat.decline(ofChat()),
    'chat.link': () => anyone.chat.link({ ...ofChat(), customerId: id, contactId: newId() }),
    'chat.transfer': () => anyone.chat.transfer({ ...ofChat(), to: { kind: 'agent', agentId: newId() }, note: '' }),
    'chat.close': () => anyone.chat.close(ofChat()),
    'chat.wrapUp': () => anyone.chat.wrapUp({ ...ofChat(), disposition: 'resolved', text: '' }),
    'chat.whisper': () => anyone.chat.whisper({ ...ofChat(), clientId: newId(), body: 'A word' }),
    'chat.leftMessages': () => anyone.chat.leftMessages({ done: false }),
    'chat.settleMessage': () => anyone.chat.settleMessage({ commandId: newId(), messageId: newId(), expectedVersion: 1, disposition: 'resolved', text: '' }),
    'chat.takeMessage': () => anyone.chat.takeMessage({ commandId: newId(), messageId: newId(), expectedVersion: 1, taken: true }),
    'chat.joinMessage': () => anyone.chat.joinMessage({ commandId: newId(), messageId: newId(), expectedVersion: 1, customerId: id }),
    'chat.ticketMessage': () => anyone.chat.ticketMessage({ commandId: newId(), messageId: newId(), expectedVersion: 1, customerId: id, ticketId: newId(), text: '' }),
    'chat.transcript': () => anyone.chat.transcript({ customerId: id, of: { by: 'contact', id: newId() }, afterSequence: 0, afterNote: 0 }),
    'chat.transcriptFile': () => anyone.chat.transcriptFile({ customerId: id, conversationId: newId(), attachmentId: newId(), part: 0, keep: false }),
    'chat.find': () => anyone.chat.find({ customerId: id, text: 'modem' }),
    'chat.invite': () => anyone.chat.invite({ ...ofChat(), agentId: newId(), note: '' }),
    'chat.answerInvitation': () => anyone.chat.answerInvitation({ ...ofChat(), accept: true }),
    'chat.handOver': () => anyone.chat.handOver({ ...ofChat(), agentId: newId() }),
    'chat.beginContact': () => anyone.chat.beginContact({ ...ofChat(), contactId: newId() }),
    'chat.replies': () => anyone.chat.replies({ about: null }),
    'chat.sharedReplies': () => anyone.chat.sharedReplies(),
    'chat.keepReply': () => anyone.chat.keepReply(reply()),
    'chat.removeReply': () => anyone.chat.removeReply({ commandId: newId(), replyId: newId(), expectedVersion: 1 }),
    'chat.keepSharedReply': () => anyone.chat.keepSharedReply(reply()),
    'chat.removeSharedReply': () => anyone.chat.removeSharedReply({ commandId: newId(), replyId: newId(), expectedVersion: 1 }),
    'chat.wall': () => anyone.chat.wall(),
    'chat.alerts': () => anyone.chat.alerts(),
    'chat.seeAlert': () => anyone.chat.seeAlert({ commandId: newId(), alertId: newId() }),
    'chat.history': () => anyone.chat.history({ from: TODAY, to: TODAY, queueId: null }),
    'chat.exportHistory': () => anyone.chat.exportHistory({ from: TODAY, to: TODAY, queueId: null, table: 'agents' }),
    'chat.watch': () => anyone.chat.watch(ofChat()),
    'chat.join': () => anyone.chat.join(ofChat()),
    'chat.leave': () => anyone.chat.leave(ofChat()),
    'chat.takeOver': () => anyone.chat.takeOver({ ...ofChat(), contactId: newId() }),
    'chat.setColleagueStatus': () => anyone.chat.setColleagueStatus({ commandId: newId(), agentId: newId(), away: 'lunch' }),
    'chat.setAgent': () => anyone.chat.setAgent({ commandId: newId(), agentId: newId(), expectedVersion: 0, queueIds: [], languages: ['en'], skills: [], capacity: 1, undoSeconds: 15 }),
    'chat.moveAgent': () => anyone.chat.moveAgent({ commandId: newId(), agentId: newId(), expectedVersion: 1, into: null, outOf: null }),
    'chat.setup': () => anyone.chat.setup(),
    'chat.rulesOf': () => anyone.chat.rulesOf({ version: 1 }),
    'chat.tryRules': () => anyone.chat.tryRules({ draft: null, facts: { topic: 'bill', language: 'en' }, who: { kind: 'customer', customerId: id }, at: null }),
    'chat.compareRules': () => anyone.chat.compareRules({ draft: [] }),
    'chat.addQueue': () => anyone.chat.addQueue({ commandId: newId(), queueId: newId(), ...chatQueue }),
    'chat.changeQueue': () => anyone.chat.changeQueue({ commandId: newId(), queueId: newId(), expectedVersion: 1, ...chatQueue }),
    'chat.closeQueue': () => anyone.chat.closeQueue({ commandId: newId(), queueId: newId(), expectedVersion: 1, conversationsTo: null, agentsTo: null }),
    'chat.reopenQueue': () => anyone.chat.reopenQueue({ commandId: newId(), queueId: newId(), expectedVersion: 1 }),
    'chat.publishRules': () => anyone.chat.publishRules({ commandId: newId(), expectedVersion: 999, rules: [{ name: 'rest', topics: [], languages: [], reasons: [], queueId: newId(), skill: null }] }),
    'usage.record': () => anyone.usage.record({ records: [{ accountNumber: '1', day: TODAY, megabytes: 1, measuredAt: new Date(NOW).toISOString() }] }),
    'messages.mailbox': () => anyone.messages.mailbox(),
    'audit.entries': () => anyone.audit.entries({ filter: everything, before: null }),
    'audit.exportEntries': () => anyone.audit.exportEntries({ filter: everything, format: 'csv', before: null, exported: 0 }),
    'audit.accessReport': () => anyone.audit.accessReport({ customerId: id }),
    'audit.verify': () => anyone.audit.verify({ from: null }),
    'privacy.erasureTerms': () => anyone.privacy.erasureTerms({ customerId: id }),
    'privacy.erasedAmong': () => anyone.privacy.erasedAmong({ customerIds: [id] }),
    'privacy.erase': () => anyone.privacy.erase({ commandId: newId(), customerId: id, accountNumber: '-', basis: 'policy', requestedOn: TODAY }),
    'audit.recordAccountRead': () => anyone.audit.recordAccountRead({ commandId: newId(), customerId: id, readAt: new Date(NOW).toISOString() }),
  }
}

/** So that no right stands between the asker and what else may refuse. */
export const giveEveryRight = async (store: Store, role: Role): Promise<void> =>
  void (await store.db.insertInto('rolePermission').values(permissionSchema.options.map((permission) => ({ role, permission }))).onConflict((conflict) => conflict.doNothing()).execute())
