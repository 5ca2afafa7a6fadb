import type { Migration } from '../migrate.ts'

/**
 * Messages to customers: what desks see of them, and beside it what is needed to send one. The latter, with its pay link or
 * address, goes when the message has gone.
 */
export const messagesMigration: Migration = {
  version: 11,
  name: 'messages',
  sql: `
create table communication_message (
  id uuid primary key,
  customer_id uuid not null,
  version bigint not null check (version >= 1),
  at timestamptz not null,
  channel text not null check (channel in ('email', 'sms')),
  template text not null,
  language text not null check (language in ('en', 'es')),
  recipient text not null,
  by text,
  state text not null check (state in ('waiting', 'sent', 'kept', 'failed')),
  failure text check (failure in ('noChannel', 'refused', 'unreachable')),
  sent_at timestamptz,
  removed_at timestamptz,
  changed_xid xid8 not null default pg_current_xact_id(),
  check ((state = 'failed') = (failure is not null)),
  check ((state = 'sent') = (sent_at is not null))
);
create index communication_message_customer on communication_message (customer_id);
create index communication_message_feed on communication_message (changed_xid, id);
create trigger communication_message_changed before update on communication_message for each row execute function stamp_change();

create table message_dispatch (
  message_id uuid primary key references communication_message (id),
  recipient text not null,
  params jsonb not null,
  attachment jsonb,
  -- 'sending': handed out at least once, or about to be. 'kept': in the demo's mailbox.
  state text not null check (state in ('waiting', 'sending', 'kept')),
  attempts integer not null default 0,
  -- Nobody touches it before. Moved on by whoever takes it in hand.
  not_before timestamptz not null
);
create index message_dispatch_open on message_dispatch (not_before) where state in ('waiting', 'sending');
`,
}
