/** What an auditor typed, and what it asks for. */
import type { AuditFilter } from '#shared/features/audit/audit.schema.ts'

export type FilterDraft = {
  agent: string
  customer: string
  /** A procedure's name, a feature's, or empty. */
  action: string
  outcome: '' | 'allowed' | 'refused'
  /** Days in the zone of this computer, `2026-11-23`, or empty. */
  from: string
  to: string
  contactId: string
  overrides: boolean
  outsideContact: boolean
}
export const emptyDraft = (): FilterDraft => ({ agent: '', customer: '', action: '', outcome: '', from: '', to: '', contactId: '', overrides: false, outsideContact: false })

export type FilterProblem = 'contactWrong' | 'rangeWrong'
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i

const orNull = (text: string): string | null => text.trim() || null
/** @param days added; the day after the last one begins where it ends, also where the clocks change */
function midnight(day: string, days = 0): string | null {
  const [year, month, date] = day.split('-').map(Number)
  return year && month && date ? new Date(year, month - 1, date + days).toISOString() : null
}

export function readDraft(draft: FilterDraft): { filter: AuditFilter; problem: null } | { filter: null; problem: FilterProblem } {
  const contactId = orNull(draft.contactId)
  if (contactId !== null && !UUID.test(contactId)) return { filter: null, problem: 'contactWrong' }
  const [from, to] = [midnight(draft.from), midnight(draft.to, 1)]
  if (from !== null && to !== null && from >= to) return { filter: null, problem: 'rangeWrong' }
  const { agent, customer, action, outcome, overrides, outsideContact } = draft
  return { filter: { agent: orNull(agent), customer: orNull(customer), action: action || null, outcome: outcome || null, from, to, contactId, overrides, outsideContact }, problem: null }
}

export const isEmpty = (draft: FilterDraft): boolean => Object.values(draft).every((value) => value === '' || value === false)
