import { runCommand, type Effect } from '../../command.ts'
import { router } from '../../http/router.ts'
import { getCustomer } from '../customers/customers.queries.ts'

/** The command's own audit entry is the whole effect. */
export const recordAccountRead: Effect<{ customerId: string }> = async (trx, { customerId }) => {
  await getCustomer(trx, customerId)
  return {}
}

export const auditRoutes = {
  recordAccountRead: router.audit.recordAccountRead.handler(({ context, input }) =>
    runCommand(context.services, context.signedIn(), { action: 'audit.recordAccountRead', permission: 'customers.read' }, input, recordAccountRead),
  ),
}
