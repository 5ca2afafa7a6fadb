import type { Migration } from '../migrate.ts'

const feed = (name: string): string => `
create index ${name}_feed on ${name} (changed_xid, id);
create trigger ${name}_changed before update on ${name} for each row execute function stamp_change();`
const base = `
  removed_at timestamptz,
  changed_xid xid8 not null default pg_current_xact_id()`

/** A stream of no customer. No foreign keys, as with the customers' own: nothing is ever deleted, only marked. */
const operators = (name: string, columns: string): string => `
create table ${name} (
  id uuid primary key,
  version bigint not null check (version >= 1),
  ${columns},
  changed_at timestamptz not null,
  changed_by text not null,${base}
);${feed(name)}`

const customers = (name: string, columns: string): string => `
create table ${name} (
  id uuid primary key,
  customer_id uuid not null,
  version bigint not null check (version >= 1),
  ${columns},
  changed_at timestamptz not null,
  changed_by text not null,${base}
);${feed(name)}
create index ${name}_customer on ${name} (customer_id);
create trigger ${name}_of_nobody_erased after insert on ${name} referencing new table as added
  for each statement execute function refuse_rows_of_erased();`

/** Technicians, their days, kinds of work and windows; appointments and work orders; and the time of a technician, which is given once. */
export const fieldWorkMigration: Migration = {
  version: 36,
  name: 'field work',
  sql: `
insert into role_permission (role, permission) values
  ('agent', 'visits.book'), ('seniorAgent', 'visits.book'), ('supervisor', 'visits.book'), ('dispatcher', 'visits.book'),
  ('supervisor', 'dispatch.manage'), ('dispatcher', 'dispatch.manage'), ('supervisor', 'dispatch.override'), ('dispatcher', 'dispatch.override')
  on conflict do nothing;

create sequence appointment_reference start 20001;
create sequence work_order_reference start 40001;
${operators('technician', `
  name text not null,
  skills text[] not null,
  languages text[] not null,
  start_latitude double precision not null check (start_latitude between -90 and 90),
  start_longitude double precision not null check (start_longitude between -180 and 180),
  region text not null,
  density text not null check (density in ('core', 'city', 'suburb', 'country')),
  cities text[] not null,
  postal_codes text[] not null,
  nodes text[] not null,
  area jsonb,
  active boolean not null`)}
${operators('technician_shift', `
  technician_id uuid not null,
  day date not null,
  start_at timestamptz not null,
  end_at timestamptz not null,
  break_minutes bigint not null check (break_minutes between 0 and 120),
  break_from timestamptz,
  break_to timestamptz,
  absence text check (absence in ('sick', 'leave', 'training', 'other')),
  absent_from timestamptz,
  constraint technician_shift_length check (end_at > start_at and end_at <= start_at + interval '16 hours'),
  constraint technician_shift_break check (
    (break_minutes > 0) = (break_from is not null) and (break_from is null) = (break_to is null)
    and (break_from is null or (break_from between start_at and end_at and break_to between break_from and end_at))),
  constraint technician_shift_absence check ((absence is null) = (absent_from is null))`)}
create unique index technician_shift_once on technician_shift (technician_id, day) where removed_at is null;
create index technician_shift_day on technician_shift (day) where removed_at is null;
${operators('time_slot', `
  from_minute bigint not null check (from_minute between 0 and 1439),
  to_minute bigint not null check (to_minute <= 1440),
  active boolean not null,
  constraint time_slot_length check (to_minute > from_minute)`)}
${operators('work_type', `
  code text not null unique,
  names jsonb not null,
  kind text not null check (kind in ('install', 'repair', 'change', 'pickup', 'survey')),
  minutes bigint not null check (minutes between 15 and 480),
  skills text[] not null,
  time_slot_ids text[] not null,
  priority bigint not null check (priority between 0 and 9),
  checklist jsonb not null,
  active boolean not null`)}

${customers('appointment', `
  reference text not null unique,
  work_type_id uuid not null,
  status text not null check (status in ('booked', 'confirmed', 'completed', 'cancelled', 'noShow', 'missed')),
  window_start timestamptz not null,
  window_end timestamptz not null,
  reason text,
  contact_name text,
  contact_phone text,
  language text not null,
  access_notes text,
  dogs boolean,
  adult_at_home boolean,
  has_gate_code boolean not null,
  contact_id uuid,
  booked_at timestamptz not null,
  booked_by text not null,
  confirmed_at timestamptz,
  confirmed_by text check (confirmed_by in ('customer', 'agent')),
  moves bigint not null check (moves >= 0),
  end_reason text check (end_reason in ('customerAsked', 'fixedWithoutVisit', 'outage', 'noTechnician', 'bookedTwice', 'other')),
  end_note text,
  constraint appointment_window check (window_end > window_start and window_end <= window_start + interval '24 hours'),
  constraint appointment_confirmed check ((confirmed_at is null) = (confirmed_by is null)),
  constraint appointment_cancelled check ((status = 'cancelled') = (end_reason is not null))`)}
create index appointment_window_start on appointment (window_start) where removed_at is null;

${customers('work_order', `
  reference text not null unique,
  appointment_id uuid,
  follow_up_of uuid,
  work_type_id uuid not null,
  minutes bigint not null check (minutes between 15 and 480),
  skills text[] not null,
  priority bigint not null check (priority between 0 and 9),
  status text not null check (status in ('planned', 'onTheWay', 'inProgress', 'completed', 'notDone', 'cancelled')),
  technician_id uuid,
  planned_start timestamptz,
  planned_end timestamptz,
  travel_seconds bigint check (travel_seconds >= 0),
  pinned boolean not null,
  latitude double precision,
  longitude double precision,
  city text,
  postal_code text,
  node text,
  on_the_way_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  checklist jsonb not null,
  parts jsonb not null,
  photos text[] not null,
  outcome text check (outcome in ('done', 'needsFollowUp', 'noAccess', 'customerAbsent', 'unsafe', 'missingParts', 'plantFault', 'other')),
  outcome_note text,
  signature text,
  follow_up text,
  findings text[] not null,
  run_id uuid,
  constraint work_order_planned check (
    (technician_id is null) = (planned_start is null) and (planned_start is null) = (planned_end is null)
    and (planned_start is null or (planned_end > planned_start and planned_end <= planned_start + interval '12 hours')))`)}
-- A promise is kept by one job at a time.
create unique index work_order_of_appointment on work_order (appointment_id) where appointment_id is not null and status <> 'cancelled' and removed_at is null;
create index work_order_planned_start on work_order (planned_start) where removed_at is null and planned_start is not null;
create index work_order_technician on work_order (technician_id, planned_start) where removed_at is null and technician_id is not null;
create index work_order_open on work_order (id) where technician_id is null and status = 'planned' and removed_at is null;

-- Each minute of a technician is given once: to a job, whose row the trigger below keeps, or for five minutes to a caller who is about to book.
-- Whoever changes several jobs at once says "set constraints technician_time_once deferred", and "immediate" before it is done.
create table technician_time (
  id uuid primary key,
  technician_id uuid not null references technician (id),
  span tstzrange not null check (not isempty(span) and not lower_inf(span) and not upper_inf(span)),
  kind text not null check (kind in ('job', 'hold')),
  -- Of a hold: for whom, and for what.
  customer_id uuid,
  agent_id uuid,
  contact_id uuid,
  link_id uuid,
  work_type_id uuid,
  window_start timestamptz,
  window_end timestamptz,
  held_at timestamptz,
  expires_at timestamptz,
  constraint technician_time_hold check ((kind = 'hold') = (expires_at is not null) and (kind = 'hold') = (customer_id is not null)),
  constraint technician_time_once exclude using gist (technician_id with =, span with &&) deferrable initially immediate
);
create index technician_time_expires on technician_time (expires_at) where kind = 'hold';
create index technician_time_customer on technician_time (customer_id) where kind = 'hold';

create function keep_technician_time() returns trigger language plpgsql as $$
begin
  if new.technician_id is null or new.status = 'cancelled' or new.removed_at is not null then
    delete from technician_time where id = new.id;
  else
    insert into technician_time (id, technician_id, span, kind) values (new.id, new.technician_id, tstzrange(new.planned_start, new.planned_end), 'job')
      on conflict (id) do update set technician_id = excluded.technician_id, span = excluded.span;
  end if;
  return null;
end $$;
create trigger work_order_time_given after insert on work_order for each row execute function keep_technician_time();
create trigger work_order_time_changed after update on work_order for each row
  when ((old.technician_id, old.planned_start, old.planned_end, old.status, old.removed_at) is distinct from (new.technician_id, new.planned_start, new.planned_end, new.status, new.removed_at))
  execute function keep_technician_time();

-- Sealed by HEADEND_SECRETS_KEY.
create table appointment_gate_code (
  appointment_id uuid primary key references appointment (id),
  customer_id uuid not null,
  sealed text not null,
  set_at timestamptz not null
);
create trigger appointment_gate_code_of_nobody_erased after insert on appointment_gate_code referencing new table as added
  for each statement execute function refuse_rows_of_erased();
`,
}
