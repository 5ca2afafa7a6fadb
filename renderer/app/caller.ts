/**
 * Who is on the line at this account, as the backend says, for all that the account's page has in it. Nothing of it is kept:
 * it is asked for when the account comes to the front, after each step, and when it ends by itself. The backend decides;
 * here it is only said before somebody presses a button.
 */
import { computed, inject, onScopeDispose, provide, ref, watch, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import type { Contact, ContactState } from '#shared/features/interactions/contacts.schema.ts'
import { reaches, type VerificationLevel } from '#shared/features/interactions/verification-level.ts'
import { useConnectivity } from '../stores/connectivity.ts'
import { accountUi } from './account-ui.ts'
import { bridge } from './bridge/client.ts'
import { useKeyedRead, type KeyedRead } from './use-keyed-read.ts'
import { concerns, concernsTable } from './use-live-read.ts'

export type Caller = {
  customerId: string
  state: KeyedRead<ContactState>['data']
  error: KeyedRead<ContactState>['error']
  contact: ComputedRef<Contact | null>
  level: ComputedRef<VerificationLevel>
  /** It ends by itself within two minutes when nothing is done in it. */
  endsSoon: Ref<boolean>
  /** What came of a step, as it is now. */
  apply: (state: ContactState) => void
  /** @returns the level that is missing for it; null where none is, or nobody knows and the backend will say */
  missing: (procedure: string) => VerificationLevel | null
  /** Leads into verification; what is in hand waits. */
  verify: () => void
}

const key: InjectionKey<Caller> = Symbol('caller')

export function provideCaller(customerId: string): Caller {
  const connectivity = useConnectivity()
  const ui = accountUi(customerId)
  const read = useKeyedRead<ContactState>(
    () => customerId,
    (_key, looked) => bridge.interactions.contactState({ customerId, looked }),
    (event) => concerns(event, customerId) && concernsTable(event, 'contact', 'contactMedium'),
  )
  const contact = computed(() => read.data.value?.contact ?? null)
  const level = computed<VerificationLevel>(() => contact.value?.level ?? 'unverified')
  const missing = (procedure: string): VerificationLevel | null => {
    const needed = read.data.value?.needs[procedure]
    return needed && !reaches(level.value, needed) ? needed : null
  }
  watch(() => connectivity.online, (online) => void (online && read.reload()))
  const endsSoon = followEnd(contact, read.reload, () => Date.now() + (connectivity.desk?.clockOffsetMs ?? 0))
  const caller: Caller = { customerId, state: read.data, error: read.error, contact, level, endsSoon, missing, apply: (state) => void (read.data.value = state), verify: () => void (ui.verifying = true) }
  provide(key, caller)
  return caller
}

/** So long before its end it is said that a contact will end by itself, in ms. */
export const WARNED_MS = 2 * 60_000

/**
 * A contact ends by itself when nothing is done in it: it is said before, and then shown as over. What is done on the account moves its
 * end on without a word to the window, so that the backend is asked before anybody is warned. Asking is no doing.
 * @param serverNow ms
 */
export function followEnd(contact: ComputedRef<Contact | null>, reload: () => void, serverNow: () => number): Ref<boolean> {
  const soon = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(contact, (now) => {
    clearTimeout(timer)
    const left = now ? Date.parse(now.endsAt) - serverNow() : Infinity
    soon.value = left <= WARNED_MS
    // A moment later, for the two clocks.
    if (now) timer = setTimeout(reload, soon.value ? Math.max(1_000, left + 1_000) : left - WARNED_MS + 250)
  }, { immediate: true })
  onScopeDispose(() => clearTimeout(timer))
  return soon
}

/** @throws Error outside of an account's page */
export function useCaller(): Caller {
  const caller = inject(key)
  if (!caller) throw new Error('no account, no caller')
  return caller
}
