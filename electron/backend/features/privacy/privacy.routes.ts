import { runCommand } from '../../command.ts'
import { eraseCustomer } from '../../erase-customer.ts'
import { router } from '../../http/router.ts'
import { operatorToday } from '../../operator-day.ts'
import { readAudited } from '../../read-audited.ts'
import { erasedAmong, readErasureTerms } from './erasure-terms.queries.ts'

export const privacyRoutes = {
  erasureTerms: router.privacy.erasureTerms.handler(({ context, input: { customerId } }) =>
    readAudited(context, { customerId, detail: ({ refused }) => ({ refused: refused.join(' ') }) }, (trx) => readErasureTerms(trx, customerId, operatorToday(context.services))),
  ),
  erasedAmong: router.privacy.erasedAmong.handler(async ({ context: { services }, input }) => ({ customerIds: await erasedAmong(services.store.db, input.customerIds) })),
  erase: router.privacy.erase.handler(({ context, input }) => runCommand(context, input, eraseCustomer, ({ basis, requestedOn }) => ({ basis, requestedOn }))),
}
