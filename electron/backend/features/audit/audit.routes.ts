import type { z } from 'zod'
import type { recordAccountReadSchema } from '#shared/features/audit/audit.procedures.ts'
import { runCommand, type Effect } from '../../command.ts'
import { router } from '../../http/router.ts'
import { getCustomer } from '../customers/customers.queries.ts'

/** The command's own audit entry is the whole effect; it keeps when the agent read, which may be hours before. */
export const recordAccountRead: Effect<z.infer<typeof recordAccountReadSchema>> = async (trx, { customerId }) => {
  await getCustomer(trx, customerId)
  return {}
}

export const auditRoutes = {
  recordAccountRead: router.audit.recordAccountRead.handler(({ context, input }) =>
    runCommand(context, input, recordAccountRead, ({ readAt }) => ({ readAt })),
  ),
}
