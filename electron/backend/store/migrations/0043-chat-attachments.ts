import type { Migration } from '../migrate.ts'

/** Pictures and documents of conversations; how features/chat/README.md explains. */
export const chatAttachmentsMigration: Migration = {
  version: 43,
  name: 'chat-attachments',
  sql: `
create table chat_attachment (
  -- The client's: that of the line which it becomes.
  id uuid primary key,
  conversation_id uuid not null references chat_conversation (id),
  author text not null check (author in ('customer', 'agent')),
  agent_id uuid references agent (id),
  name text not null check (name <> ''),
  -- By its content.
  type text not null check (type in ('image/png', 'image/jpeg', 'image/webp', 'image/gif', 'application/pdf')),
  size bigint not null check (size between 1 and 10485760),
  width bigint,
  height bigint,
  -- SHA-256 of what was sent, by which the same is known again.
  sent_hash bytea not null,
  created_at timestamptz not null,
  -- Null while its parts are written.
  stored_at timestamptz,
  -- Null while no line has it.
  named_at timestamptz,
  check ((author = 'agent') = (agent_id is not null)),
  check ((width is null) = (height is null)),
  check ((width is null) = (type = 'application/pdf'))
);
create index chat_attachment_conversation on chat_attachment (conversation_id);
create index chat_attachment_unnamed on chat_attachment (created_at) where named_at is null;

create table chat_attachment_part (
  attachment_id uuid not null references chat_attachment (id) on delete cascade,
  part bigint not null check (part between 0 and 39),
  bytes bytea not null check (octet_length(bytes) between 1 and 262144),
  primary key (attachment_id, part)
);
-- They are packed already.
alter table chat_attachment_part alter column bytes set storage external;

alter table chat_outgoing add column kind text not null default 'text' check (kind in ('text', 'attachment'));

-- A line that is a file has its file, whole and of its own side, whoever writes it and whatever is tidied up at that moment.
create function name_chat_attachment() returns trigger language plpgsql as $$
begin
  update chat_attachment set named_at = coalesce(named_at, new.at)
    where id = new.client_id and conversation_id = new.conversation_id and author = new.author and agent_id is not distinct from new.agent_id and stored_at is not null;
  if not found then
    raise exception 'chat_attachment_missing' using errcode = '23503', constraint = 'chat_attachment_missing';
  end if;
  return new;
end $$;
create trigger chat_message_attachment before insert on chat_message for each row when (new.kind = 'attachment') execute function name_chat_attachment();
`,
}
