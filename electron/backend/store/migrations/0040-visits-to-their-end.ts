import type { Migration } from '../migrate.ts'

/** Visits to which nobody came: an outcome of their own, and why nobody has to come any more. And the language that the technician has to speak, which was forgotten with the hold. And what came of the visits of a trouble ticket, and the town of a plant's node. And what Headend finds by itself about outages, as facts in place of English words. */
export const visitsToTheirEndMigration: Migration = {
  version: 40,
  name: 'visits to their end',
  sql: `
alter table work_order drop constraint work_order_outcome_check;
alter table work_order add constraint work_order_outcome_check
  check (outcome in ('done', 'needsFollowUp', 'noAccess', 'customerAbsent', 'unsafe', 'missingParts', 'plantFault', 'other', 'nobodyCame'));
-- Of a missed one too: what was agreed on the phone afterwards.
alter table appointment drop constraint appointment_cancelled;
alter table appointment add constraint appointment_cancelled check (case status when 'cancelled' then end_reason is not null when 'missed' then true else end_reason is null end);
create index appointment_window_over on appointment (window_end) where status in ('booked', 'confirmed') and removed_at is null;
create index work_order_nobody_came on work_order (appointment_id) where outcome = 'nobodyCame' and removed_at is null;
create index work_order_follow_up_of on work_order (follow_up_of) where follow_up_of is not null;

alter table trouble_ticket add column visits jsonb not null default '{"list": []}';
alter table plant_element add column city text;
alter table service_problem add column evidence_facts jsonb;
alter table service_problem_update add column facts jsonb;
alter table work_order add column speaks text;
alter table technician_time add column speaks text;
create or replace function keep_technician_time() returns trigger language plpgsql as $$
begin
  if new.technician_id is null or new.status = 'cancelled' or new.removed_at is not null then
    delete from technician_time where id = new.id;
  else
    delete from technician_time where kind = 'hold' and technician_id = new.technician_id and expires_at <= now();
    insert into technician_time (id, technician_id, span, kind) values (new.id, new.technician_id, tstzrange(new.planned_start, new.planned_end), 'job')
      on conflict (id) do update set technician_id = excluded.technician_id, span = excluded.span, kind = 'job', customer_id = null, agent_id = null, contact_id = null, link_id = null,
        work_type_id = null, window_start = null, window_end = null, held_at = null, expires_at = null, skills = null, speaks = null, travel_seconds = null;
  end if;
  return null;
end $$;
`,
}
