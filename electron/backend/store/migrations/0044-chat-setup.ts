import type { Migration } from '../migrate.ts'

/** Queues and rules are set up in the program: several times a day and nights, days on which a queue is closed, what share is to be answered in time. */
export const chatSetupMigration: Migration = {
  version: 44,
  name: 'chat-setup',
  sql: `
insert into role_permission (role, permission) values ('supervisor', 'chat.configure'), ('administrator', 'chat.configure');

-- Of each day a list, from Monday; one that ends beyond 1440 goes on into the night behind it.
alter table chat_queue drop constraint chat_queue_hours_check;
update chat_queue set hours = jsonb_build_object('closedDays', '[]'::jsonb, 'week',
  (select jsonb_agg(case when jsonb_typeof(d.value) = 'null' then '[]'::jsonb else jsonb_build_array(d.value) end order by d.place) from jsonb_array_elements(chat_queue.hours) with ordinality as d (value, place)));
alter table chat_queue add constraint chat_queue_hours_check check (jsonb_array_length(hours -> 'week') = 7 and jsonb_array_length(hours -> 'closedDays') >= 0);
-- Of those who come, answered within the target.
alter table chat_queue add column target_percent bigint not null default 80 check (target_percent between 1 and 100);

-- The newest one before it whose rules were the same.
alter table chat_rules add column same_as bigint references chat_rules (version);
create function keep_chat_rules() returns trigger language plpgsql as $$
begin
  raise exception 'what was published stays as it was' using errcode = '23514', constraint = 'chat_rules_kept';
end $$;
create trigger chat_rules_kept before update or delete on chat_rules for each row execute function keep_chat_rules();

-- Who said last what somebody takes; their version counts that alone from now on.
alter table chat_agent add column changed_at timestamptz, add column changed_by text;

-- The last ones that began, of all queues.
create index chat_conversation_begun on chat_conversation (begun_at);
`,
}
