/** What of an account's page is remembered while its tab is open: the section, and the panel beside it. */
import { reactive } from 'vue'

export const sections = ['overview', 'billing', 'services'] as const
export type Section = (typeof sections)[number]
/** A contact medium's id, or a new one. */
export type ContactEditing = { contactMediumId: string | null }
export type AccountUi = { section: Section; editing: ContactEditing | 'language' | null }

const kept = new Map<string, AccountUi>()

export function accountUi(customerId: string): AccountUi {
  let ui = kept.get(customerId)
  if (!ui) kept.set(customerId, (ui = reactive<AccountUi>({ section: 'overview', editing: null })))
  return ui
}

/** With its tab; without an id of every account, as when the agent leaves the desk. */
export function forgetAccountUi(customerId?: string): void {
  if (customerId === undefined) kept.clear()
  else kept.delete(customerId)
}
