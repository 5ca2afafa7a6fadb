import type { Migration } from '../migrate.ts'

/**
 * Recording cash and checks is a right of its own, with limits by role: of one payment, and of an agent's day. Whoever answers
 * a telephone receives neither, so agents have it not.
 */
export const recordingLimitsMigration: Migration = {
  version: 21,
  name: 'recording limits',
  sql: `
create table recording_limit (
  role text primary key,
  per_payment bigint not null check (per_payment >= 0),
  per_day bigint not null check (per_day >= 0),
  version bigint not null default 1,
  changed_at timestamptz,
  changed_by text
);
insert into recording_limit (role, per_payment, per_day) values ('seniorAgent', 100000, 500000), ('supervisor', 1000000, 5000000);
insert into role_permission (role, permission) values ('seniorAgent', 'billing.recordPayment'), ('supervisor', 'billing.recordPayment');

-- The sum of an agent's day. Most payments are nobody's: they came by draft, link or import.
create index ledger_entry_paid_by on ledger_entry (agent_id, at) where kind = 'payment' and agent_id is not null;
`,
}
