import type { Migration } from '../migrate.ts'

/**
 * The catalog, the orders upon it, and what is charged once. An order's products are rows from the moment it is ordered,
 * dated; so every bill is right whether or not anybody was there on the day. `previous_ends_on` is what a cancelled order
 * gives back to the products that it would have ended.
 */
export const catalogMigration: Migration = {
  version: 9,
  name: 'catalog',
  sql: `
-- As the contract has it; what must hold of one alone is checked here too.
create table product_offering (
  code text primary key check (code ~ '^[a-z][a-z0-9-]{0,59}$'),
  position integer not null,
  offering jsonb not null,
  check (offering ->> 'code' = code),
  check ((offering ->> 'kind') in ('internet', 'tv', 'phone', 'bundle', 'addOn', 'discount')),
  check (((offering ->> 'monthlyPrice')::bigint < 0) = ((offering ->> 'kind') = 'discount')),
  check ((offering ->> 'oneTimeFee')::bigint >= 0),
  check ((offering ->> 'soldUntil') is null or (offering ->> 'soldUntil') >= (offering ->> 'soldFrom'))
);

alter table product add column contract_ends_on date, add column offering_code text;

create table product_order (
  id uuid primary key,
  customer_id uuid not null,
  version bigint not null check (version >= 1),
  billing_account_id uuid not null,
  state text not null check (state in ('scheduled', 'done', 'cancelled')),
  currency text not null,
  change jsonb not null,
  effective_on date not null,
  summary jsonb not null,
  figures jsonb not null,
  fingerprint text not null,
  ordered_at timestamptz not null,
  ordered_by text not null,
  done_at timestamptz,
  cancelled_at timestamptz,
  cancelled_by text,
  removed_at timestamptz,
  changed_xid xid8 not null default pg_current_xact_id(),
  check ((state = 'done') = (done_at is not null)),
  check ((state = 'cancelled') = (cancelled_at is not null))
);
create index product_order_customer on product_order (customer_id, ordered_at);
create index product_order_feed on product_order (changed_xid, id);
create trigger product_order_changed before update on product_order for each row execute function stamp_change();
-- A change upon one that is still to come would have been shown upon products that are others by then.
create unique index product_order_one_open on product_order (billing_account_id) where state = 'scheduled' and removed_at is null;
create index product_order_due on product_order (effective_on) where state = 'scheduled';

create table product_order_effect (
  order_id uuid not null references product_order (id),
  product_id uuid not null,
  effect text not null check (effect in ('started', 'ended')),
  previous_ends_on date,
  primary key (order_id, product_id)
);

-- Charged once, with the first bill that is not before its day.
create table one_time_charge (
  id uuid primary key,
  customer_id uuid not null,
  billing_account_id uuid not null,
  currency text not null,
  name text not null check (length(name) between 1 and 120),
  detail text check (length(detail) <= 200),
  -- As what it is taxed.
  kind text check (kind in ('internet', 'tv', 'phone', 'bundle', 'addOn', 'discount')),
  amount bigint not null check (amount > 0),
  source text not null check (source in ('planChange', 'topUp')),
  source_id uuid not null,
  due_on date not null,
  created_at timestamptz not null,
  bill_id uuid,
  cancelled_at timestamptz,
  check (bill_id is null or cancelled_at is null)
);
create index one_time_charge_waiting on one_time_charge (billing_account_id, due_on) where bill_id is null and cancelled_at is null;
create index one_time_charge_source on one_time_charge (source_id);

insert into role_permission (role, permission) values
  ('agent', 'catalog.order'), ('seniorAgent', 'catalog.order'), ('supervisor', 'catalog.order');
`,
}
