import type { Migration } from '../migrate.ts'

/**
 * Contacts and how well their caller is known; what callers are verified by; and call detail, which no desk holds. In no
 * stream, all of it: a desk asks, and is told what the caller's level allows.
 */
export const gateMigration: Migration = {
  version: 23,
  name: 'the gate',
  sql: `
create table party_interaction (
  id uuid primary key,
  customer_id uuid not null,
  agent_id uuid not null references agent (id),
  session_id uuid not null,
  channel text not null check (channel in ('call', 'chat', 'walkIn')),
  level text not null default 'unverified' check (level in ('unverified', 'verified', 'verifiedByCallback')),
  way text check (way in ('pin', 'code', 'callback', 'photoId', 'override')),
  verified_at timestamptz,
  failures smallint not null default 0 check (failures between 0 and 3),
  started_at timestamptz not null,
  -- Something was done in it.
  used_at timestamptz not null,
  ended_at timestamptz,
  ended_by text check (ended_by in ('agent', 'signOut', 'replaced', 'idle')),
  overridden_by uuid references agent (id),
  override_reason text,
  -- What it came to, where the agent said so.
  disposition text,
  text text not null default '',
  check ((level = 'unverified') = (way is null) and (way is null) = (verified_at is null)),
  check ((ended_at is null) = (ended_by is null)),
  check ((way is not distinct from 'override') = (overridden_by is not null and override_reason is not null)),
  -- A photo is looked at where both are in one room.
  check (way is distinct from 'photoId' or channel = 'walkIn'),
  check (level <> 'verifiedByCallback' or way = 'callback'),
  -- Three failures end it: nothing but a supervisor's word lifts the level then.
  check (failures < 3 or way is null or way = 'override')
);
create unique index party_interaction_one_open on party_interaction (agent_id, customer_id) where ended_at is null;
create index party_interaction_customer on party_interaction (customer_id);
create index party_interaction_session on party_interaction (session_id) where ended_at is null;

-- Ended in whatever way, by a command, another caller or the clock, it is a line of the account's history.
create function note_ended_contact() returns trigger language plpgsql as $$
begin
  insert into interaction (id, customer_id, version, channel, direction, at, by, disposition, text)
    select new.id, new.customer_id, 1, new.channel, 'inbound', new.started_at, agent.display_name, new.disposition, new.text
    from agent where agent.id = new.agent_id
    -- A session ends whatever stands in the history already.
    on conflict (id) do nothing;
  return null;
end $$;
create trigger party_interaction_ended after update on party_interaction for each row
  when (old.ended_at is null and new.ended_at is not null) execute function note_ended_contact();

-- A session takes its contacts along, whoever ends it.
create function end_contacts_of_session() returns trigger language plpgsql as $$
begin
  update party_interaction set ended_at = new.ended_at, ended_by = 'signOut' where session_id = new.id and ended_at is null;
  return null;
end $$;
create trigger session_ends_contacts after update on session for each row
  when (old.ended_at is null and new.ended_at is not null) execute function end_contacts_of_session();

create table account_pin (
  customer_id uuid primary key,
  -- argon2id; the PIN itself is nowhere.
  pin_hash text not null,
  -- It is public: it opens nothing unless the backend is the demo.
  demo boolean not null default false,
  set_at timestamptz not null,
  -- Null of one that came with the book.
  set_by uuid references agent (id)
);

create table verification_attempt (
  id uuid primary key,
  customer_id uuid not null,
  party_interaction_id uuid not null references party_interaction (id),
  agent_id uuid not null references agent (id),
  at timestamptz not null,
  way text not null check (way in ('pin', 'code', 'callback', 'photoId')),
  matched boolean not null
);
create index verification_attempt_customer on verification_attempt (customer_id, at);

create table verification_code (
  id uuid primary key,
  customer_id uuid not null,
  party_interaction_id uuid not null references party_interaction (id),
  -- argon2id of six digits.
  code_hash text not null,
  -- As of a message: a···@example.org.
  recipient text not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  -- Used, or another was sent in its place.
  ended_at timestamptz
);
create unique index verification_code_one_live on verification_code (party_interaction_id) where ended_at is null;
create index verification_code_customer on verification_code (customer_id, sent_at);
create index verification_code_sent on verification_code (sent_at);

create table verification_flag (
  id uuid primary key,
  customer_id uuid not null,
  raised_at timestamptz not null,
  channel text not null,
  failures integer not null check (failures >= 1),
  cleared_at timestamptz,
  -- Null where a verified contact cleared it.
  cleared_by uuid references agent (id)
);
create unique index verification_flag_one on verification_flag (customer_id) where cleared_at is null;
create index verification_flag_customer on verification_flag (customer_id);

-- Since when the value is on the account: valid_from moves with a preference too. Null: since valid_from.
alter table contact_medium add column value_since timestamptz;

-- What a contact detail was before. For a day it is what a caller is verified by, in place of the new one.
create table contact_medium_former (
  id uuid primary key default gen_random_uuid(),
  contact_medium_id uuid not null,
  customer_id uuid not null,
  medium_type text not null,
  use text not null,
  value text not null,
  since timestamptz not null,
  until timestamptz not null
);
create index contact_medium_former_customer on contact_medium_former (customer_id, until);
create index contact_medium_former_until on contact_medium_former (until);

-- Whoever changes the row, a command or an import.
create function keep_former_contact_medium() returns trigger language plpgsql as $$
declare
  -- An import changes the value and says nothing of when: then it is now.
  changed timestamptz := case when new.valid_from > old.valid_from then new.valid_from else now() end;
begin
  if new.removed_at is null and old.removed_at is not null then
    new.value_since := changed;
  elsif new.value is distinct from old.value or new.medium_type is distinct from old.medium_type then
    insert into contact_medium_former (contact_medium_id, customer_id, medium_type, use, value, since, until)
      values (old.id, old.customer_id, old.medium_type, old.use, old.value, coalesce(old.value_since, old.valid_from), changed);
    new.value_since := changed;
  else
    new.value_since := coalesce(old.value_since, old.valid_from);
    if new.removed_at is not null and old.removed_at is null then
      insert into contact_medium_former (contact_medium_id, customer_id, medium_type, use, value, since, until)
        values (old.id, old.customer_id, old.medium_type, old.use, old.value, coalesce(old.value_since, old.valid_from), new.removed_at);
    end if;
  end if;
  return new;
end $$;
create trigger contact_medium_former before update on contact_medium for each row execute function keep_former_contact_medium();

-- Call detail of phone service (47 CFR 64.2003(d)): numbers called and calling, time, duration.
create table call_record (
  id uuid primary key,
  customer_id uuid not null,
  -- The customer's own, E.164.
  line text not null,
  direction text not null check (direction in ('incoming', 'outgoing')),
  -- Null where the other side withheld it.
  other_number text,
  started_at timestamptz not null,
  seconds integer not null check (seconds >= 0)
);
create index call_record_customer on call_record (customer_id, started_at desc, id desc);

insert into role_permission (role, permission) values ('supervisor', 'verification.override');

-- The report is given to a caller who is known, and administrators have no callers.
delete from role_permission where role = 'administrator' and permission = 'customers.accessReport';
`,
}
