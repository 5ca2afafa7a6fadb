import type { Migration } from '../migrate.ts'

/** Promises stay with the problem that speaks, and with whoever is inside it; the history says where a problem was at each moment. */
export const outagePromisesMigration: Migration = {
  version: 32,
  name: 'outage promises',
  sql: `
alter table service_problem_report
  drop constraint service_problem_report_tell_check,
  add constraint service_problem_report_tell check (tell in ('waiting', 'told', 'unreached', 'notWanted', 'elsewhere'));

-- A part says nothing itself: what was promised for it is promised for the whole, once for each customer.
create temporary table promise_of_part on commit drop as
  select report.id, coalesce(problem.parent_id, problem.id) as speaker_id, row_number() over (
    partition by coalesce(problem.parent_id, problem.id), report.customer_id
    order by array_position(array['waiting', 'told', 'unreached', 'notWanted'], report.tell), problem.parent_id is not null, report.id) as place
  from service_problem_report report join service_problem problem on problem.id = report.problem_id where report.removed_at is null;
update service_problem_report set removed_at = now(), version = version + 1 from promise_of_part part where part.id = service_problem_report.id and part.place > 1;
update service_problem_report set problem_id = part.speaker_id, version = version + 1
  from promise_of_part part where part.id = service_problem_report.id and part.place = 1 and part.speaker_id <> service_problem_report.problem_id;

-- Of what was said before this, only where the problem is now is known.
alter table service_problem_update
  add column began_at timestamptz, add column services text[], add column nodes text[], add column drawn boolean;
alter table service_problem_update disable trigger service_problem_update_unchanged;
update service_problem_update set began_at = problem.began_at, services = problem.services, nodes = problem.nodes, drawn = problem.area is not null
  from service_problem problem where problem.id = service_problem_update.problem_id;
-- Of a problem that is not there.
update service_problem_update set began_at = at, services = '{}', nodes = '{}', drawn = false where began_at is null;
alter table service_problem_update enable trigger service_problem_update_unchanged;
alter table service_problem_update
  alter column began_at set not null, alter column services set not null, alter column nodes set not null, alter column drawn set not null;
`,
}
