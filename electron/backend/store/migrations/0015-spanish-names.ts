import type { Migration } from '../migrate.ts'

/**
 * What a tax and what more data is called in Spanish, beside the name that stands on the bill; null where nobody has said it.
 * Offerings, fees and reasons have both names already.
 */
export const spanishNamesMigration: Migration = {
  version: 15,
  name: 'spanish-names',
  sql: `
alter table tax_rate add column spanish text check (length(spanish) between 1 and 120);
alter table usage_top_up_offer add column spanish text check (length(spanish) between 1 and 120);
`,
}
