import type { Migration } from '../migrate.ts'

const stream = (name: string, columns: string): string => `
create table ${name} (
  id uuid primary key,
  customer_id uuid not null,
  version bigint not null check (version >= 1),
  ${columns},
  removed_at timestamptz,
  changed_xid xid8 not null default pg_current_xact_id()
);
create index ${name}_customer on ${name} (customer_id);
create index ${name}_feed on ${name} (changed_xid, id);
create trigger ${name}_changed before update on ${name} for each row execute function stamp_change();
create trigger ${name}_of_nobody_erased after insert on ${name} referencing new table as added
  for each statement execute function refuse_rows_of_erased();`

/** Guides in their versions, walks through them, what was measured and done at boxes, and trouble tickets (TMF621). */
export const diagnosticsMigration: Migration = {
  version: 35,
  name: 'diagnostics',
  sql: `
insert into role_permission (role, permission) values
  ('agent', 'diagnostics.act'), ('seniorAgent', 'diagnostics.act'), ('supervisor', 'diagnostics.act'), ('dispatcher', 'diagnostics.act'), ('administrator', 'guides.manage');

create table diagnostic_guide (
  guide_id text not null,
  version int not null check (version >= 1),
  source text not null check (length(source) between 1 and 64000),
  published_at timestamptz not null,
  -- Null: it came with the program.
  published_by text,
  primary key (guide_id, version)
);

create sequence trouble_ticket_reference start 3001;
${stream('diagnostic_run', `
  contact_id uuid,
  guide_id text not null,
  guide_version bigint not null,
  title jsonb not null,
  state text not null check (state in ('open', 'ended')),
  started_at timestamptz not null,
  started_by text not null,
  changed_at timestamptz not null,
  changed_by text not null,
  trail jsonb not null,
  outcome jsonb,
  ticket_id uuid,
  constraint diagnostic_run_ended check ((state = 'ended') = (outcome is not null))`)}
-- Two colleagues go on in one, not each in their own.
create unique index diagnostic_run_open on diagnostic_run (customer_id) where state = 'open' and removed_at is null;

${stream('trouble_ticket', `
  reference text not null unique,
  status text not null check (status in ('open', 'closed')),
  title jsonb not null,
  reason jsonb not null,
  findings jsonb not null,
  follow_up text not null check (follow_up in ('visit', 'specialist')),
  work_type text,
  run_id uuid,
  contact_id uuid,
  opened_at timestamptz not null,
  opened_by text not null,
  closed_at timestamptz,
  closed_by text,
  close_text text,
  constraint trouble_ticket_closed check ((status = 'closed') = (closed_at is not null))`)}

create table equipment_measurement (
  id uuid primary key,
  customer_id uuid not null,
  equipment_id uuid,
  -- When the box was asked.
  measured_at timestamptz not null,
  measured_by text not null,
  -- Null: nobody waited for the answer, or its levels were asked for, which are not kept. It counts as well.
  measurement jsonb
);
create index equipment_measurement_customer on equipment_measurement (customer_id, measured_at);
create index equipment_measurement_age on equipment_measurement (measured_at);
create trigger equipment_measurement_of_nobody_erased after insert on equipment_measurement referencing new table as added
  for each statement execute function refuse_rows_of_erased();

create table equipment_action (
  -- The id of the command that asked for it: asked twice, it is done once.
  id uuid primary key,
  customer_id uuid not null,
  equipment_id uuid not null,
  run_id uuid not null,
  action text not null check (action in ('reboot', 'reprovision', 'refreshSetTop')),
  state text not null check (state in ('running', 'done', 'failed', 'noAnswer', 'unknown')),
  requested_at timestamptz not null,
  finished_at timestamptz,
  attempts int not null default 0,
  -- In hand until then; after that whoever had it is gone.
  claimed_until timestamptz,
  constraint equipment_action_finished check ((state = 'running') = (finished_at is null))
);
-- A box that restarts is not provisioned at the same time.
create unique index equipment_action_one on equipment_action (equipment_id) where state = 'running';
create index equipment_action_box on equipment_action (equipment_id, requested_at);
create index equipment_action_customer on equipment_action (customer_id);
`,
}
