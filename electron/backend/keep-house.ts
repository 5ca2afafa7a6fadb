/** What the backend does by itself, each hour. */
import { forgetOldCommands } from './command.ts'
import { writeDailyCheckpoint } from './features/audit/daily-checkpoint.ts'
import { forgetOldAttachments } from './features/chat/attachments/attachments.ts'
import { forgetOldAlerts } from './features/chat/chat-alerts.ts'
import { forgetOldDayLinks } from './features/dispatch/links/day-links.ts'
import { forgetOldVisitLinks } from './features/dispatch/links/visit-links.ts'
import { leaveIdleRuns } from './features/diagnostics/idle-runs.ts'
import { forgetMeasurements } from './features/diagnostics/measure.ts'
import { forgetDoneMessages } from './features/chat/left-messages.ts'
import { runBills } from './features/billing/bill-run.ts'
import { carryOutOrders } from './features/billing/catalog/carry-out-orders.ts'
import { forgetUsedTokens } from './features/billing/links/enter-method.ts'
import { runAutopay } from './features/billing/payments/autopay.ts'
import { settleDuePromises } from './features/billing/payments/settle-promises.ts'
import { refreshOverdue } from './features/billing/refresh-billing-accounts.ts'
import { expirePoints } from './features/billing/rewards/expire-points.ts'
import { pruneUsageDays } from './features/billing/usage/prune-usage-days.ts'
import { forgetOldIdentitySessions } from './features/access/customer-sessions.ts'
import { forgetOldEvents } from './features/access/identity-events.ts'
import { refreshPlant } from './features/outages/refresh-plant.ts'
import { pruneTelemetry } from './features/outages/telemetry/prune-telemetry.ts'
import { endIdleContacts, forgetWhatVerifiedOnce } from './features/interactions/contacts.commands.ts'
import { forgetOldSessions } from './features/session/sessions.ts'
import { forgetBegun } from './features/session/single-sign-on/begun.ts'
import { toAppError } from './http/errors.ts'
import { forgetKeptMessages } from './messages/message-queue.ts'
import { operatorToday } from './operator-day.ts'
import { forgetUnknownNames } from './sign-in-attempts.ts'
import type { Services } from './services.ts'

type Round = { today: string; signal: AbortSignal }

/** In this order: what an order begins is on the bill, and the bill is drafted on its day. */
const steps: Record<string, (services: Services, round: Round) => Promise<unknown>> = {
  forgetOldCommands,
  forgetOldSessions: ({ store, clock }) => forgetOldSessions(store.db, clock),
  forgetBegun: ({ store, clock }) => forgetBegun(store.db, clock),
  forgetUnknownNames: ({ store, clock }) => forgetUnknownNames(store.db, clock),
  forgetOldIdentitySessions: ({ store, clock }) => forgetOldIdentitySessions(store.db, clock),
  forgetOldEvents: ({ store, clock }) => forgetOldEvents(store.db, clock),
  forgetOldDayLinks: ({ store, clock }) => forgetOldDayLinks(store.db, clock),
  forgetOldVisitLinks: ({ store, clock }) => forgetOldVisitLinks(store.db, clock),
  endIdleContacts: ({ store, clock }) => endIdleContacts(store, clock),
  forgetWhatVerifiedOnce: ({ store, clock }) => forgetWhatVerifiedOnce(store, clock),
  forgetKeptMessages: ({ store, clock }) => store.db.transaction().execute((trx) => forgetKeptMessages(trx, clock)),
  forgetUsedTokens: ({ store }) => store.db.transaction().execute(forgetUsedTokens),
  forgetDoneMessages,
  forgetOldAttachments,
  forgetMeasurements,
  forgetOldAlerts,
  leaveIdleRuns,
  carryOutOrders,
  runBills,
  runAutopay,
  settleDuePromises,
  expirePoints,
  pruneUsageDays,
  refreshPlant: ({ store, clock }) => store.db.transaction().execute((trx) => refreshPlant(trx, clock)),
  pruneTelemetry,
  refreshOverdue: ({ store }, { today }) => refreshOverdue(store, { today }),
  writeDailyCheckpoint: (services, { today }) => writeDailyCheckpoint(services, today),
}

/** A step that fails is in the log by its name, is tried again in the next round, and holds up none behind it. Never throws. */
export async function keepHouse(services: Services, signal: AbortSignal): Promise<void> {
  const round = { today: operatorToday(services), signal }
  for (const [step, work] of Object.entries(steps)) {
    if (signal.aborted) return
    try {
      await work(services, round)
    } catch (error) {
      const { code, data } = toAppError(error, services.log)
      services.log.error({ step, code, reference: 'reference' in data ? data.reference : undefined }, 'a step of the housekeeping failed')
    }
  }
}
