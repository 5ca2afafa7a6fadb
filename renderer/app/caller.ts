/**
 * Who is on the line at this account, as the backend says, for all that the account's page has in it. Nothing of it is kept:
 * it is asked for when the account comes to the front, after each step, and when it ends by itself. The backend decides;
 * here it is only said before somebody presses a button.
 */
import { computed, inject, onScopeDispose, provide, watch, type ComputedRef, type InjectionKey } from 'vue'
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
  readAgainAtEnd(contact, read.reload)
  const caller: Caller = { customerId, state: read.data, error: read.error, contact, level, missing, apply: (state) => void (read.data.value = state), verify: () => void (ui.verifying = true) }
  provide(key, caller)
  return caller
}

/** A contact ends by itself when nothing is done in it: then it is shown as over. */
function readAgainAtEnd(contact: ComputedRef<Contact | null>, reload: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(contact, (now) => {
    clearTimeout(timer)
    // A moment later, for the two clocks.
    if (now) timer = setTimeout(reload, Math.max(1_000, Date.parse(now.endsAt) - Date.now() + 1_000))
  }, { immediate: true })
  onScopeDispose(() => clearTimeout(timer))
}

/** @throws Error outside of an account's page */
export function useCaller(): Caller {
  const caller = inject(key)
  if (!caller) throw new Error('no account, no caller')
  return caller
}
