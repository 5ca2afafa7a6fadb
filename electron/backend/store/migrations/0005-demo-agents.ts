import type { Migration } from '../migrate.ts'

/**
 * The demo's accounts are marked, because their passwords are public: they are signed in to only while the backend
 * runs as the demo. The ones that are there already are known by both of their names.
 */
export const demoAgentsMigration: Migration = {
  version: 5,
  name: 'demo-agents',
  sql: `
alter table agent add column demo boolean not null default false;
update agent set demo = true where (user_name, display_name) in (
  ('agent', 'Amy Moreno'), ('senior', 'Jerome Dacosta'), ('supervisor', 'Judith Dembele'),
  ('dispatcher', 'Walt Kirschner'), ('administrator', 'Priscilla Ong'), ('auditor', 'Terrence Quade'));
`,
}
