import { runCommand } from '../../command.ts'
import { router } from '../../http/router.ts'
import { addContactMedium, changeContactMedium, setPreferredLanguage } from './customers.commands.ts'
import { searchCustomers } from './customer-search.ts'

const permission = 'customers.edit'

export const customersRoutes = {
  search: router.customers.search.handler(async ({ context, input }) => ({
    customers: await searchCustomers(context.services.store, input.text, input.limit),
  })),
  addContactMedium: router.customers.addContactMedium.handler(({ context, input }) =>
    runCommand(context.services, context.signedIn(), { action: 'customers.addContactMedium', permission }, input, addContactMedium),
  ),
  changeContactMedium: router.customers.changeContactMedium.handler(({ context, input }) =>
    runCommand(context.services, context.signedIn(), { action: 'customers.changeContactMedium', permission }, input, changeContactMedium),
  ),
  setPreferredLanguage: router.customers.setPreferredLanguage.handler(({ context, input }) =>
    runCommand(context.services, context.signedIn(), { action: 'customers.setPreferredLanguage', permission }, input, setPreferredLanguage),
  ),
}
