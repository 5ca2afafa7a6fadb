import type { Migration } from '../migrate.ts'

/**
 * The audit as a chain: each entry has a position without gaps, and a hash over its content and the hash before. The form
 * is described in features/audit/README.md; features/audit/audit-form.ts computes the same apart from the database.
 *
 * The seal is made by a deferred trigger, at the very end of the transaction: the lock that keeps the order is held for
 * the commit alone, nobody waits for a row while holding it, and no entry is ever seen without its seal.
 */
export const auditChainMigration: Migration = {
  version: 16,
  name: 'audit chain',
  sql: `
alter table audit_entry
  drop column previous_hash,
  drop column hash,
  -- The contact (PartyInteraction) in which it happened, how well its caller was known, and why somebody passed the gate.
  add column contact_id uuid,
  add column verification text check (verification in ('unverified', 'verified', 'verifiedByCallback')),
  add column override text check (length(override) between 1 and 500);

-- Found in the order of time, newest first.
drop index audit_entry_customer;
drop index audit_entry_agent;
create index audit_entry_at on audit_entry (at, seq);
create index audit_entry_customer on audit_entry (customer_id, at, seq) where customer_id is not null;
create index audit_entry_agent on audit_entry (agent_id, at, seq) where agent_id is not null;
create index audit_entry_action on audit_entry (action, at, seq);
create index audit_entry_contact on audit_entry (contact_id, at, seq) where contact_id is not null;
create index audit_entry_refused on audit_entry (at, seq) where outcome = 'refused';
create index audit_entry_override on audit_entry (at, seq) where override is not null;

-- Names this log in its checkpoints.
create table audit_chain (
  singleton boolean primary key default true check (singleton),
  id uuid not null default gen_random_uuid()
);
insert into audit_chain default values;

create table audit_seal (
  position bigint primary key check (position >= 1),
  entry_id uuid not null unique,
  form smallint not null,
  -- SHA-256 of the entry's content, and of that with the hash of the position before.
  content_hash bytea not null check (length(content_hash) = 32),
  hash bytea not null check (length(hash) = 32)
);

-- A field of the canonical form: its length in bytes and itself, so that no two contents have one text.
create function audit_field(value text) returns text language sql immutable as $$
  select case when value is null then '-;' else octet_length(value) || ':' || value || ';' end
$$;

create function audit_content_hash_1(entry audit_entry) returns bytea language sql stable as $$
  select sha256(convert_to('headend-audit-1;' ||
    audit_field(entry.seq::text) || audit_field(entry.id::text) ||
    audit_field(to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ||
    audit_field(entry.agent_id::text) || audit_field(entry.session_id::text) || audit_field(entry.action) ||
    audit_field(entry.customer_id::text) || audit_field(entry.command_id::text) || audit_field(entry.contact_id::text) ||
    audit_field(entry.verification) || audit_field(entry.override) ||
    audit_field(entry.outcome) || audit_field(entry.error_code) || audit_field(entry.detail::text), 'UTF8'))
$$;

create function append_audit_seal(entry audit_entry) returns void language plpgsql as $$
declare
  content bytea := audit_content_hash_1(entry);
  head record;
  last_position bigint := 0;
  last_hash bytea := decode(repeat('00', 32), 'hex');
begin
  -- Whoever waited here must see what the one before committed: a snapshot of the whole transaction would not.
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'audit entries are written at read committed' using errcode = 'active_sql_transaction';
  end if;
  perform pg_advisory_xact_lock(7810451);
  select position, hash into head from audit_seal order by position desc limit 1;
  if found then
    last_position := head.position;
    last_hash := head.hash;
  end if;
  insert into audit_seal (position, entry_id, form, content_hash, hash)
  values (last_position + 1, entry.id, 1, content,
    sha256(convert_to('headend-chain-1;' || (last_position + 1) || ';', 'UTF8') || last_hash || content));
end $$;

create function seal_audit_entry() returns trigger language plpgsql as $$
begin
  perform append_audit_seal(new);
  return null;
end $$;

-- What is there already, in its order. A cursor reads it: no more than some rows are held at once.
do $$
declare
  entry audit_entry;
begin
  for entry in select * from audit_entry order by seq loop
    perform append_audit_seal(entry);
  end loop;
end $$;

create constraint trigger audit_entry_sealed after insert on audit_entry
  deferrable initially deferred for each row execute function seal_audit_entry();
create trigger audit_seal_append_only before update or delete or truncate on audit_seal
  for each statement execute function refuse_audit_change();
create trigger audit_chain_kept before update or delete or truncate on audit_chain
  for each statement execute function refuse_audit_change();
`,
}
