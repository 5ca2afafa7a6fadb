import type { Migration } from '../migrate.ts'

/**
 * The ledger: double entry, and it only grows. A posting names the account that is debited and the one that is credited,
 * so one that does not balance cannot be written down at all; a correction is an entry that names the one it takes back.
 * Bills and payments that were there before get their entries by `openLedger` (features/billing/open-ledger.ts), as in a fill.
 */
export const moneyMigration: Migration = {
  version: 7,
  name: 'money',
  sql: `
create extension if not exists btree_gist;

alter table billing_account add column credit bigint check (credit >= 0), add column unbilled bigint check (unbilled >= 0);
alter table payment
  add column paid jsonb not null default '{}',
  add column refunded bigint not null default 0 check (refunded >= 0),
  add column refund_of uuid,
  add column by text,
  add column reference text;
alter table payment add constraint payment_not_over_refunded check (refunded <= amount);

create table adjustment (
  id uuid primary key,
  customer_id uuid not null,
  version bigint not null check (version >= 1),
  billing_account_id uuid not null,
  direction text not null check (direction in ('credit', 'charge')),
  currency text not null,
  amount bigint not null check (amount > 0),
  requested_amount bigint not null check (requested_amount > 0),
  reason text not null,
  comment text not null,
  target text not null,
  bill_id uuid,
  bill_line_id uuid,
  outage_reference text,
  period_start date,
  period_end date,
  state text not null check (state in ('pendingApproval', 'posted', 'refused', 'withdrawn', 'reversed')),
  requested_at timestamptz not null,
  requested_by text not null,
  requested_by_id uuid not null,
  figures jsonb not null,
  decided_at timestamptz,
  decided_by text,
  decided_by_id uuid,
  decision_comment text,
  reversed_at timestamptz,
  reversed_by text,
  reversal_reason text,
  removed_at timestamptz,
  changed_xid xid8 not null default pg_current_xact_id(),
  -- Four eyes, whatever the code does.
  check (decided_by_id is null or decided_by_id <> requested_by_id)
);
create index adjustment_customer on adjustment (customer_id, requested_at);
create index adjustment_agent on adjustment (requested_by_id, requested_at);
create index adjustment_pending on adjustment (requested_at) where state = 'pendingApproval';
create index adjustment_feed on adjustment (changed_xid, id);
create trigger adjustment_changed before update on adjustment for each row execute function stamp_change();
-- The same outage is credited once for one customer; the same reason once for a day, and once for a bill or a line of it.
create unique index adjustment_once_per_outage on adjustment (customer_id, outage_reference)
  where outage_reference is not null and state in ('pendingApproval', 'posted');
create unique index adjustment_once_per_bill on adjustment (customer_id, reason, bill_id, coalesce(bill_line_id, bill_id))
  where bill_id is not null and period_start is null and state in ('pendingApproval', 'posted');
alter table adjustment add constraint adjustment_once_per_period exclude using gist
  (customer_id with =, reason with =, coalesce(bill_line_id, billing_account_id) with =, daterange(period_start, period_end, '[]') with &&)
  where (period_start is not null and state in ('pendingApproval', 'posted'));

create table ledger_entry (
  id uuid primary key,
  customer_id uuid not null,
  billing_account_id uuid not null,
  at timestamptz not null,
  kind text not null check (kind in ('bill', 'payment', 'refund', 'adjustment', 'application', 'reversal')),
  source_id uuid not null,
  reverses uuid unique references ledger_entry (id),
  agent_id uuid,
  -- The order of writing, where two entries are of one instant.
  seq bigint generated always as identity,
  check ((kind = 'reversal') = (reverses is not null))
);
create index ledger_entry_account on ledger_entry (billing_account_id, seq);
create index ledger_entry_source on ledger_entry (source_id);

create table ledger_posting (
  entry_id uuid not null references ledger_entry (id),
  line integer not null check (line >= 0),
  billing_account_id uuid not null,
  debit text not null check (debit in ('receivable', 'unbilled', 'unapplied', 'revenue', 'tax', 'concession', 'cash')),
  credit text not null check (credit in ('receivable', 'unbilled', 'unapplied', 'revenue', 'tax', 'concession', 'cash')),
  amount bigint not null check (amount > 0),
  currency text not null,
  bill_id uuid,
  primary key (entry_id, line),
  check (debit <> credit),
  check ((bill_id is not null) = (debit = 'receivable' or credit = 'receivable'))
);
create index ledger_posting_account on ledger_posting (billing_account_id);
create index ledger_posting_bill on ledger_posting (bill_id) where bill_id is not null;

create function refuse_ledger_change() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger only grows' using errcode = 'insufficient_privilege';
end $$;
create trigger ledger_entry_append_only before update or delete or truncate on ledger_entry
  for each statement execute function refuse_ledger_change();
create trigger ledger_posting_append_only before update or delete or truncate on ledger_posting
  for each statement execute function refuse_ledger_change();

-- Not a stream: a bill's lines never change, so desks fetch and keep them one by one.
create table bill_document (
  bill_id uuid primary key,
  customer_id uuid not null,
  currency text not null,
  lines jsonb not null
);
-- However often and from wherever a bill is asked for, there is one for an account and a day.
create unique index customer_bill_once on customer_bill (billing_account_id, bill_date) where removed_at is null;
create index billing_account_next_bill on billing_account (next_bill_date, id) where next_bill_date is not null;

-- Rates by place, kind of product and day. Empty until an operator's own are loaded; nothing is taxed until then.
create table tax_rate (
  id uuid primary key,
  name text not null,
  kind text not null check (kind in ('tax', 'fee')),
  state text not null,
  -- Null: in the whole state.
  city text,
  product_kinds text[] not null,
  -- Null: all of these kinds.
  product_names text[],
  -- Millionths of what is taxed, or minor units for each product.
  ppm bigint check (ppm between 1 and 1000000),
  amount bigint check (amount > 0),
  currency text,
  valid_from date not null,
  -- The last day.
  valid_to date check (valid_to >= valid_from),
  check (num_nonnulls(ppm, amount) = 1),
  check ((amount is null) = (currency is null))
);
create index tax_rate_state on tax_rate (state);
-- Two rates of one name on one day would tax twice.
alter table tax_rate add constraint tax_rate_once exclude using gist
  (name with =, state with =, coalesce(lower(city), '') with =, daterange(valid_from, valid_to, '[]') with &&);

create table adjustment_reason (
  code text primary key,
  english text not null,
  spanish text not null,
  direction text not null check (direction in ('credit', 'charge')),
  needs_period boolean not null,
  active boolean not null default true,
  position integer not null
);
insert into adjustment_reason (position, code, english, spanish, direction, needs_period) values
  (1, 'serviceOutage', 'Service was out', 'Interrupción del servicio', 'credit', true),
  (2, 'slowService', 'Service was slow or poor', 'Servicio lento o deficiente', 'credit', true),
  (3, 'missedAppointment', 'Technician missed the appointment', 'El técnico faltó a la cita', 'credit', false),
  (4, 'billingError', 'Billed in error', 'Error de facturación', 'credit', false),
  (5, 'promotionNotApplied', 'Promotion was not applied', 'Promoción no aplicada', 'credit', false),
  (6, 'lateFeeWaiver', 'Late fee waived', 'Recargo por mora anulado', 'credit', false),
  (7, 'goodwill', 'Goodwill', 'Gesto comercial', 'credit', false),
  (8, 'unreturnedEquipment', 'Equipment not returned', 'Equipo no devuelto', 'charge', false),
  (9, 'creditInError', 'Earlier credit was in error', 'Crédito anterior erróneo', 'charge', false);

-- What a role may give without asking, in minor units: of one credit, of its own credits of a day, and of all credits of
-- one customer in 30 days, whoever gave them. For approvers they are the limits of what they may approve.
create table adjustment_limit (
  role text primary key,
  per_adjustment bigint not null check (per_adjustment >= 0),
  per_day bigint not null check (per_day >= 0),
  per_customer30_days bigint not null check (per_customer30_days >= 0)
);
insert into adjustment_limit (role, per_adjustment, per_day, per_customer30_days) values
  ('agent', 5000, 25000, 7500),
  ('seniorAgent', 15000, 75000, 20000),
  ('supervisor', 100000, 500000, 100000);

insert into role_permission (role, permission) values
  ('agent', 'billing.adjust'), ('seniorAgent', 'billing.adjust'), ('seniorAgent', 'billing.reverse'),
  ('supervisor', 'billing.adjust'), ('supervisor', 'billing.approve'), ('supervisor', 'billing.reverse');
`,
}
