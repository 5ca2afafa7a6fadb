/** By what this caller can become known now; where not, why. */
import type { Contact, ContactState } from '#shared/features/interactions/contacts.schema.ts'

export type Way = 'pin' | 'code' | 'callback' | 'photoId'
export type WayOffer = { way: Way; why: 'notSet' | 'locked' | 'nothingOfRecord' | null }

export function waysOf(state: ContactState, contact: Pick<Contact, 'channel' | 'level'>): WayOffer[] {
  const locked = state.secretsLocked ? 'locked' : null
  const callback: WayOffer = { way: 'callback', why: state.callbackNumbers.length > 0 ? null : 'nothingOfRecord' }
  // Known already: a call-back alone makes them known better.
  if (contact.level === 'verified') return [callback]
  return [
    { way: 'pin', why: state.pin === 'notSet' ? 'notSet' : locked },
    { way: 'code', why: locked ?? (state.codeTargets.length > 0 ? null : 'nothingOfRecord') },
    callback,
    // A document is looked at across a counter.
    ...(contact.channel === 'walkIn' ? [{ way: 'photoId', why: null } as const] : []),
  ]
}

export const openWays = (offers: readonly WayOffer[]): Way[] => offers.filter(({ why }) => why === null).map(({ way }) => way)
