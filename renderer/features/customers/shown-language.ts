import type { AccountView } from '#shared/features/customers/account-view.schema.ts'

/** What will be, when a change waits to be sent; what is, when it was refused. */
export const shownLanguage = ({ customer, pendingLanguage }: Pick<AccountView, 'customer' | 'pendingLanguage'>): string =>
  pendingLanguage?.pending === 'queued' ? pendingLanguage.language : customer.language
