import type { Migration } from '../migrate.ts'

/** Links to the day of a technician. */
export const technicianDayLinksMigration: Migration = {
  version: 39,
  name: 'technician day links',
  sql: `
-- The token is with whoever was given the link and, hashed, here. A newer one of the same day ends the one before. Nothing of a customer is in it.
create table technician_day_link (
  id uuid primary key,
  technician_id uuid not null references technician (id),
  day date not null,
  token_hash bytea not null unique,
  made_at timestamptz not null,
  made_by text not null,
  agent_id uuid not null references agent (id),
  expires_at timestamptz not null,
  opened_at timestamptz,
  openings bigint not null default 0,
  ended_at timestamptz,
  constraint technician_day_link_expires check (expires_at > made_at),
  constraint technician_day_link_opened check (openings >= 0 and (openings > 0) = (opened_at is not null))
);
create unique index technician_day_link_live on technician_day_link (technician_id, day) where ended_at is null;
`,
}
