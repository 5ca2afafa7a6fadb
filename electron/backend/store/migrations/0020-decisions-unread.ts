import type { Migration } from '../migrate.ts'

/** What was decided about an agent's own requests waits for them, on every desk, until they have read it. */
export const decisionsUnreadMigration: Migration = {
  version: 20,
  name: 'decisions unread',
  sql: `
create table decision_unread (
  adjustment_id uuid primary key references adjustment (id),
  agent_id uuid not null,
  decided_at timestamptz not null
);
create index decision_unread_agent on decision_unread (agent_id, decided_at);
-- As long as desks told them before.
insert into decision_unread (adjustment_id, agent_id, decided_at)
select id, requested_by_id, decided_at from adjustment
where state in ('posted', 'refused') and decided_by_id is not null and decided_at > now() - interval '24 hours';
`,
}
