import type { Migration } from '../migrate.ts'

/**
 * People who work here, what their role may do, what they did. Second factor and lockout come as tables of their
 * own that point at `agent`; the audit's hash chain fills `previous_hash` and `hash`.
 */
export const operatorsMigration: Migration = {
  version: 2,
  name: 'operators',
  sql: `
create table meta (
  singleton boolean primary key default true check (singleton),
  epoch text not null,
  home text not null,
  epoch_since timestamptz not null
);

create table agent (
  id uuid primary key,
  user_name text not null,
  display_name text not null,
  role text not null,
  password_hash text not null,
  active boolean not null default true,
  created_at timestamptz not null
);
create unique index agent_user_name on agent (lower(user_name));

create table role_permission (
  role text not null,
  permission text not null,
  primary key (role, permission)
);
insert into role_permission (role, permission) values
  ('agent', 'customers.read'), ('agent', 'customers.edit'), ('agent', 'interactions.write'),
  ('seniorAgent', 'customers.read'), ('seniorAgent', 'customers.edit'), ('seniorAgent', 'interactions.write'),
  ('supervisor', 'customers.read'), ('supervisor', 'customers.edit'), ('supervisor', 'interactions.write'), ('supervisor', 'audit.read'),
  ('dispatcher', 'customers.read'), ('dispatcher', 'interactions.write'),
  ('administrator', 'customers.read'), ('administrator', 'audit.read'),
  ('auditor', 'customers.read'), ('auditor', 'audit.read');

create table session (
  id uuid primary key,
  token_hash bytea not null unique,
  agent_id uuid not null references agent (id),
  started_at timestamptz not null,
  last_seen_at timestamptz not null,
  absolute_ends_at timestamptz not null,
  ended_at timestamptz
);
create index session_absolute_ends_at on session (absolute_ends_at);

create table command (
  id uuid primary key,
  agent_id uuid not null,
  procedure text not null,
  body_hash bytea not null,
  answer jsonb not null,
  received_at timestamptz not null
);
create index command_received_at on command (received_at);

create table audit_entry (
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  at timestamptz not null,
  agent_id uuid,
  session_id uuid,
  action text not null,
  customer_id uuid,
  command_id uuid,
  outcome text not null check (outcome in ('allowed', 'refused')),
  error_code text,
  detail jsonb,
  previous_hash bytea,
  hash bytea
);
create index audit_entry_customer on audit_entry (customer_id, seq);
create index audit_entry_agent on audit_entry (agent_id, seq);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log only grows' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_entry_append_only before update or delete or truncate on audit_entry
  for each statement execute function refuse_audit_change();

create table presence (
  session_id uuid not null,
  customer_id uuid not null,
  agent_id uuid not null,
  display_name text not null,
  since timestamptz not null,
  seen_at timestamptz not null,
  primary key (session_id, customer_id)
);
create index presence_customer on presence (customer_id);
create index presence_seen_at on presence (seen_at);
`,
}
