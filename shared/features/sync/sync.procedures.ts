import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { idSchema } from '../../kernel/ids.ts'
import { accountSnapshotSchema, pullInputSchema, pullOutputSchema } from './sync.schema.ts'

const nothing = z.strictObject({})

export const syncApi = {
  pull: procedure({ permission: 'customers.read' }).route({ method: 'GET', path: '/sync/pull' }).input(pullInputSchema).output(pullOutputSchema),
  /** The whole account; the read is audited by this call. */
  account: procedure({ permission: 'customers.read' })
    .route({ method: 'GET', path: '/sync/account' })
    .input(z.strictObject({ customerId: idSchema }))
    .output(accountSnapshotSchema),
}

export const syncBridge = {
  /** Stops the first pull between two pages; what has arrived stays and can be searched. */
  cancel: procedure({ permission: 'session' }).output(nothing),
  resume: procedure({ permission: 'session' }).output(nothing),
}
