import type { Migration } from '../migrate.ts'

/** What a hold promises the visit that comes of it, and links by which customers confirm, move or cancel their visit. */
export const visitHoldsMigration: Migration = {
  version: 37,
  name: 'visit holds',
  sql: `
alter table technician_time add column skills text[], add column travel_seconds bigint check (travel_seconds >= 0);

-- A hold that is over is nobody's, whoever comes for the time: those who ask by the product's clock forget it before; here the database's own is the last word.
create or replace function keep_technician_time() returns trigger language plpgsql as $$
begin
  if new.technician_id is null or new.status = 'cancelled' or new.removed_at is not null then
    delete from technician_time where id = new.id;
  else
    delete from technician_time where kind = 'hold' and technician_id = new.technician_id and expires_at <= now();
    insert into technician_time (id, technician_id, span, kind) values (new.id, new.technician_id, tstzrange(new.planned_start, new.planned_end), 'job')
      on conflict (id) do update set technician_id = excluded.technician_id, span = excluded.span;
  end if;
  return null;
end $$;

-- The token is in the message and, hashed, here. A newer one ends the one before.
create table visit_link (
  id uuid primary key,
  appointment_id uuid not null references appointment (id),
  customer_id uuid not null,
  token_hash bytea not null unique,
  sent_at timestamptz not null,
  opened_at timestamptz,
  ended_at timestamptz
);
create unique index visit_link_live on visit_link (appointment_id) where ended_at is null;
create index visit_link_customer on visit_link (customer_id);
create trigger visit_link_of_nobody_erased after insert on visit_link referencing new table as added
  for each statement execute function refuse_rows_of_erased();
`,
}
