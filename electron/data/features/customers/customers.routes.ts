import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import { contactValueSchema, type ContactMedium } from '#shared/features/customers/customers.schema.ts'
import type { DeskCore } from '../../desk-core.ts'
import { submitCommand } from '../../sync/submit-command.ts'
import type { WindowContext } from '../../window-context.ts'
import { listOfCustomer } from '../../sync/outbox.queries.ts'
import { reportFirstRead } from './account-reads.ts'
import { accountView } from './account-view.queries.ts'
import { openAccount } from './customers.sync.ts'
import { recentHits, searchCustomers, searchEverywhere } from './find-customers.ts'
import { timelinePage } from './timeline.queries.ts'

const os = implement(bridge.customers).$context<WindowContext>()

export function customersRoutes(core: DeskCore) {
  return os.router({
    search: os.search.handler(({ input, context, signal }) => searchCustomers(core, context, input, signal)),
    searchEverywhere: os.searchEverywhere.handler(({ input, context, signal }) => searchEverywhere(core, context, input.text, signal)),
    recent: os.recent.handler(() => ({ hits: recentHits(core) })),
    open: os.open.handler(({ input }) => openAccount(core, input.customerId)),
    view: os.view.handler(({ input }) => {
      reportFirstRead(core, input.customerId)
      // A window reads again when something has changed: the cycle's days may have.
      core.networkNow?.usage.fetchAhead(input.customerId)
      return accountView(core, input.customerId)
    }),
    timeline: os.timeline.handler(({ input }) => {
      reportFirstRead(core, input.customerId)
      const outbox = listOfCustomer(core.cache.db, core.session.requireAgent().id, input.customerId)
      return timelinePage(core.cache.db, input.customerId, input.filter, input.before, outbox)
    }),
    addContactMedium: os.addContactMedium.handler(({ input }) => {
      const command = { ...input, ...normalized(input), contactMediumId: newId(core.clock), commandId: newId(core.clock) }
      submitCommand(core, { procedure: 'customers.addContactMedium', customerId: input.customerId, input: command }, 'contact:new')
      return accountView(core, input.customerId)
    }),
    changeContactMedium: os.changeContactMedium.handler(({ input }) => {
      const command = { ...input, ...normalized(input), commandId: newId(core.clock) }
      const draft = `contact:${input.contactMediumId}`
      submitCommand(core, { procedure: 'customers.changeContactMedium', customerId: input.customerId, input: command }, draft)
      return accountView(core, input.customerId)
    }),
    setPreferredLanguage: os.setPreferredLanguage.handler(({ input }) => {
      const command = { ...input, commandId: newId(core.clock) }
      submitCommand(core, { procedure: 'customers.setPreferredLanguage', customerId: input.customerId, input: command }, 'language')
      return accountView(core, input.customerId)
    }),
  })
}

/** As the backend will keep it, so that the pending row looks like the real one, and a bad value is refused at the field. */
function normalized({ mediumType, value }: Pick<ContactMedium, 'mediumType' | 'value'>): { value: string } {
  const parsed = contactValueSchema.safeParse({ mediumType, value })
  if (parsed.success) return { value: parsed.data.value }
  throw new AppError('validation', { issues: parsed.error.issues.map((issue) => ({ path: 'value', message: issue.message })) })
}
