import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { instantSchema } from '../../kernel/rows.ts'
import { commandResultSchema } from '../sync/sync.schema.ts'

/** A desk that shows an account from its cache owes the backend this record; it queues like any command. */
export const recordAccountReadSchema = z.strictObject({ commandId: commandIdSchema, customerId: idSchema, readAt: instantSchema })

export const auditApi = {
  recordAccountRead: procedure({ permission: 'customers.read', offline: 'queue' })
    .route({ method: 'POST', path: '/commands/record-account-read' })
    .input(recordAccountReadSchema)
    .output(commandResultSchema),
}
