import type { Migration } from '../migrate.ts'

/** The second step of the agents' sign-in, and sessions that wait for it and can do nothing else. */
export const agentFactorsMigration: Migration = {
  version: 26,
  name: 'agent factors',
  sql: `
-- 'code': the password was right, the second step is awaited; 'enrol': it has to be set up first.
alter table session add column stage text not null default 'full' check (stage in ('code', 'enrol', 'full'));

-- When its agent last said the password or a code: what weighs more asks again after five minutes.
alter table session add column proven_at timestamptz;
update session set proven_at = started_at;
alter table session alter column proven_at set not null;

create table agent_factor (
  id uuid primary key,
  agent_id uuid not null references agent (id) on delete cascade,
  -- Of an authenticator app: its key, sealed (electron/backend/secret-box.ts).
  secret text not null check (secret like 'v1.%'),
  state text not null check (state in ('pending', 'active')),
  added_at timestamptz not null,
  -- The time step of the last code that was used: none is used twice (RFC 6238, 5.2).
  last_step bigint
);
create unique index agent_factor_once on agent_factor (agent_id, state);

create table agent_recovery_code (
  agent_id uuid not null references agent (id) on delete cascade,
  -- SHA-256 of 80 random bits.
  code_hash bytea not null,
  used_at timestamptz,
  primary key (agent_id, code_hash)
);

insert into role_permission (role, permission) values ('supervisor', 'agents.removeFactor'), ('administrator', 'agents.removeFactor'), ('administrator', 'agents.disable');
`,
}
