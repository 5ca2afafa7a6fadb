import type { Migration } from '../migrate.ts'

/** Links to pay or to add a card: what desks see, and beside it what opens one, which is a hash. */
export const paymentLinksMigration: Migration = {
  version: 14,
  name: 'payment links',
  sql: `
create table payment_link (
  id uuid primary key,
  customer_id uuid not null,
  version bigint not null check (version >= 1),
  billing_account_id uuid not null,
  purpose text not null check (purpose in ('pay', 'addMethod')),
  currency text not null,
  amount bigint check (amount > 0),
  channel text not null check (channel in ('email', 'sms')),
  recipient text not null,
  state text not null check (state in ('sent', 'opened', 'paying', 'used', 'revoked')),
  sent_at timestamptz not null,
  sent_by text not null,
  expires_at timestamptz not null,
  opened_at timestamptz,
  used_at timestamptz,
  payment_id uuid,
  removed_at timestamptz,
  changed_xid xid8 not null default pg_current_xact_id(),
  check ((purpose = 'pay') = (amount is not null)),
  check ((state = 'used') = (used_at is not null)),
  -- No charge of a link without its payment.
  check (purpose = 'addMethod' or state not in ('paying', 'used') or payment_id is not null)
);
create index payment_link_customer on payment_link (customer_id);
create index payment_link_feed on payment_link (changed_xid, id);
create trigger payment_link_changed before update on payment_link for each row execute function stamp_change();
-- One link of a kind works for an account.
create unique index payment_link_one_live on payment_link (billing_account_id, purpose) where state in ('sent', 'opened', 'paying');
create unique index payment_link_payment on payment_link (payment_id) where payment_id is not null;

create table payment_link_secret (
  link_id uuid primary key references payment_link (id),
  -- SHA-256 of 256 random bits.
  token_hash bytea not null unique,
  -- What it was sent to pay: what was due then, or all that was owed. Null of one that pays ahead, or not at all.
  debt text check (debt in ('due', 'balance'))
);

-- Entries at the gateway of which a card has come, each under a key of its own.
create table payment_link_entry (
  link_id uuid not null references payment_link (id),
  number integer not null check (number >= 1),
  -- SHA-256.
  reference_hash bytea not null,
  -- Its card was charged, or is stored: its reference does nothing more.
  spent boolean not null default false,
  primary key (link_id, number),
  unique (link_id, reference_hash)
);
`,
}
