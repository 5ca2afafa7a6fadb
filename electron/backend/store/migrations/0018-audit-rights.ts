import type { Migration } from '../migrate.ts'

/** Who may take the audit out of the house, and who gives a customer all that is held about them. */
export const auditRightsMigration: Migration = {
  version: 18,
  name: 'audit rights',
  sql: `
insert into role_permission (role, permission) values ('supervisor', 'audit.export'), ('auditor', 'audit.export'),
  ('supervisor', 'customers.accessReport'), ('administrator', 'customers.accessReport');
`,
}
