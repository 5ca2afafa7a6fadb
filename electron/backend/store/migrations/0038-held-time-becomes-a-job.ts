import type { Migration } from '../migrate.ts'

/** A work order that is given the id of a hold takes its row over whole: before, it stayed a hold, which ends after five minutes and leaves the job without its time. */
export const heldTimeBecomesAJobMigration: Migration = {
  version: 38,
  name: 'held time becomes a job',
  sql: `
create or replace function keep_technician_time() returns trigger language plpgsql as $$
begin
  if new.technician_id is null or new.status = 'cancelled' or new.removed_at is not null then
    delete from technician_time where id = new.id;
  else
    delete from technician_time where kind = 'hold' and technician_id = new.technician_id and expires_at <= now();
    insert into technician_time (id, technician_id, span, kind) values (new.id, new.technician_id, tstzrange(new.planned_start, new.planned_end), 'job')
      on conflict (id) do update set technician_id = excluded.technician_id, span = excluded.span, kind = 'job', customer_id = null, agent_id = null, contact_id = null, link_id = null,
        work_type_id = null, window_start = null, window_end = null, held_at = null, expires_at = null, skills = null, travel_seconds = null;
  end if;
  return null;
end $$;

update technician_time set kind = 'job', customer_id = null, agent_id = null, contact_id = null, link_id = null, work_type_id = null, window_start = null, window_end = null, held_at = null,
  expires_at = null, skills = null, travel_seconds = null
  where kind = 'hold' and exists (select from work_order where work_order.id = technician_time.id);
`,
}
