import { runCommand } from '../../command.ts'
import { router } from '../../http/router.ts'
import { readAudited, readCustomer } from '../../read-audited.ts'
import { addQueue, changeQueue, closeQueue, reopenQueue } from './queues.commands.ts'
import { publishRules } from './rules.commands.ts'
import { getRules, readSetup } from './setup.queries.ts'
import { compareRules, tryOut } from './try-rules.ts'

export const setupRoutes = {
  // That somebody came to it is in the audit once, not each time that the page refreshes itself.
  setup: router.chat.setup.handler(({ context }) => (context.background ? readSetup(context.services.store.db, context.services) : readAudited(context, {}, (trx) => readSetup(trx, context.services)))),
  rulesOf: router.chat.rulesOf.handler(({ context, input }) => getRules(context.services.store.db, input.version)),
  // Whose reasons are read has their place in the audit; what is chosen by hand is nobody's.
  tryRules: router.chat.tryRules.handler(({ context, input }) => {
    const { store: { db }, clock, timeZone } = context.services
    return input.who.kind === 'customer' ? readCustomer(context, input.who.customerId, (trx) => tryOut(trx, { clock, timeZone }, input)) : tryOut(db, { clock, timeZone }, input)
  }),
  compareRules: router.chat.compareRules.handler(({ context, input }) => compareRules(context.services.store.db, input.draft)),
  addQueue: router.chat.addQueue.handler(({ context, input }) => runCommand(context, input, addQueue)),
  changeQueue: router.chat.changeQueue.handler(({ context, input }) => runCommand(context, input, changeQueue)),
  closeQueue: router.chat.closeQueue.handler(({ context, input }) => runCommand(context, input, closeQueue)),
  reopenQueue: router.chat.reopenQueue.handler(({ context, input }) => runCommand(context, input, reopenQueue)),
  publishRules: router.chat.publishRules.handler(({ context, input }) => runCommand(context, input, publishRules)),
}
