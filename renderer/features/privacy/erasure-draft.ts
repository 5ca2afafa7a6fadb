/** What an erasure is asked with. Nothing is assumed: by what law and on which day are kept for good. */
import { isSameAccountNumber, type EraseCustomer, type ErasureBasis } from '#shared/features/privacy/privacy.schema.ts'

export type ErasureDraft = { basis: ErasureBasis | ''; requestedOn: string; typed: string }
export const emptyErasure = (): ErasureDraft => ({ basis: '', requestedOn: '', typed: '' })

/** @param today the operator's day, YYYY-MM-DD */
export const isDated = ({ requestedOn }: ErasureDraft, today: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(requestedOn) && requestedOn <= today

/** What is sent, with the number as it was typed: the backend compares it. Null while something is missing or another account's. */
export function toErasure(draft: ErasureDraft, customerId: string, accountNumber: string, today: string): Omit<EraseCustomer, 'commandId'> | null {
  const { basis, requestedOn, typed } = draft
  if (basis === '' || !isDated(draft, today) || !isSameAccountNumber(typed, accountNumber)) return null
  return { customerId, accountNumber: typed, basis, requestedOn }
}
