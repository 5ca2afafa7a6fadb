import type { Migration } from '../migrate.ts'

/** Conversations that wait for, and are held by, one agent each; how features/chat/README.md explains. */
export const chatMigration: Migration = {
  version: 41,
  name: 'chat',
  sql: `
insert into role_permission (role, permission) values
  ('agent', 'chat.answer'), ('seniorAgent', 'chat.answer'), ('supervisor', 'chat.answer'), ('supervisor', 'chat.supervise');

create table chat_queue (
  id uuid primary key,
  name text not null unique check (name <> ''),
  spanish_name text not null check (spanish_name <> ''),
  -- Seven days from Monday; null: closed. Minutes of the operator's day.
  hours jsonb not null check (jsonb_array_length(hours) = 7),
  -- Answered within, of that share at least: what the wall measures by.
  target_seconds bigint not null check (target_seconds between 5 and 86400),
  max_waiting bigint not null check (max_waiting between 1 and 100000),
  active boolean not null default true,
  version bigint not null default 1,
  changed_at timestamptz not null,
  changed_by text
);

-- The newest version holds. Rules in their order, the first that fits.
create table chat_rules (
  version bigint primary key check (version > 0),
  rules jsonb not null,
  published_at timestamptz not null,
  published_by text
);

create table chat_agent (
  agent_id uuid primary key references agent (id),
  queue_ids uuid[] not null default '{}',
  languages text[] not null default '{en}',
  skills text[] not null default '{}',
  capacity bigint not null check (capacity between 0 and 20),
  -- How long what is sent can be taken back.
  undo_seconds bigint not null default 15 check (undo_seconds between 0 and 15),
  status text not null default 'away' check (status in ('available', 'away')),
  away_reason text check ((away_reason is null) = (status = 'available')),
  status_at timestamptz not null,
  -- Whose word it was; null: by itself.
  status_by text,
  seen_at timestamptz,
  last_offered_at timestamptz,
  version bigint not null default 1
);

create table chat_conversation (
  id uuid primary key,
  customer_id uuid,
  -- Who signed in; null for whoever only said a name.
  identity_id uuid,
  name text not null,
  topic text not null,
  language text not null,
  -- Whoever has it, has the conversation.
  resume_hash bytea not null unique,
  queue_id uuid not null references chat_queue (id),
  skill text,
  reasons text[] not null default '{}',
  status text not null check (status in ('waiting', 'offered', 'active', 'wrapUp', 'closed')),
  -- Where it stands in its queue: since when it waits, less its head start. It keeps that through every return.
  rank_at timestamptz not null,
  waiting_since timestamptz,
  owner_id uuid references agent (id),
  offered_until timestamptz,
  declined_by uuid[] not null default '{}',
  -- By a person to this agent, within their capacity.
  meant_for uuid references agent (id),
  returns bigint not null default 0 check (returns >= 0),
  begun_at timestamptz not null,
  accepted_at timestamptz,
  answered_at timestamptz,
  closed_at timestamptz,
  closed_by text,
  last_sequence bigint not null default 0 check (last_sequence >= 0),
  last_note bigint not null default 0 check (last_note >= 0),
  -- Of the customer: the last message that no agent has answered.
  unanswered_since timestamptz,
  agent_active_at timestamptz,
  customer_seen_at timestamptz,
  customer_delivered bigint not null default 0 check (customer_delivered <= last_sequence),
  customer_read bigint not null default 0 check (customer_read <= last_sequence),
  agent_read bigint not null default 0 check (agent_read <= last_sequence),
  contact_id uuid,
  disposition text,
  version bigint not null default 1,
  check ((owner_id is not null) = (status in ('offered', 'active', 'wrapUp'))),
  check ((offered_until is not null) = (status = 'offered')),
  check ((waiting_since is not null) = (status in ('waiting', 'offered'))),
  check ((closed_at is not null) = (status in ('wrapUp', 'closed')))
);
create index chat_conversation_waiting on chat_conversation (rank_at, id) where status = 'waiting';
create index chat_conversation_offered on chat_conversation (offered_until) where status = 'offered';
create index chat_conversation_owner on chat_conversation (owner_id) where owner_id is not null;
create index chat_conversation_customer on chat_conversation (customer_id, begun_at) where customer_id is not null;
create index chat_conversation_identity on chat_conversation (identity_id) where identity_id is not null;
create index chat_conversation_queue on chat_conversation (queue_id, begun_at);

-- As many rows as an agent may have conversations at once: the capacity is a place in the database, and a conversation has one place or none.
create table chat_slot (
  agent_id uuid not null references chat_agent (agent_id),
  slot bigint not null check (slot > 0),
  conversation_id uuid unique references chat_conversation (id),
  primary key (agent_id, slot)
);

create function keep_chat_slots() returns trigger language plpgsql as $$
begin
  delete from chat_slot where agent_id = new.agent_id and slot > new.capacity and conversation_id is null;
  insert into chat_slot (agent_id, slot) select new.agent_id, generate_series(1, new.capacity) on conflict do nothing;
  return null;
end $$;
create trigger chat_agent_slots after insert or update of capacity on chat_agent for each row execute function keep_chat_slots();

-- Who holds a conversation has it in one of their places, looked at when all is written; one that is let go gives its place back.
create function keep_chat_place() returns trigger language plpgsql as $$
declare moved uuid;
begin
  -- One at a time for each agent; behind the conversation's row, as everywhere.
  perform from chat_agent where agent_id = old.owner_id for update;
  update chat_slot set conversation_id = null where conversation_id = new.id and agent_id is distinct from new.owner_id;
  -- Whose capacity was lowered meanwhile gives back the places beyond it first.
  select conversation_id into moved from chat_slot join chat_agent using (agent_id) where agent_id = old.owner_id and slot > capacity and conversation_id is not null order by slot desc limit 1;
  if moved is not null then
    update chat_slot set conversation_id = null where conversation_id = moved;
    update chat_slot set conversation_id = moved where (agent_id, slot) = (select agent_id, slot from chat_slot where agent_id = old.owner_id and conversation_id is null order by slot limit 1);
  end if;
  delete from chat_slot using chat_agent where chat_slot.agent_id = chat_agent.agent_id and chat_slot.agent_id = old.owner_id and slot > capacity and conversation_id is null;
  return null;
end $$;
create trigger chat_conversation_place after update of owner_id on chat_conversation for each row when (old.owner_id is distinct from new.owner_id) execute function keep_chat_place();
create function check_chat_place() returns trigger language plpgsql as $$
begin
  if exists (select 1 from chat_conversation c where c.id = new.id and c.owner_id is not null
      and not exists (select 1 from chat_slot s where s.conversation_id = c.id and s.agent_id = c.owner_id)) then
    raise exception 'chat_over_capacity' using errcode = '23514', constraint = 'chat_over_capacity';
  end if;
  return null;
end $$;
create constraint trigger chat_conversation_held after insert or update of owner_id on chat_conversation deferrable initially deferred
  for each row execute function check_chat_place();

-- What the customer sees, in its one order.
create table chat_message (
  conversation_id uuid not null references chat_conversation (id),
  sequence bigint not null check (sequence > 0),
  client_id uuid not null,
  author text not null check (author in ('customer', 'agent', 'headend')),
  agent_id uuid references agent (id),
  kind text not null,
  body text not null,
  at timestamptz not null,
  primary key (conversation_id, sequence),
  unique (conversation_id, author, client_id)
);

-- Sent by an agent, and not gone yet.
create table chat_outgoing (
  conversation_id uuid not null references chat_conversation (id),
  client_id uuid not null,
  -- In the order in which they were sent.
  place bigint generated always as identity,
  agent_id uuid not null references agent (id),
  body text not null,
  sent_at timestamptz not null,
  leaves_at timestamptz not null,
  -- Taken back: kept for a day, so that what a bad line sends once more does not come to life again.
  undone_at timestamptz,
  primary key (conversation_id, client_id)
);
create index chat_outgoing_due on chat_outgoing (leaves_at) where undone_at is null;

-- What no customer ever sees, in an order of its own: a gap in the other would tell that there is something.
create table chat_note (
  conversation_id uuid not null references chat_conversation (id),
  sequence bigint not null check (sequence > 0),
  client_id uuid not null,
  agent_id uuid references agent (id),
  kind text not null,
  body text not null,
  at timestamptz not null,
  primary key (conversation_id, sequence),
  unique (conversation_id, client_id)
);

-- Beside the one who holds it.
create table chat_participant (
  conversation_id uuid not null references chat_conversation (id),
  agent_id uuid not null references agent (id),
  role text not null check (role in ('watching', 'joined')),
  since timestamptz not null,
  primary key (conversation_id, agent_id)
);

-- Each time that somebody was to have it: what the wall and the history count.
create table chat_assignment (
  id uuid primary key,
  conversation_id uuid not null references chat_conversation (id),
  queue_id uuid not null references chat_queue (id),
  agent_id uuid not null references agent (id),
  offered_at timestamptz not null,
  accepted_at timestamptz,
  ended_at timestamptz,
  ended_how text,
  check ((ended_at is null) = (ended_how is null))
);
create unique index chat_assignment_running on chat_assignment (conversation_id) where ended_at is null;
create index chat_assignment_agent on chat_assignment (agent_id, offered_at);

-- Opens one connection, once.
create table chat_ticket (
  token_hash bytea primary key,
  conversation_id uuid not null references chat_conversation (id),
  expires_at timestamptz not null
);
create index chat_ticket_expires on chat_ticket (expires_at);

create trigger chat_conversation_of_nobody_erased after insert on chat_conversation referencing new table as added
  for each statement execute function refuse_rows_of_erased();
`,
}
