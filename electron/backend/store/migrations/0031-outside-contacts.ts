import type { Migration } from '../migrate.ts'

/** What somebody did to a customer's data in no contact, in the order of time (features/audit/audit.queries.ts). */
export const outsideContactsMigration: Migration = {
  version: 31,
  name: 'outside contacts',
  sql: `
create index audit_entry_outside on audit_entry (at, seq) where contact_id is null and customer_id is not null and agent_id is not null;
`,
}
