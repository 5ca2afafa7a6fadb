import type { ContactMedium } from '#shared/features/customers/customers.schema.ts'

/** What a phone or an e-mail is for, in the order of a list. */
export const uses = ['mobile', 'home', 'work', 'billing', 'other'] as const satisfies readonly ContactMedium['use'][]
