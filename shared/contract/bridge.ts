/** Window to data, over one MessagePort. */
import { accessBridge } from '../features/access/access.procedures.ts'
import { administrationBridge } from '../features/administration/administration.procedures.ts'
import { auditBridge } from '../features/audit/audit.procedures.ts'
import { billingBridge } from '../features/billing/billing.procedures.ts'
import { catalogBridge } from '../features/catalog/catalog.procedures.ts'
import { chatBridge } from '../features/chat/chat.procedures.ts'
import { customersBridge } from '../features/customers/customers.procedures.ts'
import { diagnosticsBridge } from '../features/diagnostics/diagnostics.procedures.ts'
import { interactionsBridge } from '../features/interactions/interactions.procedures.ts'
import { privacyBridge } from '../features/privacy/privacy.procedures.ts'
import { rewardsBridge } from '../features/rewards/rewards.procedures.ts'
import { messagesBridge } from '../features/messages/messages.procedures.ts'
import { sessionBridge } from '../features/session/session.procedures.ts'
import { syncBridge } from '../features/sync/sync.procedures.ts'
import { bookingBridge } from '../features/dispatch/booking.procedures.ts'
import { boardBridge } from '../features/dispatch/board.procedures.ts'
import { techniciansBridge } from '../features/dispatch/technicians.procedures.ts'
import { outagesBridge } from '../features/outages/outages.procedures.ts'
import { usageBridge } from '../features/usage/usage.procedures.ts'
import { workspaceBridge } from '../features/workspace/workspace.procedures.ts'

export const bridge = {
  session: sessionBridge,
  workspace: workspaceBridge,
  sync: syncBridge,
  customers: customersBridge,
  billing: billingBridge,
  catalog: catalogBridge,
  rewards: rewardsBridge,
  usage: usageBridge,
  outages: outagesBridge,
  chat: chatBridge,
  dispatch: { ...boardBridge, ...bookingBridge, ...techniciansBridge },
  diagnostics: diagnosticsBridge,
  access: accessBridge,
  administration: administrationBridge,
  interactions: interactionsBridge,
  messages: messagesBridge,
  audit: auditBridge,
  privacy: privacyBridge,
}
