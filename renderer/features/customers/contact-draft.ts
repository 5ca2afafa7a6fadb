/** A way to reach somebody, while it is being typed. */
import type { ContactMedium } from '#shared/features/customers/customers.schema.ts'
import { uses } from '../../app/contact-uses.ts'

/** `expectedVersion`: of the row on which the typing began. Kept with the text, so that what a colleague does until it is sent is noticed. */
export type ContactDraft = Pick<ContactMedium, 'mediumType' | 'use' | 'value' | 'preferred'> & { expectedVersion: number }

export const mediumTypes = ['phone', 'email'] as const
/** Every row begins with this version; of a draft that does not say on which one it was begun, it is the one that overwrites nobody. */
const FIRST_VERSION = 1
export const emptyContact: ContactDraft = { mediumType: 'phone', use: 'mobile', value: '', preferred: false, expectedVersion: FIRST_VERSION }

/** From what was kept; null when it is not one. */
export function reviveContact(stored: unknown): ContactDraft | null {
  if (typeof stored !== 'object' || stored === null) return null
  const { mediumType, use, value, preferred, expectedVersion } = stored as Record<string, unknown>
  const type = mediumTypes.find((known) => known === mediumType)
  const knownUse = uses.find((known) => known === use)
  if (!type || !knownUse || typeof value !== 'string') return null
  const version = typeof expectedVersion === 'number' && Number.isSafeInteger(expectedVersion) ? expectedVersion : FIRST_VERSION
  return { mediumType: type, use: knownUse, value, preferred: preferred === true, expectedVersion: version }
}

export const sameContact = (a: ContactDraft, b: ContactDraft): boolean =>
  a.mediumType === b.mediumType && a.use === b.use && a.value.trim() === b.value.trim() && a.preferred === b.preferred

/** For what was typed before the kept draft came: field by field, and the version is that on which the older one was begun. */
export function mergeContact(typed: ContactDraft, kept: ContactDraft, start: ContactDraft): ContactDraft {
  const pick = <K extends keyof ContactDraft>(field: K) => (typed[field] === start[field] ? kept[field] : typed[field])
  return { mediumType: pick('mediumType'), use: pick('use'), value: pick('value'), preferred: pick('preferred'), expectedVersion: kept.expectedVersion }
}
