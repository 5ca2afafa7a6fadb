import type { Migration } from '../migrate.ts'

/** A stream that belongs to no customer. No foreign keys, as with the customers' own: nothing is ever deleted, only marked. */
const operators = (name: string, columns: string): string => `
create table ${name} (
  id uuid primary key,
  version bigint not null check (version >= 1),
  ${columns},
  removed_at timestamptz,
  changed_xid xid8 not null default pg_current_xact_id()
);
create index ${name}_feed on ${name} (changed_xid, id);
create trigger ${name}_changed before update on ${name} for each row execute function stamp_change();`

const standing = `standing text not null check (standing in ('suspected', 'confirmed', 'dismissed', 'joined'))`
const phase = `phase text not null check (phase in ('reported', 'assessing', 'crewOnTheWay', 'repairing', 'restored', 'verified'))`

/** Outages and planned work (TMF656 ServiceProblem), what happened to them, and which customers called about them. */
export const outagesMigration: Migration = {
  version: 30,
  name: 'outages',
  sql: `
insert into role_permission (role, permission) values ('supervisor', 'outages.manage'), ('dispatcher', 'outages.manage');

create sequence service_problem_reference start 2001;
${operators('service_problem', `
  reference text not null unique,
  kind text not null check (kind in ('outage', 'maintenance')),
  ${standing},
  ${phase},
  phase_since timestamptz not null,
  cause text not null,
  services text[] not null check (cardinality(services) > 0 and services <@ array['internet', 'tv', 'phone']),
  nodes text[] not null,
  area jsonb,
  began_at timestamptz not null,
  estimated_restoration_at timestamptz,
  restored_at timestamptz,
  customers_affected bigint not null check (customers_affected >= 0),
  parent_id uuid references service_problem (id),
  evidence text,
  changed_at timestamptz not null,
  changed_by text not null,
  constraint service_problem_somewhere check (cardinality(nodes) > 0 or area is not null),
  -- One that speaks for others is itself spoken for by nobody: held with the trigger below.
  constraint service_problem_parent check ((standing = 'joined') = (parent_id is not null) and parent_id is distinct from id),
  constraint service_problem_over check ((phase in ('restored', 'verified')) = (restored_at is not null))`)}
create index service_problem_parts on service_problem (parent_id) where parent_id is not null;

create function keep_problems_flat() returns trigger language plpgsql as $$
begin
  if new.parent_id is not null and (
    exists (select from service_problem where id = new.parent_id and parent_id is not null)
    or exists (select from service_problem where parent_id = new.id)
  ) then
    raise exception 'a problem that speaks for others cannot be a part of one' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger service_problem_flat after insert or update of parent_id on service_problem
  deferrable initially deferred for each row execute function keep_problems_flat();

${operators('service_problem_update', `
  problem_id uuid not null,
  at timestamptz not null,
  by text not null,
  ${standing},
  ${phase},
  estimated_restoration_at timestamptz,
  customers_affected bigint not null,
  text text`)}
create index service_problem_update_problem on service_problem_update (problem_id, at);
create function refuse_history_change() returns trigger language plpgsql as $$
begin
  raise exception 'what was said of a problem stays' using errcode = 'insufficient_privilege';
end $$;
-- A database that is moved writes the rows anew, as they are.
create trigger service_problem_update_unchanged before update on service_problem_update for each row
  when ((to_jsonb(old) - 'changed_xid') is distinct from (to_jsonb(new) - 'changed_xid')) execute function refuse_history_change();
create trigger service_problem_update_kept before delete on service_problem_update for each row execute function refuse_history_change();

create table service_problem_report (
  id uuid primary key,
  customer_id uuid not null,
  version bigint not null check (version >= 1),
  problem_id uuid not null,
  at timestamptz not null,
  by text not null,
  contact_id uuid,
  tell text not null check (tell in ('waiting', 'told', 'unreached', 'notWanted')),
  told_at timestamptz,
  removed_at timestamptz,
  changed_xid xid8 not null default pg_current_xact_id(),
  constraint service_problem_report_told check ((tell = 'told') = (told_at is not null))
);
create index service_problem_report_customer on service_problem_report (customer_id);
create index service_problem_report_feed on service_problem_report (changed_xid, id);
create trigger service_problem_report_changed before update on service_problem_report for each row execute function stamp_change();
-- However many agents hear of it, the customer is told once.
create unique index service_problem_report_once on service_problem_report (problem_id, customer_id) where removed_at is null;
create index service_problem_report_waiting on service_problem_report (problem_id) where tell = 'waiting' and removed_at is null;
create trigger service_problem_report_of_nobody_erased after insert on service_problem_report referencing new table as added
  for each statement execute function refuse_rows_of_erased();

-- Who is inside: by the node, and by the place.
create index customer_node on customer (node) where removed_at is null and node is not null;
create index customer_place on customer (latitude, longitude) where removed_at is null and latitude is not null;
`,
}
