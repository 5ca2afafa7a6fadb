import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { instantSchema } from '../../kernel/rows.ts'
import { commandResultSchema } from '../sync/sync.schema.ts'
import { accessReportSchema, auditExportInputSchema, auditExportSchema, auditPageInputSchema, auditPageSchema, auditVerifyInputSchema, auditVerifyStepSchema } from './audit.schema.ts'

/** A desk that shows an account from its cache owes the backend this record; it queues like any command. */
export const recordAccountReadSchema = z.strictObject({ commandId: commandIdSchema, customerId: idSchema, readAt: instantSchema })

const read = { permission: 'audit.read' } as const
/** All that is held about a customer, for the customer: GDPR article 15, CCPA 1798.110. It has call detail in it. */
const report = { permission: 'customers.accessReport', verification: 'verified', stepUp: true } as const
const ofCustomer = z.strictObject({ customerId: idSchema })

/** Reads, by POST: what is looked for is no part of an address. To read the audit has its own line in it. */
export const auditApi = {
  recordAccountRead: procedure({ permission: 'customers.read', offline: 'queue' })
    .route({ method: 'POST', path: '/commands/record-account-read' })
    .input(recordAccountReadSchema)
    .output(commandResultSchema),
  entries: procedure(read).route({ method: 'POST', path: '/audit/entries' }).input(auditPageInputSchema).output(auditPageSchema),
  exportEntries: procedure({ permission: 'audit.export', stepUp: true }).route({ method: 'POST', path: '/audit/export' }).input(auditExportInputSchema).output(auditExportSchema),
  accessReport: procedure(report).route({ method: 'GET', path: '/audit/access-report' }).input(ofCustomer).output(accessReportSchema),
  /** A bounded part of the log; asked again with `place` until `verification` is there. */
  verify: procedure(read).route({ method: 'POST', path: '/audit/verify' }).input(auditVerifyInputSchema).output(auditVerifyStepSchema),
}

export const auditBridge = {
  entries: procedure(read).input(auditPageInputSchema).output(auditPageSchema),
  exportEntries: procedure({ permission: 'audit.export', stepUp: true }).input(auditExportInputSchema).output(auditExportSchema),
  accessReport: procedure(report).input(ofCustomer).output(accessReportSchema),
  verify: procedure(read).input(auditVerifyInputSchema).output(auditVerifyStepSchema),
}
