import type { Migration } from '../migrate.ts'

/** Of a visit at which nobody was home too: why nobody has to come any more. */
export const settledNoShowsMigration: Migration = {
  version: 48,
  name: 'settled no-shows',
  sql: `
alter table appointment drop constraint appointment_cancelled;
alter table appointment add constraint appointment_cancelled check (case when status = 'cancelled' then end_reason is not null when status in ('missed', 'noShow') then true else end_reason is null end);
`,
}
