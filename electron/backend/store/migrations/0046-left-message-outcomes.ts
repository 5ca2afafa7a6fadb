import type { Migration } from '../migrate.ts'

/** What becomes of messages that were left, which conversation a contact was, and in which sign-in one was begun: how features/chat/README.md explains. */
export const leftMessageOutcomesMigration: Migration = {
  version: 46,
  name: 'left-message-outcomes',
  sql: `
alter table chat_left_message
  -- Whoever has it learns what became of the message.
  add column resume_hash bytea unique,
  add column signed_in boolean not null default false,
  add column taken_by text,
  add column taken_by_id uuid references agent (id),
  add column taken_at timestamptz,
  add column ticket_id uuid unique,
  add column done_text text not null default '',
  add constraint chat_left_message_taken check ((taken_at is null) = (taken_by is null) and (taken_at is null) = (taken_by_id is null));
update chat_left_message set signed_in = customer_id is not null;

alter table trouble_ticket drop constraint trouble_ticket_follow_up_check;
alter table trouble_ticket add constraint trouble_ticket_follow_up_check check (follow_up in ('visit', 'specialist', 'answer'));

-- A conversation that was passed on has a contact of each agent who held it.
create table chat_contact (
  contact_id uuid primary key,
  conversation_id uuid not null references chat_conversation (id)
);
create index chat_contact_conversation on chat_contact (conversation_id);
insert into chat_contact (contact_id, conversation_id) select contact_id, id from chat_conversation where contact_id is not null;

-- The sign-in in which it was begun: what that one had in its hands opens nothing when somebody ends it. Null of whoever only said a name.
alter table chat_conversation add column session_id uuid;
-- The last open page of it went; until one comes again.
alter table chat_conversation add column customer_gone_at timestamptz;
-- By which sign-in it was given.
alter table chat_ticket add column session_id uuid;
`,
}
