import type { Migration } from '../migrate.ts'

/** What a customer-owned stream has beside its own columns. No foreign key: customers are never deleted, only marked. */
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
${feed(name)}`

/** The change feed reads in this order; a rewrite moves a row to its end. */
const feed = (name: string): string => `
create index ${name}_feed on ${name} (changed_xid, id);
create trigger ${name}_changed before update on ${name} for each row execute function stamp_change();`

const place = `
  house_number text, street text, unit text, city text, state_or_province text, postal_code text,
  latitude double precision, longitude double precision, node text`

export const streamsMigration: Migration = {
  version: 1,
  name: 'streams',
  sql: `
create function stamp_change() returns trigger language plpgsql as $$
begin
  new.changed_xid := pg_current_xact_id();
  return new;
end $$;

create table customer (
  id uuid primary key,
  version bigint not null check (version >= 1),
  account_number text not null unique,
  kind text not null,
  given_name text, family_name text, organization_name text,
  language text not null,
  status text not null,
  status_reason text,
  customer_since date,
  ${place},
  phones text[] not null, emails text[] not null, equipment_ids text[] not null,
  -- The version that last changed the language: a new phone must not make a waiting language change a conflict.
  language_version bigint not null default 1,
  removed_at timestamptz,
  changed_xid xid8 not null default pg_current_xact_id()
);
${feed('customer')}

${owned('contact_medium', `
  medium_type text not null, use text not null, value text not null, preferred boolean not null,
  valid_from timestamptz not null, changed_by text`)}
${owned('address', `role text not null, ${place}, valid_from date, valid_to date`)}
${owned('alert', `severity text not null, text text not null, since timestamptz not null, until timestamptz`)}
${owned('characteristics', `"values" jsonb not null`)}
${owned('account_change', `at timestamptz not null, by text, what text not null, before text, after text`)}
${owned('billing_account', `
  currency text not null, past_due bigint, current_due bigint, upcoming bigint,
  next_due_date date, next_bill_date date, cycle_day bigint, autopay boolean not null, paperless boolean not null,
  payment_method text, lifetime_charges bigint, lifetime_refunds bigint`)}
${owned('customer_bill', `
  billing_account_id uuid not null, bill_number text not null, bill_date date not null, due_date date not null,
  period_start date not null, period_end date not null, currency text not null,
  amount bigint not null, remaining bigint not null, state text not null`)}
${owned('payment', `
  billing_account_id uuid not null, at timestamptz not null, currency text not null, amount bigint not null,
  kind text not null, method text not null, state text not null`)}
${owned('product', `
  kind text not null, name text not null, detail text, status text not null, currency text not null,
  monthly_price bigint, started_on date, ends_on date, contract_term text`)}
${owned('equipment', `
  kind text not null, model text not null, serial_number text, mac_address text, ownership text not null, installed_on date`)}
${owned('usage_consumption', `
  kind text not null, period_start date, period_end date, used_megabytes bigint not null, allowance_megabytes bigint`)}
${owned('interaction', `
  channel text not null, direction text not null, at timestamptz not null, by text, disposition text, text text not null`)}
`,
}
