import type { Migration } from '../migrate.ts'

/** Canned replies; and colleagues who are asked into a conversation. */
export const chatRepliesMigration: Migration = {
  version: 47,
  name: 'chat-replies',
  sql: `
insert into role_permission (role, permission) values ('supervisor', 'chat.replies'), ('administrator', 'chat.replies');

create table chat_reply (
  id uuid primary key,
  -- Null: of all.
  owner_id uuid references agent (id),
  name text not null check (char_length(name) between 1 and 40 and name !~ '[[:space:]/]'),
  english text not null check (char_length(english) <= 1000),
  spanish text not null check (char_length(spanish) <= 1000),
  version bigint not null default 1,
  changed_at timestamptz not null,
  changed_by text not null,
  check (english <> '' or spanish <> ''),
  constraint chat_reply_name unique nulls not distinct (owner_id, name)
);

-- Asked in by whoever holds it; until they say yes or no, it is over, or nobody waits for it any more.
create table chat_invitation (
  conversation_id uuid not null references chat_conversation (id),
  agent_id uuid not null references agent (id),
  invited_by uuid not null references agent (id),
  at timestamptz not null,
  expires_at timestamptz not null check (expires_at > at),
  primary key (conversation_id, agent_id)
);
create index chat_invitation_agent on chat_invitation (agent_id);
create index chat_invitation_expires on chat_invitation (expires_at);

-- Whoever has joined a conversation, or is asked in, is one of a handful, and so is whoever watches; and nobody is asked into one that is not going on. One at a time for each.
create function check_chat_company() returns trigger language plpgsql as $$
declare
  goes_on text;
  watches boolean := false;
begin
  select status into goes_on from chat_conversation where id = new.conversation_id for update;
  if tg_table_name = 'chat_invitation' and goes_on <> 'active' then
    raise exception 'chat_invitation_closed' using errcode = '23514', constraint = 'chat_invitation_closed';
  end if;
  if tg_table_name = 'chat_participant' then
    watches := new.role = 'watching';
  end if;
  if (select count(*) from (select agent_id from chat_participant where conversation_id = new.conversation_id and agent_id <> new.agent_id and (role = 'watching') = watches
      union select agent_id from chat_invitation where conversation_id = new.conversation_id and agent_id <> new.agent_id and not watches) others) >= 8 then
    raise exception 'chat_company_full' using errcode = '23514', constraint = 'chat_company_full';
  end if;
  return new;
end $$;
create trigger chat_invitation_company before insert on chat_invitation for each row execute function check_chat_company();
create trigger chat_participant_company before insert on chat_participant for each row execute function check_chat_company();
-- Over, or back in the queue: nobody is asked into it any more; nor is whoever holds it now. They are told, by whatever it came.
create function end_chat_invitations() returns trigger language plpgsql as $$
declare told int;
begin
  with over as (delete from chat_invitation where conversation_id = new.id and (new.status <> 'active' or agent_id = new.owner_id) returning agent_id)
  select count(pg_notify('headend_chat', json_build_object('a', json_build_array(agent_id))::text)) into told from over;
  return null;
end $$;
create trigger chat_conversation_invitations after update of status, owner_id on chat_conversation for each row
  when (new.status <> 'active' or old.owner_id is distinct from new.owner_id) execute function end_chat_invitations();
`,
}
