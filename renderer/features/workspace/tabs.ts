/** The accounts in hand. The data process keeps the list over a restart; names are here only to label the tabs. */
import { reactive } from 'vue'
import { customerName } from '#shared/features/customers/customer-name.ts'
import type { AccountView, SearchHit } from '#shared/features/customers/account-view.schema.ts'
import { bridge } from '../../app/bridge/client.ts'
import { forgetAccountUi } from '../../app/account-ui.ts'
import { TAB_LIMIT } from './tab-limit.ts'

export type TabLabel = { name: string; accountNumber: string }

export const tabs = reactive<{ open: string[]; active: string | null }>({ open: [], active: null })
export const tabLabels = reactive(new Map<string, TabLabel>())

/** Reads under way that Enter began before the page was there to ask. */
const begun = new Map<string, Promise<AccountView>>()
const openedThisRun = new Set<string>()

/** The router says how an account, or none, is brought to the front; it knows the pages, and they know the tabs. */
let show: (customerId: string | null) => void = () => {}
export const tabsAreShownBy = (how: typeof show): void => void (show = how)

/** Shows the account in its tab, making one if needed. The read starts before the page is built. */
export function openAccount(customerId: string, label?: Pick<SearchHit, 'name' | 'accountNumber'>): void {
  if (label) tabLabels.set(customerId, { name: label.name, accountNumber: label.accountNumber })
  if (tabs.active !== customerId) begin(customerId)
  if (!tabs.open.includes(customerId)) tabs.open = [...tabs.open, customerId].slice(-TAB_LIMIT)
  activate(customerId)
}

/** Closes the tab; drafts of the account stay. The neighbour comes to the front. */
export function closeTab(customerId: string): void {
  const at = tabs.open.indexOf(customerId)
  if (at < 0) return
  tabs.open = tabs.open.filter((id) => id !== customerId)
  openedThisRun.delete(customerId)
  forgetAccountUi(customerId)
  if (tabs.active === customerId) activate(tabs.open[at] ?? tabs.open[at - 1] ?? null)
  else save()
}

/** Somebody has gone somewhere since the tabs were asked for. */
let gone = false

export function activate(customerId: string | null): void {
  gone = true
  tabs.active = customerId
  save()
  show(customerId)
}

/** Another page is in front; the accounts stay open. */
export function leaveTabs(): void {
  gone = true
  tabs.active = null
  save()
}

/** At start, and after a sign-in: the tabs of this agent as they were. Whoever has gone somewhere meanwhile stays there. */
export async function restoreTabs(): Promise<void> {
  gone = false
  const kept = await bridge.workspace.tabs()
  tabs.open = [...new Set([...kept.open, ...tabs.open])].slice(-TAB_LIMIT)
  if (gone) save()
  else activate(kept.active ?? kept.open.at(-1) ?? null)
  await labelTabs()
}

/** Nothing of the last agent's accounts stays in the window. */
export function forgetTabs(): void {
  Object.assign(tabs, { open: [], active: null })
  tabLabels.clear()
  begun.clear()
  openedThisRun.clear()
  forgetAccountUi()
}

/** The first look in a run is an `open`, recorded for the audit; later ones of the same tab are not. */
export function readAccount(customerId: string): Promise<AccountView> {
  const early = begun.get(customerId)
  begun.delete(customerId)
  if (early) return early
  return openedThisRun.has(customerId) ? bridge.customers.view({ customerId }) : open(customerId)
}

export function labelTab(view: AccountView): void {
  const { id, accountNumber } = view.customer
  tabLabels.set(id, { name: customerName(view.customer), accountNumber })
}

function begin(customerId: string): void {
  const reading = readAccount(customerId)
  // The page hears of a failure when it takes the promise over.
  reading.catch(() => {})
  begun.set(customerId, reading)
}

async function open(customerId: string): Promise<AccountView> {
  const view = await bridge.customers.open({ customerId })
  openedThisRun.add(customerId)
  return view
}

async function labelTabs(): Promise<void> {
  const { hits } = await bridge.customers.recent()
  for (const hit of hits) if (tabs.open.includes(hit.customerId)) tabLabels.set(hit.customerId, hit)
  for (const customerId of tabs.open.filter((id) => !tabLabels.has(id))) await labelUnknown(customerId)
}

async function labelUnknown(customerId: string): Promise<void> {
  try {
    labelTab(await bridge.customers.view({ customerId }))
  } catch {
    // The tab keeps its number; its page says what is wrong when it is looked at.
  }
}

function save(): void {
  // A list that could not be remembered costs a click after the next start; the state of the cache is told elsewhere.
  bridge.workspace.saveTabs({ open: [...tabs.open], active: tabs.active }).catch(() => {})
}
