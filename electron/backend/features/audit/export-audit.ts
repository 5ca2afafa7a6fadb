/** Entries as parts of a file: CSV (RFC 4180) for people with a spreadsheet, JSON lines for programs. Codes and ids as they are recorded. */
import type { AuditEntry } from '#shared/features/audit/audit.schema.ts'
import { BYTE_ORDER_MARK, csvLine } from '../../csv.ts'

const columns: Record<string, (entry: AuditEntry) => string | number | null> = {
  position: ({ position }) => position,
  at: ({ at }) => at,
  agent: ({ agent }) => agent?.displayName ?? null,
  agentId: ({ agent }) => agent?.id ?? null,
  action: ({ action }) => action,
  outcome: ({ outcome }) => outcome,
  error: ({ errorCode }) => errorCode,
  accountNumber: ({ customer }) => customer?.accountNumber ?? null,
  customerId: ({ customer }) => customer?.id ?? null,
  contactId: ({ contactId }) => contactId,
  outsideContact: ({ outsideContact }) => (outsideContact ? 'yes' : null),
  verification: ({ verification }) => verification,
  override: ({ override }) => override,
  commandId: ({ commandId }) => commandId,
  detail: ({ detail }) => (detail ? JSON.stringify(detail) : null),
  id: ({ id }) => id,
  hash: ({ hash }) => hash,
}

/** @param first with the head. Names of customers are not in it: the number leads to whom it is still there for. */
export function csvPart(entries: readonly AuditEntry[], first: boolean): string {
  const lines = entries.map((entry) => csvLine(Object.values(columns).map((of) => of(entry))))
  return (first ? BYTE_ORDER_MARK + csvLine(Object.keys(columns)) : '') + lines.join('')
}

export const jsonLinesPart = (entries: readonly AuditEntry[]): string =>
  entries.map(({ customer, ...entry }) => `${JSON.stringify({ ...entry, customer: customer && { id: customer.id, accountNumber: customer.accountNumber } })}\n`).join('')
