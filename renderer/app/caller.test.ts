import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { computed, effectScope, shallowRef } from 'vue'
import type { Contact } from '#shared/features/interactions/contacts.schema.ts'
import { CONTACT_IDLE_MS } from '#shared/features/interactions/contact-life.ts'
import { followEnd, WARNED_MS } from './caller.ts'

const START = Date.parse('2026-11-24T12:00:00.000Z')

describe('the end of a contact', () => {
  beforeEach(() => void vi.useFakeTimers({ now: START }))
  afterEach(() => void vi.useRealTimers())

  /** A backend whose contact was last used at `used`; each look at it answers how it stands. */
  function watched(serverAhead = 0) {
    const backend = { used: START + serverAhead, looks: 0 }
    const stands = (): Contact => ({ endsAt: new Date(backend.used + CONTACT_IDLE_MS).toISOString() }) as Contact
    const state = shallowRef<Contact | null>(stands())
    const scope = effectScope()
    const look = () => {
      backend.looks += 1
      state.value = Date.now() + serverAhead < backend.used + CONTACT_IDLE_MS ? stands() : null
    }
    const soon = scope.run(() => followEnd(computed(() => state.value), look, () => Date.now() + serverAhead))!
    return { backend, state, soon, scope }
  }

  it.each([0, 7_200_000, -7_200_000])('is said two minutes before it, and it is over at its end, by the server’s clock (%i ms ahead)', async (ahead) => {
    const { state, soon } = watched(ahead)
    await vi.advanceTimersByTimeAsync(CONTACT_IDLE_MS - WARNED_MS)
    expect(soon.value).toBe(false)
    await vi.advanceTimersByTimeAsync(1_000)
    expect([soon.value, state.value !== null]).toEqual([true, true])
    await vi.advanceTimersByTimeAsync(WARNED_MS)
    expect([soon.value, state.value]).toEqual([false, null])
  })

  it('is not said where something was done on the account since: the backend is asked first', async () => {
    const { backend, soon } = watched()
    await vi.advanceTimersByTimeAsync(600_000)
    backend.used = Date.now()
    await vi.advanceTimersByTimeAsync(CONTACT_IDLE_MS - 600_000)
    expect([soon.value, backend.looks]).toEqual([false, 1])
    await vi.advanceTimersByTimeAsync(600_000)
    expect(soon.value).toBe(true)
  })

  it('is said no more once somebody goes on', async () => {
    const { backend, state, soon } = watched()
    await vi.advanceTimersByTimeAsync(CONTACT_IDLE_MS - 60_000)
    expect(soon.value).toBe(true)
    backend.used = Date.now()
    state.value = { endsAt: new Date(backend.used + CONTACT_IDLE_MS).toISOString() } as Contact
    await vi.advanceTimersByTimeAsync(0)
    expect(soon.value).toBe(false)
  })

  it('is asked for no more when its page is gone', async () => {
    const { backend, scope } = watched()
    scope.stop()
    await vi.advanceTimersByTimeAsync(2 * CONTACT_IDLE_MS)
    expect(backend.looks).toBe(0)
  })
})
