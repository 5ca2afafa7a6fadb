/** The bridge: every call of a window goes through here. Inputs and outputs are parsed by the contract's schemas. */
import { ORPCError, ValidationError, type AnyProcedure } from '@orpc/server'
import type { ProcedureMeta } from '#shared/contract/procedure.ts'
import { AppError, errorStatus } from '#shared/kernel/errors.ts'
import type { DeskCore } from './desk-core.ts'
import { accessRoutes } from './features/access/access.routes.ts'
import { administrationRoutes } from './features/administration/administration.routes.ts'
import { auditRoutes } from './features/audit/audit.routes.ts'
import { billingRoutes } from './features/billing/billing.routes.ts'
import { catalogRoutes } from './features/catalog/catalog.routes.ts'
import { chatRoutes } from './features/chat/chat.routes.ts'
import { customersRoutes } from './features/customers/customers.routes.ts'
import { dispatchRoutes } from './features/dispatch/dispatch.routes.ts'
import { diagnosticsRoutes } from './features/diagnostics/diagnostics.routes.ts'
import { interactionsRoutes } from './features/interactions/interactions.routes.ts'
import { outagesRoutes } from './features/outages/outages.routes.ts'
import { privacyRoutes } from './features/privacy/privacy.routes.ts'
import { rewardsRoutes } from './features/rewards/rewards.routes.ts'
import { messagesRoutes } from './features/messages/messages.routes.ts'
import { sessionRoutes } from './features/session/session.routes.ts'
import { syncRoutes } from './features/sync/sync.routes.ts'
import { usageRoutes } from './features/usage/usage.routes.ts'
import { workspaceRoutes } from './features/workspace/workspace.routes.ts'

export const createBridgeRouter = (core: DeskCore) => ({
  session: sessionRoutes(core),
  workspace: workspaceRoutes(core),
  sync: syncRoutes(core),
  customers: customersRoutes(core),
  billing: billingRoutes(core),
  catalog: catalogRoutes(core),
  rewards: rewardsRoutes(core),
  usage: usageRoutes(core),
  outages: outagesRoutes(core),
  dispatch: dispatchRoutes(core),
  chat: chatRoutes(core),
  diagnostics: diagnosticsRoutes(core),
  access: accessRoutes(core),
  administration: administrationRoutes(core),
  interactions: interactionsRoutes(core),
  messages: messagesRoutes(core),
  audit: auditRoutes(core),
  privacy: privacyRoutes(core),
})

/** What only a person does, beside what `commandOnce` sends. A window asks for the rest by itself as well, after each hint of the backend. */
const acts = new Set([
  'customers.search', 'customers.open', 'customers.addContactMedium', 'customers.changeContactMedium', 'customers.setPreferredLanguage',
  'billing.submitAdjustment', 'billing.withdrawAdjustment', 'billing.decideAdjustment', 'billing.acknowledgeDecision', 'billing.reverseAdjustment',
  'billing.takePayment', 'billing.recordPayment', 'billing.refundPayment', 'billing.reversePayment', 'billing.setAutopay', 'billing.setPaperless',
  'billing.promiseToPay', 'billing.withdrawPromise', 'billing.removePaymentMethod', 'billing.emailBill', 'billing.sendPaymentLink', 'billing.revokePaymentLink',
  'catalog.orderPlanChange', 'catalog.cancelOrder',
  'rewards.giveGoodwillPoints', 'rewards.redeemPoints', 'rewards.reverseLoyalty',
  'usage.setAlert', 'usage.changeAlert', 'usage.removeAlert', 'usage.topUp', 'usage.takeBackTopUp',
  'interactions.addNote',
  'workspace.saveTabs', 'workspace.saveDraft', 'workspace.retryCommand', 'workspace.discardCommand',
  'session.beginSecondFactor', 'session.confirmSecondFactor', 'session.renewRecoveryCodes', 'session.changePassword', 'session.stepUp', 'session.proveInBrowser',
  'session.unlockAgent', 'session.removeAgentFactor', 'session.disableAgent', 'session.enableAgent', 'session.setRoleRights', 'sync.cancel', 'sync.resume',
])

type Call = { procedure: AnyProcedure; path: readonly string[]; next: () => Promise<unknown> }

/** Around every procedure: rights before the input is looked at, and only errors of the closed list come out. */
export function guardCall(core: DeskCore) {
  return async ({ procedure, path, next }: Call): Promise<unknown> => {
    const { permission } = procedure['~orpc'].meta as ProcedureMeta
    try {
      core.session.permit(permission)
      if (acts.has(path.join('.'))) core.session.noteUse()
      return await next().catch((error: unknown) => {
        // The file was damaged and is replaced: what can be answered from the new one is.
        if (core.cache.noteError(error)) return next()
        throw error
      })
    } catch (error) {
      throw toWire(core, path.join('.'), error)
    }
  }
}

function toWire(core: DeskCore, procedure: string, error: unknown): ORPCError<string, unknown> {
  const known = toAppError(core, procedure, error)
  return new ORPCError(known.code, { status: errorStatus[known.code], data: known.data, message: known.code })
}

function toAppError(core: DeskCore, procedure: string, error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError)
    return new AppError('validation', { issues: error.cause.issues.map((issue) => ({ path: pathOf(issue.path), message: issue.message })) })
  return new AppError('internal', { reference: core.log.error(procedure, error) })
}

type IssuePath = readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
const pathOf = (path: IssuePath) => (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
