import type { Migration } from '../migrate.ts'

const owned = (name: string, columns: string): string => `
create table ${name} (
  id uuid primary key,
  customer_id uuid not null,
  version bigint not null check (version >= 1),
  ${columns},
  removed_at timestamptz,
  changed_xid xid8 not null default pg_current_xact_id()
);
create index ${name}_customer on ${name} (customer_id);
create index ${name}_feed on ${name} (changed_xid, id);
create trigger ${name}_changed before update on ${name} for each row execute function stamp_change();`

/**
 * Use by the day, the alerts that customers want, and data that is bought for one cycle. The cycle's row stays the sum
 * that travels to every desk; the days are read for the accounts that somebody opens.
 */
export const usageMigration: Migration = {
  version: 12,
  name: 'usage',
  sql: `
alter table usage_consumption add column topped_up_megabytes bigint not null default 0 check (topped_up_megabytes >= 0);
create unique index usage_consumption_once on usage_consumption (customer_id, period_start) where period_start is not null and removed_at is null;

-- In no stream: sixty rows for each customer would fill every desk, and few of them are ever looked at.
create table usage_day (
  customer_id uuid not null,
  day date not null,
  megabytes bigint not null check (megabytes >= 0),
  -- The last measurement wins, whatever comes in last.
  measured_at timestamptz not null,
  primary key (customer_id, day)
);
create index usage_day_day on usage_day (day);

${owned('usage_alert', `
  unit text not null check (unit in ('percent', 'gigabytes')),
  amount bigint not null check (amount > 0 and (unit <> 'percent' or amount <= 100)),
  channel text not null check (channel in ('email', 'sms')),
  state text not null check (state in ('active', 'removed')),
  set_at timestamptz not null,
  set_by text not null`)}
create unique index usage_alert_once on usage_alert (customer_id, unit, amount) where state = 'active' and removed_at is null;

${owned('usage_alert_event', `
  usage_consumption_id uuid not null,
  usage_alert_id uuid not null,
  unit text not null,
  amount bigint not null,
  direction text not null check (direction in ('over', 'under')),
  generation bigint not null check (generation >= 1),
  at timestamptz not null,
  used_megabytes bigint not null,
  allowance_megabytes bigint,
  channel text not null,
  delivery text not null check (delivery in ('queued', 'covered', 'noContact', 'known'))`)}
-- However many nodes see it, it is told once. An alert that is set anew at the same threshold is not told again.
create unique index usage_alert_event_once on usage_alert_event (customer_id, usage_consumption_id, unit, amount, direction, generation);

${owned('usage_top_up', `
  usage_consumption_id uuid not null,
  billing_account_id uuid not null,
  name text not null,
  megabytes bigint not null check (megabytes > 0),
  -- What the plan alone brought when it was bought. Null where nobody knows.
  plan_megabytes bigint check (plan_megabytes >= 0),
  currency text not null,
  amount bigint not null check (amount >= 0),
  state text not null check (state in ('active', 'takenBack')),
  added_at timestamptz not null,
  added_by text not null,
  taken_back_at timestamptz,
  taken_back_by text`)}
create index usage_top_up_cycle on usage_top_up (usage_consumption_id);

-- What can be bought beside the plan. Empty until an operator's own are loaded.
create table usage_top_up_offer (
  code text primary key,
  -- As on the bill.
  name text not null,
  megabytes bigint not null check (megabytes > 0),
  currency text not null,
  amount bigint not null check (amount >= 0),
  valid_from date not null,
  -- The last day.
  valid_to date check (valid_to >= valid_from)
);

-- Add-ons that take the limit away from whatever plan they stand beside.
create table usage_unlimited_offering (offering_code text primary key);

insert into role_permission (role, permission) values
  ('agent', 'usage.topUp'), ('seniorAgent', 'usage.topUp'), ('supervisor', 'usage.topUp'),
  ('administrator', 'usage.record');
`,
}
