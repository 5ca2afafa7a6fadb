/** Who else has which account open. In memory only: it is true now or not at all. */
import type { PresenceEntry } from '#shared/features/sync/sync.schema.ts'

export type Presence = {
  /** Colleagues, without the agent at this desk. */
  others(customerId: string): PresenceEntry[]
  set(customerId: string, present: readonly PresenceEntry[]): void
  /** The whole state, as a new connection brings it. */
  replaceAll(present: readonly PresenceEntry[]): void
}

/** @param ownAgentId asked each time @param onChange names the accounts that it changed for */
export function createPresence(ownAgentId: () => string | null, onChange: (customerIds: string[]) => void): Presence {
  let byCustomer = new Map<string, PresenceEntry[]>()
  return {
    others(customerId) {
      const own = ownAgentId()
      return (byCustomer.get(customerId) ?? []).filter((entry) => entry.agentId !== own)
    },
    set(customerId, present) {
      if (present.length === 0) byCustomer.delete(customerId)
      else byCustomer.set(customerId, [...present])
      onChange([customerId])
    },
    replaceAll(present) {
      const before = byCustomer
      byCustomer = new Map()
      for (const entry of present) byCustomer.set(entry.customerId, [...(byCustomer.get(entry.customerId) ?? []), entry])
      onChange([...new Set([...before.keys(), ...byCustomer.keys()])])
    },
  }
}
