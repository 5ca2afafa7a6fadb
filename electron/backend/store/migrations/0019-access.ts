import type { Migration } from '../migrate.ts'

/**
 * The customers' sign-in (TMF720 DigitalIdentity). Nothing of it is in a stream: desks ask for it when somebody looks, and
 * what opens a door (passwords, tokens, keys, codes) is hashed here or never leaves the backend.
 */
export const accessMigration: Migration = {
  version: 19,
  name: 'access',
  sql: `
create table digital_identity (
  id uuid primary key,
  customer_id uuid not null unique,
  -- Without '@': what has one is an e-mail address.
  user_name text not null check (user_name !~ '@'),
  -- argon2id.
  password_hash text not null,
  created_at timestamptz not null,
  password_changed_at timestamptz not null,
  -- The old password opens nothing any more: only a link sets a new one.
  password_forced_at timestamptz,
  frozen_at timestamptz,
  -- Its password is public, and opens it in a demo alone.
  demo boolean not null default false
);
create unique index digital_identity_user_name on digital_identity (lower(user_name));

-- What failed (electron/backend/lockout.ts), of an identity, of a device that it remembers, or of a name that nobody has: the
-- last, so that an unknown name behaves as a known one.
create table sign_in_lockout (
  -- SHA-256.
  subject bytea primary key,
  identity_id uuid references digital_identity (id) on delete cascade,
  device_id uuid,
  failures integer not null default 0,
  first_failure_at timestamptz,
  last_failure_at timestamptz,
  locked_until timestamptz,
  temporary_locks integer not null default 0,
  permanent boolean not null default false,
  source text,
  everywhere boolean not null default false,
  blocked_source text,
  wrong_passwords integer not null default 0,
  wrong_codes integer not null default 0,
  -- Counts the writes: who gives an attempt back sees whether another came between.
  writes bigint not null default 0
);
create index sign_in_lockout_identity on sign_in_lockout (identity_id) where identity_id is not null;
create index sign_in_lockout_age on sign_in_lockout (last_failure_at);

-- Failures of one network address, whatever names it tried.
create table sign_in_source (
  source text primary key,
  since timestamptz not null,
  failures integer not null check (failures >= 0)
);

create table identity_device (
  id uuid primary key,
  identity_id uuid not null references digital_identity (id) on delete cascade,
  -- SHA-256 of 256 random bits.
  token_hash bytea not null unique,
  name text not null,
  place text not null,
  added_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  -- False after a sign-out: still known, so that strangers' failures are not its own, but it opens nothing by itself.
  signs_in boolean not null,
  revoked_at timestamptz
);
create index identity_device_identity on identity_device (identity_id);

create table identity_session (
  id uuid primary key,
  identity_id uuid not null references digital_identity (id) on delete cascade,
  token_hash bytea not null unique,
  -- 'code': the password was right, the second factor is awaited.
  stage text not null check (stage in ('code', 'full')),
  remember boolean not null,
  device_id uuid references identity_device (id),
  started_at timestamptz not null,
  last_seen_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz
);
create index identity_session_identity on identity_session (identity_id);

create table identity_factor (
  id uuid primary key,
  identity_id uuid not null references digital_identity (id) on delete cascade,
  kind text not null check (kind in ('totp', 'email', 'sms')),
  -- Of an authenticator app: its key, in base32.
  secret text,
  state text not null check (state in ('pending', 'active')),
  added_at timestamptz not null,
  -- The time step of the last code that was used: none is used twice (RFC 6238, 5.2).
  last_step bigint,
  check ((kind = 'totp') = (secret is not null))
);
create unique index identity_factor_once on identity_factor (identity_id, kind, state);

create table identity_code (
  id uuid primary key,
  session_id uuid not null references identity_session (id) on delete cascade,
  code_hash bytea not null,
  channel text not null check (channel in ('email', 'sms')),
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index identity_code_session on identity_code (session_id);

create table identity_link (
  id uuid primary key,
  customer_id uuid not null,
  purpose text not null check (purpose in ('register', 'reset')),
  -- SHA-256 of 256 random bits.
  token_hash bytea not null unique,
  channel text not null check (channel in ('email', 'sms')),
  recipient text not null,
  sent_at timestamptz not null,
  -- Null when the customer asked for it on the sign-in page.
  sent_by text,
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  check (used_at is null or revoked_at is null)
);
create index identity_link_customer on identity_link (customer_id, sent_at);
-- The newest alone works.
create unique index identity_link_one_live on identity_link (customer_id) where used_at is null and revoked_at is null;

create table identity_event (
  id uuid primary key,
  -- Null of a name that nobody has: tried like the others, written like the others.
  customer_id uuid,
  at timestamptz not null,
  kind text not null,
  -- Display name of the agent; null when it was the customer, or somebody who says so.
  by text,
  place text,
  device text
);
create index identity_event_customer on identity_event (customer_id, at) where customer_id is not null;
create index identity_event_age on identity_event (at);

insert into role_permission (role, permission)
select role, permission from
  (values ('agent'), ('seniorAgent'), ('supervisor')) roles (role),
  (values ('access.read'), ('access.unlock'), ('access.sendLink'), ('access.endSessions'), ('access.freeze')) permissions (permission);
insert into role_permission (role, permission) values
  ('seniorAgent', 'access.removeFactor'), ('supervisor', 'access.removeFactor'),
  ('seniorAgent', 'access.forcePassword'), ('supervisor', 'access.forcePassword'),
  ('supervisor', 'access.unfreeze'), ('auditor', 'access.read');
`,
}
