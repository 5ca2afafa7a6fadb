import { runCommand } from '../../command.ts'
import { router } from '../../http/router.ts'
import { writeAudit } from '../../write-audit.ts'
import { addContactMedium, changeContactMedium, setPreferredLanguage } from './customers.commands.ts'
import { searchCustomers } from './customer-search.ts'

export const customersRoutes = {
  search: router.customers.search.handler(async ({ context, input }) => {
    const { store, clock } = context.services
    const customers = await searchCustomers(store, input.text, input.limit)
    // Not the text: it is a name or a number of somebody.
    const detail = { hits: customers.length, textLength: input.text.length }
    await writeAudit(store.db, clock, { action: 'customers.search', by: context.signedIn(), detail })
    return { customers }
  }),
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
