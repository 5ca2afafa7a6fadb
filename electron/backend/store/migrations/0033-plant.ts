import type { Migration } from '../migrate.ts'

/** What hangs at what, where it stands, and how many modems of each node were offline in the last two days. */
export const plantMigration: Migration = {
  version: 33,
  name: 'plant',
  sql: `
create table plant_element (
  id uuid primary key,
  version bigint not null check (version >= 1),
  code text not null,
  kind text not null check (kind in ('headend', 'hub', 'node', 'tap')),
  parent_code text,
  latitude double precision not null check (latitude between -90 and 90),
  longitude double precision not null check (longitude between -180 and 180),
  premises bigint check (premises >= 0),
  modems bigint check (modems >= 0),
  removed_at timestamptz,
  changed_xid xid8 not null default pg_current_xact_id(),
  constraint plant_element_parent check (parent_code is distinct from code and (kind <> 'headend' or parent_code is null)),
  constraint plant_element_counted check ((kind = 'tap') = (premises is null) and (premises is null) = (modems is null))
);
create index plant_element_feed on plant_element (changed_xid, id);
create trigger plant_element_changed before update on plant_element for each row execute function stamp_change();
create unique index plant_element_code on plant_element (code) where removed_at is null;
create index plant_element_parent_code on plant_element (parent_code) where removed_at is null;

-- One row for each ten minutes: two thousand rows of nodes for each would be half a million. Only nodes with something offline are in it.
create table plant_state (
  at timestamptz primary key,
  nodes text[] not null,
  modems int[] not null,
  offline int[] not null,
  -- When telemetry was heard last: long before, where pollers were dead.
  heard_at timestamptz not null,
  constraint plant_state_even check (cardinality(nodes) = cardinality(modems) and cardinality(nodes) = cardinality(offline))
);
create table plant_state_now (
  singleton boolean primary key default true check (singleton),
  at timestamptz not null,
  nodes text[] not null,
  modems int[] not null,
  offline int[] not null,
  constraint plant_state_now_even check (cardinality(nodes) = cardinality(modems) and cardinality(nodes) = cardinality(offline))
);
`,
}
