import type { Migration } from '../migrate.ts'

/**
 * Which customers came from an operator's file, and the hash of the row that they came from: a row that says what
 * it said before is left alone, so that what agents wrote since stays.
 */
export const importMigration: Migration = {
  version: 4,
  name: 'import',
  sql: `
create table import_source (
  customer_id uuid primary key,
  row_hash text not null,
  imported_at timestamptz not null
);
`,
}
