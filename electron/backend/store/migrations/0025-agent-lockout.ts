import type { Migration } from '../migrate.ts'

/** Agents' failures to sign in are counted as customers' are, and a second person unlocks. */
export const agentLockoutMigration: Migration = {
  version: 25,
  name: 'agent lockout',
  sql: `
alter table sign_in_lockout add column agent_id uuid unique references agent (id) on delete cascade;
alter table sign_in_lockout add check (agent_id is null or identity_id is null);

insert into role_permission (role, permission) values
  ('supervisor', 'agents.read'), ('supervisor', 'agents.unlock'), ('administrator', 'agents.read'), ('administrator', 'agents.unlock');
`,
}
