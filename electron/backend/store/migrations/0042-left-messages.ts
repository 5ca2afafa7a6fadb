import type { Migration } from '../migrate.ts'

/** What customers leave where no agent takes chats. */
export const leftMessagesMigration: Migration = {
  version: 42,
  name: 'left-messages',
  sql: `
create table chat_left_message (
  -- The page's: sent once more it is the same.
  id uuid primary key,
  customer_id uuid,
  name text not null check (name <> ''),
  topic text not null,
  language text not null,
  wants text not null check (wants in ('message', 'callBack')),
  -- E-mail address, or telephone number (E.164).
  reach text not null check (reach <> ''),
  body text not null check (body <> ''),
  left_at timestamptz not null,
  done_at timestamptz,
  done_by text,
  disposition text,
  version bigint not null default 1,
  check ((done_at is null) = (done_by is null)),
  check ((done_at is null) = (disposition is null))
);
create index chat_left_message_waiting on chat_left_message (left_at, id) where done_at is null;
create index chat_left_message_done on chat_left_message (done_at) where done_at is not null;
create index chat_left_message_customer on chat_left_message (customer_id) where customer_id is not null;
create trigger chat_left_message_of_nobody_erased after insert on chat_left_message referencing new table as added
  for each statement execute function refuse_rows_of_erased();
`,
}
