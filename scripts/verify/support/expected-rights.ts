/**
 * Who may call what, and how well the caller must be known: written down by hand from the operator's rules, apart from the
 * program, so that the proof does not ask the program about itself. A procedure that is not here is a surprise.
 *
 * Roles by letter: a agent, s senior agent, v supervisor, d dispatcher, m administrator, u auditor.
 */
import type { Role } from '#shared/features/session/session.schema.ts'
import type { VerificationLevel } from '#shared/features/interactions/verification-level.ts'

export const roleLetters: Record<Role, string> = { agent: 'a', seniorAgent: 's', supervisor: 'v', dispatcher: 'd', administrator: 'm', auditor: 'u' }

export type Expected = readonly [roles: string, level: VerificationLevel]
const everybody = 'asvdmu'
const desk = 'asv'

export const expectedRights: Readonly<Record<string, Expected>> = {
  'session.serverInfo': [everybody, 'unverified'],
  'session.signIn': [everybody, 'unverified'],
  'session.beginSingleSignOn': [everybody, 'unverified'],
  'session.signInBySingleSignOn': [everybody, 'unverified'],
  'session.proveBySingleSignOn': [everybody, 'unverified'],
  'session.current': [everybody, 'unverified'],
  'session.signOut': [everybody, 'unverified'],
  'session.confirmCode': [everybody, 'unverified'],
  'session.beginSecondFactor': [everybody, 'unverified'],
  'session.confirmSecondFactor': [everybody, 'unverified'],
  'session.resume': [everybody, 'unverified'],
  'session.stepUp': [everybody, 'unverified'],
  'session.secondFactor': [everybody, 'unverified'],
  'session.renewRecoveryCodes': [everybody, 'unverified'],
  'session.changePassword': [everybody, 'unverified'],
  'session.agents': ['vm', 'unverified'],
  'session.unlockAgent': ['vm', 'unverified'],
  'session.removeAgentFactor': ['vm', 'unverified'],
  'session.disableAgent': ['m', 'unverified'],
  'session.enableAgent': ['m', 'unverified'],
  'session.roles': ['vmu', 'unverified'],
  'session.setRoleRights': ['m', 'unverified'],

  'sync.pull': [everybody, 'unverified'],
  'sync.account': [everybody, 'unverified'],
  'audit.recordAccountRead': [everybody, 'unverified'],
  'audit.entries': ['vmu', 'unverified'],
  'audit.exportEntries': ['vu', 'unverified'],
  'audit.verify': ['vmu', 'unverified'],
  'audit.accessReport': ['v', 'verified'],
  'privacy.erasureTerms': ['m', 'unverified'],
  'privacy.erasedAmong': ['asvdmu', 'unverified'],
  'privacy.erase': ['m', 'unverified'],
  'messages.mailbox': [everybody, 'unverified'],

  'customers.search': [everybody, 'unverified'],
  'customers.addContactMedium': [desk, 'verified'],
  'customers.changeContactMedium': [desk, 'verified'],
  'customers.setPreferredLanguage': [desk, 'unverified'],

  'interactions.addNote': ['asvd', 'unverified'],
  'interactions.contactState': [everybody, 'unverified'],
  'interactions.startContact': ['asvd', 'unverified'],
  'interactions.endContact': ['asvd', 'unverified'],
  'interactions.sendVerificationCode': ['asvd', 'unverified'],
  'interactions.verifyContact': ['asvd', 'unverified'],
  'interactions.setAccountPin': [desk, 'verified'],
  'interactions.overrideVerification': ['v', 'unverified'],
  'interactions.clearVerificationFlag': ['v', 'unverified'],

  'billing.bill': [everybody, 'unverified'],
  'billing.billPdf': [everybody, 'verified'],
  'billing.emailBill': ['asvd', 'unverified'],
  'billing.lineNames': [everybody, 'unverified'],
  'billing.nextBill': [everybody, 'unverified'],
  'billing.adjustmentReasons': [everybody, 'unverified'],
  'billing.adjustmentTerms': [desk, 'unverified'],
  'billing.submitAdjustment': [desk, 'unverified'],
  'billing.withdrawAdjustment': [desk, 'unverified'],
  'billing.approvals': ['v', 'unverified'],
  'billing.decideAdjustment': ['v', 'unverified'],
  'billing.decisions': [desk, 'unverified'],
  'billing.acknowledgeDecision': [desk, 'unverified'],
  'billing.reverseAdjustment': ['sv', 'unverified'],
  'billing.paymentTerms': [desk, 'unverified'],
  'billing.autopayState': [everybody, 'unverified'],
  'billing.takePayment': [desk, 'verified'],
  'billing.recordPayment': ['sv', 'unverified'],
  'billing.refundPayment': ['sv', 'verified'],
  'billing.reversePayment': ['sv', 'unverified'],
  'billing.setAutopay': [desk, 'verified'],
  'billing.setPaperless': [desk, 'verified'],
  'billing.promiseToPay': [desk, 'unverified'],
  'billing.withdrawPromise': [desk, 'unverified'],
  'billing.removePaymentMethod': [desk, 'verified'],
  'billing.sendPaymentLink': [desk, 'unverified'],
  'billing.revokePaymentLink': [desk, 'unverified'],

  'catalog.offerings': [everybody, 'unverified'],
  'catalog.planPreview': [desk, 'unverified'],
  'catalog.orderPlanChange': [desk, 'verified'],
  'catalog.cancelOrder': [desk, 'verified'],

  'rewards.rewardTerms': [everybody, 'unverified'],
  'rewards.giveGoodwillPoints': [desk, 'unverified'],
  'rewards.redeemPoints': [desk, 'verified'],
  'rewards.reverseLoyalty': ['sv', 'unverified'],

  'usage.detail': [everybody, 'unverified'],
  'usage.calls': [everybody, 'verified'],
  'usage.topUpTerms': [desk, 'unverified'],
  'usage.setAlert': [desk, 'unverified'],
  'usage.changeAlert': [desk, 'unverified'],
  'usage.removeAlert': [desk, 'unverified'],
  'usage.topUp': [desk, 'verified'],
  'usage.takeBackTopUp': [desk, 'unverified'],
  'dispatch.board': ['vd', 'unverified'],
  'dispatch.work': ['vd', 'unverified'],
  'dispatch.moveVisit': ['vd', 'unverified'],
  'dispatch.unassignVisit': ['vd', 'unverified'],
  'dispatch.pinVisit': ['vd', 'unverified'],
  'dispatch.markAbsence': ['vd', 'unverified'],
  'dispatch.progressWork': ['vd', 'unverified'],
  'dispatch.recordWork': ['vd', 'unverified'],
  'dispatch.takePlan': ['vd', 'unverified'],
  'outages.extent': ['vd', 'unverified'],
  'outages.declare': ['vd', 'unverified'],
  'outages.update': ['vd', 'unverified'],
  'outages.redraw': ['vd', 'unverified'],
  'outages.join': ['vd', 'unverified'],
  'outages.split': ['vd', 'unverified'],
  'outages.separate': ['vd', 'unverified'],
  'outages.judge': ['vd', 'unverified'],
  'outages.withdraw': ['vd', 'unverified'],
  'outages.report': ['asvd', 'unverified'],
  'outages.changeReport': ['asvd', 'unverified'],
  'outages.plantState': [everybody, 'unverified'],
  'usage.record': ['m', 'unverified'],

  'access.state': ['asvu', 'unverified'],
  'access.details': ['asvu', 'verified'],
  'access.unlock': [desk, 'verified'],
  'access.sendLink': [desk, 'verified'],
  'access.removeFactor': ['sv', 'verifiedByCallback'],
  'access.endSessions': [desk, 'unverified'],
  'access.forcePassword': ['sv', 'verified'],
  'access.freeze': [desk, 'unverified'],
  'access.unfreeze': ['v', 'verifiedByCallback'],

  'administration.moneySettings': ['m', 'unverified'],
  'administration.addAdjustmentReason': ['m', 'unverified'],
  'administration.changeAdjustmentReason': ['m', 'unverified'],
  'administration.setAdjustmentLimits': ['m', 'unverified'],
  'administration.setRecordingLimits': ['m', 'unverified'],
  'administration.setRefundLimits': ['m', 'unverified'],
  'administration.setRewardLimits': ['m', 'unverified'],
  'administration.setRewardRules': ['m', 'unverified'],
}

/** Half a session, of somebody who has said the password alone: `code` must say a code, `enrol` set an app up. What it opens is here, and nothing else. */
export type Half = 'code' | 'enrol'
export const halves: readonly Half[] = ['code', 'enrol']
export const openToHalf: Readonly<Record<string, Half>> = {
  'session.confirmCode': 'code',
  'session.beginSecondFactor': 'enrol',
  'session.confirmSecondFactor': 'enrol',
}
