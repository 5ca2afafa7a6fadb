import type { Migration } from '../migrate.ts'

/** What modems say, who counts it, and which outages were suspected by it (features/outages/telemetry). */
export const telemetryMigration: Migration = {
  version: 34,
  name: 'telemetry',
  sql: `
insert into role_permission (role, permission) values ('administrator', 'outages.record');

-- In the order of their commits: whoever appends holds a lock until then. Gone when the detector's saved state has them.
create table telemetry_batch (
  seq bigint generated always as identity primary key,
  received_at timestamptz not null,
  events jsonb not null
);

create table outage_detector (
  singleton boolean primary key default true check (singleton),
  -- Who counts; null while nobody does.
  holder uuid,
  renewed_at timestamptz,
  -- When telemetry was heard last that is counted.
  heard_at timestamptz,
  -- The last batch that the state has in it.
  cursor bigint not null default 0,
  state bytea,
  saved_at timestamptz,
  constraint outage_detector_held check (holder is null or renewed_at is not null),
  constraint outage_detector_saved check ((state is null) = (saved_at is null))
);
insert into outage_detector default values;

-- Which problem a suspicion of the detector became; several, where nodes came after somebody had judged the first.
create table outage_suspicion (
  problem_id uuid primary key references service_problem (id),
  suspicion text not null,
  -- Of the problem, as Headend wrote it last: another one means that a person has changed it since.
  version bigint not null
);
create index outage_suspicion_suspicion on outage_suspicion (suspicion);

-- Contacts are counted by when they began.
create index party_interaction_started on party_interaction (started_at);
`,
}
