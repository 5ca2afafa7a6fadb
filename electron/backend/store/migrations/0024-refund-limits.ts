import type { Migration } from '../migrate.ts'

/**
 * A refund has a reason, and limits by role: of one refund, and of an agent's day. Its limits are above those of credits, because what
 * goes back was the customer's own. Agents have no right to refund; a role that is given it finds limits as small as those of its credits.
 */
export const refundLimitsMigration: Migration = {
  version: 24,
  name: 'refund limits',
  sql: `
alter table payment add column reason text check (reason is null or kind = 'refund');

create table refund_limit (
  role text primary key,
  per_refund bigint not null check (per_refund >= 0),
  per_day bigint not null check (per_day >= 0),
  version bigint not null default 1,
  changed_at timestamptz,
  changed_by text
);
insert into refund_limit (role, per_refund, per_day) values ('agent', 5000, 25000), ('seniorAgent', 50000, 200000), ('supervisor', 250000, 1000000);

-- Whose day a refund is in. A desk sees a name; whose it is stands with the request, beside what the gateway has answered.
alter table gateway_request add column requested_at timestamptz;
update gateway_request set requested_at = coalesce((select at from payment where id = payment_id), not_before);
alter table gateway_request alter column requested_at set not null;
create index gateway_request_refunded_by on gateway_request (agent_id, requested_at) where operation = 'refund' and agent_id is not null;
`,
}
