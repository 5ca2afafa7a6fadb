/** Data to backend, over HTTP; also published as `/openapi.json`. */
import { accessApi } from '../features/access/access.procedures.ts'
import { administrationApi } from '../features/administration/administration.procedures.ts'
import { auditApi } from '../features/audit/audit.procedures.ts'
import { billingApi } from '../features/billing/billing.procedures.ts'
import { catalogApi } from '../features/catalog/catalog.procedures.ts'
import { chatApi } from '../features/chat/chat.procedures.ts'
import { customersApi } from '../features/customers/customers.procedures.ts'
import { diagnosticsApi } from '../features/diagnostics/diagnostics.procedures.ts'
import { interactionsApi } from '../features/interactions/interactions.procedures.ts'
import { privacyApi } from '../features/privacy/privacy.procedures.ts'
import { rewardsApi } from '../features/rewards/rewards.procedures.ts'
import { messagesApi } from '../features/messages/messages.procedures.ts'
import { sessionApi } from '../features/session/session.procedures.ts'
import { syncApi } from '../features/sync/sync.procedures.ts'
import { bookingApi } from '../features/dispatch/booking.procedures.ts'
import { boardApi } from '../features/dispatch/board.procedures.ts'
import { techniciansApi } from '../features/dispatch/technicians.procedures.ts'
import { outagesApi } from '../features/outages/outages.procedures.ts'
import { usageApi } from '../features/usage/usage.procedures.ts'

export const api = {
  session: sessionApi,
  sync: syncApi,
  customers: customersApi,
  billing: billingApi,
  catalog: catalogApi,
  rewards: rewardsApi,
  usage: usageApi,
  outages: outagesApi,
  chat: chatApi,
  dispatch: { ...boardApi, ...bookingApi, ...techniciansApi },
  diagnostics: diagnosticsApi,
  access: accessApi,
  administration: administrationApi,
  interactions: interactionsApi,
  messages: messagesApi,
  audit: auditApi,
  privacy: privacyApi,
}
