import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { idSchema } from '../../kernel/ids.ts'
import { commandResultSchema } from '../sync/sync.schema.ts'
import { accountViewSchema, MAX_SEARCH_HITS, searchHitSchema, searchResultSchema, timelineInputSchema, timelinePageSchema } from './account-view.schema.ts'
import {
  addContactMediumSchema,
  changeContactMediumSchema,
  customerSchema,
  searchTextSchema,
  setPreferredLanguageSchema,
} from './customers.schema.ts'

const byCustomer = z.strictObject({ customerId: idSchema })
const bySearchText = z.strictObject({ text: searchTextSchema })
const edit = { permission: 'customers.edit', offline: 'queue' } as const
/** Where codes and notices go decides who has the account. One that waited is judged when it arrives. */
const editContact = { ...edit, verification: 'verified' } as const

export const customersApi = {
  /** For desks that do not hold everybody. */
  search: procedure({ permission: 'customers.read' })
    .route({ method: 'GET', path: '/customers' })
    .input(z.strictObject({ text: searchTextSchema, limit: z.coerce.number().int().min(1).max(MAX_SEARCH_HITS) }))
    .output(z.strictObject({ customers: z.array(customerSchema) })),
  addContactMedium: procedure(editContact)
    .route({ method: 'POST', path: '/commands/add-contact-medium' })
    .input(addContactMediumSchema)
    .output(commandResultSchema),
  changeContactMedium: procedure(editContact)
    .route({ method: 'POST', path: '/commands/change-contact-medium' })
    .input(changeContactMediumSchema)
    .output(commandResultSchema),
  setPreferredLanguage: procedure(edit)
    .route({ method: 'POST', path: '/commands/set-preferred-language' })
    .input(setPreferredLanguageSchema)
    .output(commandResultSchema),
}

/** What the window gives: the same command without the ids, which the data process makes. */
const fromWindow = { commandId: true } as const

export const customersBridge = {
  /**
   * The cache, at once. A newer call from the same window, of this or the next, drops an older one that has not
   * started; abort it and it never runs. `limit`, 1 to MAX_SEARCH_HITS and that by default: a window asks for what it
   * shows without scrolling first, because that is what the next paint waits for.
   */
  search: procedure({ permission: 'customers.read' }).input(bySearchText.extend({ limit: z.int().min(1).max(MAX_SEARCH_HITS).default(MAX_SEARCH_HITS) })).output(searchResultSchema),
  /** The cache and the backend, for a text whose `search` said `cacheFirst`. Keeps the place of who was found there. */
  searchEverywhere: procedure({ permission: 'customers.read' }).input(bySearchText).output(searchResultSchema),
  /** Accounts opened on this desk by this agent, newest first, at most 10. */
  recent: procedure({ permission: 'customers.read' }).output(z.strictObject({ hits: z.array(searchHitSchema).max(10) })),
  /**
   * Opens the account: records the read for the audit, remembers it as recent, and answers from the cache at
   * once; what is missing or older is fetched behind it and announced by `changed`.
   * `notFound` when it is neither here nor at the backend; `offline` when it is not here and nobody can be asked.
   */
  open: procedure({ permission: 'customers.read' }).input(byCustomer).output(accountViewSchema),
  /** The same view again after `changed`, without a new audit entry. */
  view: procedure({ permission: 'customers.read' }).input(byCustomer).output(accountViewSchema),
  timeline: procedure({ permission: 'customers.read' }).input(timelineInputSchema).output(timelinePageSchema),
  addContactMedium: procedure(editContact).input(addContactMediumSchema.omit({ ...fromWindow, contactMediumId: true })).output(accountViewSchema),
  changeContactMedium: procedure(editContact).input(changeContactMediumSchema.omit(fromWindow)).output(accountViewSchema),
  setPreferredLanguage: procedure(edit).input(setPreferredLanguageSchema.omit(fromWindow)).output(accountViewSchema),
}
