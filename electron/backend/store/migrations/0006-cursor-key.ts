import type { Migration } from '../migrate.ts'

/**
 * The secret that signs cursors, one for each database, so that all its nodes know it. Cursors from before are not
 * signed: a new epoch lets each desk begin anew, and drop what was removed since its last look.
 */
export const cursorKeyMigration: Migration = {
  version: 6,
  name: 'cursor-key',
  // Two random UUIDs carry 244 random bits of the system's strong source; no extension is needed for them.
  sql: `
alter table meta add column cursor_key bytea not null
  default sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
update meta set epoch = substr(replace(gen_random_uuid()::text, '-', ''), 1, 12), epoch_since = now();
`,
}
