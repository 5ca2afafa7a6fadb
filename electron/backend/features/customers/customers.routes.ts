import { runCommand } from '../../command.ts'
import { router } from '../../http/router.ts'
import { readAudited } from '../../read-audited.ts'
import { addContactMedium, changeContactMedium, setPreferredLanguage } from './customers.commands.ts'
import { searchCustomers } from './customer-search.ts'

export const customersRoutes = {
  search: router.customers.search.handler(({ context, input: { text, limit } }) =>
    // Not the text: it is a name or a number of somebody.
    readAudited(context, { detail: ({ customers }) => ({ hits: customers.length, textLength: text.length }) }, async (trx) => ({ customers: await searchCustomers(trx, text, limit) })),
  ),
  addContactMedium: router.customers.addContactMedium.handler(({ context, input }) =>
    runCommand(context, input, addContactMedium),
  ),
  changeContactMedium: router.customers.changeContactMedium.handler(({ context, input }) =>
    runCommand(context, input, changeContactMedium),
  ),
  setPreferredLanguage: router.customers.setPreferredLanguage.handler(({ context, input }) =>
    runCommand(context, input, setPreferredLanguage),
  ),
}
