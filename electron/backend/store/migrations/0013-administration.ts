import type { Migration } from '../migrate.ts'

/** Reasons and limits are kept by administrators: each change upon a version. Who reversed a charge has given that much. */
export const administrationMigration: Migration = {
  version: 13,
  name: 'administration',
  sql: `
alter table adjustment_reason add column version bigint not null default 1, add column changed_at timestamptz, add column changed_by text;
alter table adjustment_limit add column version bigint not null default 1, add column changed_at timestamptz, add column changed_by text;
-- Null of what was reversed before: it counted towards nothing then.
alter table adjustment add column reversed_by_id uuid;
create index adjustment_reversed on adjustment (customer_id, reversed_at) where state = 'reversed' and direction = 'charge';
create index adjustment_reversed_by on adjustment (reversed_by_id, reversed_at) where reversed_by_id is not null;
insert into role_permission (role, permission) values ('administrator', 'administration.money');
`,
}
