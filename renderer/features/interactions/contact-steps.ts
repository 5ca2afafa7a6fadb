/** What an agent does with a contact; each step answers with everything as it is now. */
import { ref } from 'vue'
import type { Contact, ContactChannel, ContactState } from '#shared/features/interactions/contacts.schema.ts'
import type { Disposition } from '#shared/features/interactions/interactions.schema.ts'
import { bridge } from '../../app/bridge/client.ts'
import type { Caller } from '../../app/caller.ts'

export const contactChannels = ['call', 'chat', 'walkIn'] as const satisfies readonly ContactChannel[]
/** As in the contract, which the window's first paint does not wait for. */
export const TRIES = 3

/** `failed`: verification has ended for this contact. */
export type Look = 'none' | 'unknown' | 'failed' | 'known'
export function lookOf(contact: Contact | null): Look {
  if (!contact) return 'none'
  if (contact.level !== 'unverified') return 'known'
  return contact.failures >= TRIES ? 'failed' : 'unknown'
}

export function useContactSteps(caller: Caller) {
  const busy = ref(false)
  const error = ref<unknown>(null)

  /** @returns the state after it; null when it was refused, and `error` says why */
  async function step(work: () => Promise<ContactState>): Promise<ContactState | null> {
    if (busy.value) return null
    busy.value = true
    error.value = null
    try {
      const state = await work()
      caller.apply(state)
      return state
    } catch (reason) {
      error.value = reason
      return null
    } finally {
      busy.value = false
    }
  }
  const { customerId } = caller
  const start = (channel: ContactChannel) => step(() => bridge.interactions.startContact({ customerId, channel }))
  const end = (disposition: Disposition) => {
    const contactId = caller.contact.value?.id
    return contactId ? step(() => bridge.interactions.endContact({ customerId, contactId, disposition, text: '' })) : Promise.resolve(null)
  }
  /** Whoever looks is still there: its end moves on. */
  const goOn = () => step(() => bridge.interactions.contactState({ customerId, looked: true }))
  return { busy, error, step, start, end, goOn }
}
