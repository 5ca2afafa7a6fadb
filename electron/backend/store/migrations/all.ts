/** In order; a released one is never changed. */
import type { Migration } from '../migrate.ts'
import { streamsMigration } from './0001-streams.ts'
import { operatorsMigration } from './0002-operators.ts'
import { searchMigration } from './0003-search.ts'
import { importMigration } from './0004-import.ts'
import { demoAgentsMigration } from './0005-demo-agents.ts'
import { cursorKeyMigration } from './0006-cursor-key.ts'
import { moneyMigration } from './0007-money.ts'
import { paymentsMigration } from './0008-payments.ts'
import { catalogMigration } from './0009-catalog.ts'
import { rewardsMigration } from './0010-rewards.ts'
import { messagesMigration } from './0011-messages.ts'
import { usageMigration } from './0012-usage.ts'
import { administrationMigration } from './0013-administration.ts'
import { paymentLinksMigration } from './0014-payment-links.ts'
import { spanishNamesMigration } from './0015-spanish-names.ts'
import { auditChainMigration } from './0016-audit-chain.ts'
import { goodwillDayMigration } from './0017-goodwill-day.ts'
import { auditRightsMigration } from './0018-audit-rights.ts'
import { accessMigration } from './0019-access.ts'
import { decisionsUnreadMigration } from './0020-decisions-unread.ts'
import { recordingLimitsMigration } from './0021-recording-limits.ts'
import { approvedInADayMigration } from './0022-approved-in-a-day.ts'
import { gateMigration } from './0023-the-gate.ts'
import { refundLimitsMigration } from './0024-refund-limits.ts'
import { agentLockoutMigration } from './0025-agent-lockout.ts'
import { agentFactorsMigration } from './0026-agent-factors.ts'
import { roleRightsMigration } from './0027-role-rights.ts'
import { singleSignOnMigration } from './0028-single-sign-on.ts'
import { erasureMigration } from './0029-erasure.ts'
import { outagesMigration } from './0030-outages.ts'
import { outsideContactsMigration } from './0031-outside-contacts.ts'
import { outagePromisesMigration } from './0032-outage-promises.ts'
import { plantMigration } from './0033-plant.ts'
import { telemetryMigration } from './0034-telemetry.ts'
import { diagnosticsMigration } from './0035-diagnostics.ts'
import { fieldWorkMigration } from './0036-field-work.ts'
import { visitHoldsMigration } from './0037-visit-holds.ts'
import { chatMigration } from './0041-chat.ts'
import { leftMessagesMigration } from './0042-left-messages.ts'
import { chatAttachmentsMigration } from './0043-chat-attachments.ts'
import { chatSetupMigration } from './0044-chat-setup.ts'
import { chatTurnsMigration } from './0045-chat-turns.ts'
import { heldTimeBecomesAJobMigration } from './0038-held-time-becomes-a-job.ts'
import { technicianDayLinksMigration } from './0039-technician-day-links.ts'
import { visitsToTheirEndMigration } from './0040-visits-to-their-end.ts'
import { leftMessageOutcomesMigration } from './0046-left-message-outcomes.ts'
import { chatRepliesMigration } from './0047-chat-replies.ts'
import { settledNoShowsMigration } from './0048-settled-no-shows.ts'

export const migrations: readonly Migration[] = [
  streamsMigration, operatorsMigration, searchMigration, importMigration, demoAgentsMigration, cursorKeyMigration, moneyMigration,
  paymentsMigration, catalogMigration, rewardsMigration, messagesMigration, usageMigration, administrationMigration, paymentLinksMigration,
  spanishNamesMigration, auditChainMigration, goodwillDayMigration, auditRightsMigration, accessMigration, decisionsUnreadMigration, recordingLimitsMigration,
  approvedInADayMigration, gateMigration, refundLimitsMigration, agentLockoutMigration, agentFactorsMigration, roleRightsMigration, singleSignOnMigration, erasureMigration,
  outagesMigration,
  outsideContactsMigration,
  outagePromisesMigration,
  plantMigration,
  telemetryMigration,
  diagnosticsMigration,
  fieldWorkMigration,
  visitHoldsMigration,
  heldTimeBecomesAJobMigration,
  technicianDayLinksMigration,
  visitsToTheirEndMigration,
  chatMigration,
  leftMessagesMigration,
  chatAttachmentsMigration,
  chatSetupMigration,
  chatTurnsMigration,
  leftMessageOutcomesMigration,
  chatRepliesMigration,
  settledNoShowsMigration,
]
