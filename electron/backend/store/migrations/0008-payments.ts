import type { Migration } from '../migrate.ts'

/**
 * Stored methods, promises, autopay, and what the gateway is asked. A request to the gateway bears the id of its payment
 * as its key and is written with the payment, so that a charge can be cleared up whatever dies in between.
 */
export const paymentsMigration: Migration = {
  version: 8,
  name: 'payments',
  sql: `
alter table payment add column method_id uuid, add column decline_reason text, add column reversal jsonb;
-- The version that last changed autopay or paperless: a payment that comes in meanwhile must not make a change of them a conflict.
alter table billing_account add column settings_version bigint not null default 1;

create table payment_method (
  id uuid primary key,
  customer_id uuid not null,
  version bigint not null check (version >= 1),
  kind text not null check (kind in ('card', 'bankAccount')),
  brand text not null,
  last_four text not null check (last_four ~ '^[0-9]{4}$'),
  expires_on text check (expires_on ~ '^[0-9]{4}-[0-9]{2}$'),
  state text not null check (state in ('active', 'removed')),
  is_default boolean not null check (not is_default or state = 'active'),
  added_at timestamptz not null,
  removed_at timestamptz,
  changed_xid xid8 not null default pg_current_xact_id()
);
create index payment_method_customer on payment_method (customer_id);
create index payment_method_feed on payment_method (changed_xid, id);
create trigger payment_method_changed before update on payment_method for each row execute function stamp_change();
create unique index payment_method_one_default on payment_method (customer_id) where is_default and removed_at is null;

-- What the gateway charges by. In no stream, no answer and no log.
create table payment_method_token (
  payment_method_id uuid primary key references payment_method (id),
  token text not null
);

create table payment_promise (
  id uuid primary key,
  customer_id uuid not null,
  version bigint not null check (version >= 1),
  billing_account_id uuid not null,
  bill_id uuid not null,
  currency text not null,
  amount bigint not null check (amount > 0),
  promised_for date not null,
  state text not null check (state in ('open', 'kept', 'broken', 'withdrawn')),
  made_at timestamptz not null,
  made_by text not null,
  removed_at timestamptz,
  changed_xid xid8 not null default pg_current_xact_id()
);
create index payment_promise_customer on payment_promise (customer_id);
create index payment_promise_feed on payment_promise (changed_xid, id);
create trigger payment_promise_changed before update on payment_promise for each row execute function stamp_change();
create unique index payment_promise_one_open on payment_promise (bill_id) where state = 'open' and removed_at is null;
create index payment_promise_due on payment_promise (promised_for) where state = 'open';

create table gateway_request (
  -- The key at the gateway.
  payment_id uuid primary key,
  customer_id uuid not null,
  billing_account_id uuid not null,
  operation text not null check (operation in ('charge', 'refund')),
  amount bigint not null check (amount > 0),
  currency text not null,
  payment_method_id uuid not null,
  -- Of a refund: the gateway's reference of what it gives back.
  charge_reference text,
  -- Of a charge: paid first.
  bill_ids uuid[] not null,
  agent_id uuid,
  -- 'asked': sent at least once, or about to be.
  state text not null check (state in ('waiting', 'asked', 'approved', 'declined')),
  attempts integer not null default 0,
  -- While it is open: nobody touches it before. Moved on by whoever takes it in hand.
  not_before timestamptz not null,
  check ((operation = 'refund') = (charge_reference is not null))
);
create index gateway_request_open on gateway_request (not_before) where state in ('waiting', 'asked');
-- Whoever does not know yet whether the first charge went through must not begin a second.
create unique index gateway_request_one_charge on gateway_request (billing_account_id) where operation = 'charge' and state in ('waiting', 'asked');

create table autopay (
  billing_account_id uuid primary key,
  payment_method_id uuid not null,
  -- Bills that were due before are not drafted.
  since date not null
);

-- One draft for a bill, and one more when that was declined.
create table autopay_draft (
  bill_id uuid not null,
  attempt integer not null check (attempt in (1, 2)),
  payment_id uuid not null unique,
  made_on date not null,
  primary key (bill_id, attempt)
);
create index customer_bill_owed on customer_bill (due_date) where remaining > 0;

insert into role_permission (role, permission) values
  ('agent', 'billing.takePayment'), ('seniorAgent', 'billing.takePayment'), ('supervisor', 'billing.takePayment'),
  ('seniorAgent', 'billing.refund'), ('supervisor', 'billing.refund');
`,
}
