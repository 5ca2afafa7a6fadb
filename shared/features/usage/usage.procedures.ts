import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { idSchema } from '../../kernel/ids.ts'
import { moneyOutcomeSchema } from '../billing/billing.procedures.ts'
import { commandProcedure as command } from '../sync/command-procedure.ts'
import {
  callsInputSchema, callsPageSchema, changeUsageAlertSchema, MAX_USAGE_RECORDS, recordedUsageSchema, removeUsageAlertSchema, setUsageAlertSchema, takeBackTopUpSchema, topUpTermsSchema,
  topUpUsageSchema, usageDetailSchema, usageRecordSchema,
} from './usage.schema.ts'

const ofCustomer = z.strictObject({ customerId: idSchema })
const edit = { permission: 'customers.edit', offline: 'refuse' } as const
const callDetail = { permission: 'customers.read', verification: 'verified' } as const
/** As all money, never queued. */
const buy = { permission: 'usage.topUp', verification: 'verified', offline: 'refuse' } as const
/** What was sold by mistake is the operator's to take back. */
const giveBack = { permission: 'usage.topUp', offline: 'refuse' } as const

export const usageApi = {
  detail: procedure({ permission: 'customers.read' }).route({ method: 'GET', path: '/usage/detail' }).input(ofCustomer).output(usageDetailSchema),
  topUpTerms: procedure({ permission: 'usage.topUp' }).route({ method: 'GET', path: '/usage/top-up-terms' }).input(ofCustomer).output(topUpTermsSchema),
  setAlert: command(edit, '/set-usage-alert', setUsageAlertSchema),
  changeAlert: command(edit, '/change-usage-alert', changeUsageAlertSchema),
  removeAlert: command(edit, '/remove-usage-alert', removeUsageAlertSchema),
  topUp: command(buy, '/top-up-usage', topUpUsageSchema),
  takeBackTopUp: command(giveBack, '/take-back-top-up', takeBackTopUpSchema),
  /** Newest first. 47 CFR 64.2010(b): call detail is told to a caller who is known, and to nobody else. */
  calls: procedure(callDetail).route({ method: 'GET', path: '/usage/calls' }).input(callsInputSchema).output(callsPageSchema),
  /** For the operator's meters, which sign in like everybody. The same records again change nothing. */
  record: procedure({ permission: 'usage.record' })
    .route({ method: 'POST', path: '/usage/records' })
    .input(z.strictObject({ records: z.array(usageRecordSchema).min(1).max(MAX_USAGE_RECORDS) }))
    .output(recordedUsageSchema),
}

const fromWindow = { commandId: true } as const
/** As with money: the first answer that somebody gets to see, not what a window asks again by itself. */
const look = { looked: z.boolean().default(false) }

export const usageBridge = {
  /** From the backend when the copy here is old, else the copy; without the line the copy, whatever its age. */
  detail: procedure({ permission: 'customers.read' }).input(ofCustomer.extend(look)).output(usageDetailSchema),
  topUpTerms: procedure({ permission: 'usage.topUp' }).input(ofCustomer.extend(look)).output(topUpTermsSchema),
  /** From the backend alone, each time. */
  calls: procedure(callDetail).input(callsInputSchema.extend(look)).output(callsPageSchema),
  setAlert: procedure(edit).input(setUsageAlertSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  changeAlert: procedure(edit).input(changeUsageAlertSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  removeAlert: procedure(edit).input(removeUsageAlertSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  topUp: procedure(buy).input(topUpUsageSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  takeBackTopUp: procedure(giveBack).input(takeBackTopUpSchema.omit(fromWindow)).output(moneyOutcomeSchema),
}
