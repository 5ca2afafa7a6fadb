/** A way to reach somebody, while it is being typed. */
import type { ContactMedium } from '#shared/features/customers/customers.schema.ts'
import { uses } from '../../app/contact-uses.ts'

export type ContactDraft = Pick<ContactMedium, 'mediumType' | 'use' | 'value' | 'preferred'>

export const mediumTypes = ['phone', 'email'] as const
export const emptyContact: ContactDraft = { mediumType: 'phone', use: 'mobile', value: '', preferred: false }

/** From what was kept; null when it is not one. */
export function reviveContact(stored: unknown): ContactDraft | null {
  if (typeof stored !== 'object' || stored === null) return null
  const { mediumType, use, value, preferred } = stored as Record<string, unknown>
  const type = mediumTypes.find((known) => known === mediumType)
  const knownUse = uses.find((known) => known === use)
  if (!type || !knownUse || typeof value !== 'string') return null
  return { mediumType: type, use: knownUse, value, preferred: preferred === true }
}

export const sameContact = (a: ContactDraft, b: ContactDraft): boolean =>
  a.mediumType === b.mediumType && a.use === b.use && a.value.trim() === b.value.trim() && a.preferred === b.preferred
