import type { Migration } from '../migrate.ts'

/** What somebody approved in a day counts towards their limit of it: the sum of one approver's day is read under locks, at each decision. */
export const approvedInADayMigration: Migration = {
  version: 22,
  name: 'approved in a day',
  sql: `
create index adjustment_decided_by on adjustment (decided_by_id, decided_at) where decided_by_id is not null;
`,
}
