import type { Migration } from '../migrate.ts'

/**
 * Each time that somebody waits is a row, kept by the database from what becomes of the conversation: the wall, the alerts and the
 * history count these, by the promise that held then.
 */
export const chatTurnsMigration: Migration = {
  version: 45,
  name: 'chat-turns',
  sql: `
create table chat_turn (
  id bigint generated always as identity primary key,
  conversation_id uuid not null references chat_conversation (id),
  queue_id uuid not null references chat_queue (id),
  -- Whoever comes, or comes again, is promised an answer in time; who was passed on or given back waits as well, and is counted apart.
  why text not null check (why in ('begun', 'reopened', 'returned', 'transferred')),
  since timestamptz not null,
  target_seconds bigint not null,
  ended_at timestamptz check (ended_at >= since),
  ended_how text check (ended_how in ('accepted', 'left')),
  -- Who accepted.
  agent_id uuid references agent (id),
  check ((ended_at is null) = (ended_how is null)),
  check (agent_id is null or ended_how = 'accepted')
);
create unique index chat_turn_running on chat_turn (conversation_id) where ended_at is null;
create index chat_turn_conversation on chat_turn (conversation_id);
create index chat_turn_since on chat_turn (since);
create index chat_turn_queue on chat_turn (queue_id, since);
-- What goes on now, among all that is over.
create index chat_conversation_going_on on chat_conversation (rank_at, id) where status <> 'closed';
create index chat_assignment_offered on chat_assignment (offered_at);
-- What was taken lately: the pace.
create index chat_assignment_accepted on chat_assignment (queue_id, accepted_at) where accepted_at is not null;

create function keep_chat_turns() returns trigger language plpgsql as $$
declare was timestamptz; target bigint;
begin
  if tg_op = 'UPDATE' then was := old.waiting_since; end if;
  select target_seconds into target from chat_queue where id = new.queue_id;
  if was is not null and new.waiting_since is null then
    update chat_turn set ended_how = case when new.closed_at is null then 'accepted' else 'left' end, agent_id = case when new.closed_at is null then new.owner_id end,
      -- A page that nobody looks at was left when it was seen last, and not when that was noticed.
      ended_at = greatest(since, case when new.closed_at is null then new.agent_active_at when new.closed_by = 'silence' then least(new.closed_at, coalesce(new.customer_seen_at, new.begun_at)) else new.closed_at end)
      where conversation_id = new.id and ended_at is null;
  elsif was is null and new.waiting_since is not null then
    insert into chat_turn (conversation_id, queue_id, why, since, target_seconds) values (new.id, new.queue_id,
      case when tg_op = 'INSERT' then 'begun' when old.closed_at is not null then 'reopened' when new.returns > old.returns then 'returned' else 'transferred' end, new.waiting_since, target);
  elsif new.waiting_since is not null then
    -- Who is moved while they wait waits there, by what is promised there.
    update chat_turn set queue_id = new.queue_id, target_seconds = target where conversation_id = new.id and ended_at is null and queue_id <> new.queue_id;
  end if;
  return null;
end $$;
create trigger chat_conversation_turn after insert on chat_conversation for each row when (new.waiting_since is not null) execute function keep_chat_turns();
create trigger chat_conversation_turns after update of waiting_since, queue_id on chat_conversation for each row
  when (old.waiting_since is distinct from new.waiting_since or old.queue_id <> new.queue_id) execute function keep_chat_turns();

-- Those that were here before: their first turn, and one that goes on.
insert into chat_turn (conversation_id, queue_id, why, since, target_seconds, ended_at, ended_how, agent_id)
  select c.id, coalesce(a.queue_id, c.queue_id), 'begun', c.begun_at, q.target_seconds, case when coalesce(c.accepted_at, c.closed_at) is not null then greatest(c.begun_at, coalesce(c.accepted_at, c.closed_at)) end,
    case when c.accepted_at is not null then 'accepted' when c.closed_at is not null then 'left' end, case when c.accepted_at is not null then a.agent_id end
  from chat_conversation c left join (select distinct on (conversation_id) conversation_id, queue_id, agent_id from chat_assignment where accepted_at is not null order by conversation_id, accepted_at) a on a.conversation_id = c.id
    join chat_queue q on q.id = coalesce(a.queue_id, c.queue_id);
insert into chat_turn (conversation_id, queue_id, why, since, target_seconds)
  select c.id, c.queue_id, 'returned', c.waiting_since, q.target_seconds from chat_conversation c join chat_queue q on q.id = c.queue_id where c.waiting_since is not null and c.accepted_at is not null;

-- What a supervisor is warned of: one at a time of a kind and a queue, from when it began to when nothing of it held any more.
create table chat_alert (
  id uuid primary key,
  queue_id uuid not null references chat_queue (id),
  kind text not null check (kind in ('wait', 'share', 'nobodyThere')),
  begun_at timestamptz not null,
  -- When it was last so.
  held_at timestamptz not null,
  ended_at timestamptz,
  seen_at timestamptz,
  seen_by uuid references agent (id),
  check ((seen_at is null) = (seen_by is null))
);
create unique index chat_alert_running on chat_alert (queue_id, kind) where ended_at is null;
create index chat_alert_ended on chat_alert (ended_at) where ended_at is not null;
`,
}
