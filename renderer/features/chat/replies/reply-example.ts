/** Invented, to see what a reply comes to. */
import type { ReplyFact, ReplyFacts, ReplyLanguage } from '#shared/features/chat/canned-replies.ts'

const is = (en: string, es = en): ReplyFact => ({ value: { en, es } })
export const exampleFacts = (language: ReplyLanguage): ReplyFacts => ({
  language,
  values: {
    'customer.firstName': is('Ana'), 'customer.name': is('Ana Rivera'), 'agent.name': is('Amy Moreno'), 'operator.name': is('Isla Cable'), 'operator.phone': is('(914) 555-0100'),
    balance: is('$84.20'), dueDate: is('December 12, 2026', '12 de diciembre de 2026'), 'outage.eta': is('4:30 PM', '4:30 p. m.'),
  },
})
