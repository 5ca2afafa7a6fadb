import type { Migration } from '../migrate.ts'

/** In which nothing of an erased customer begins anew. Not `account_change`, `loyalty_*` and the books, to which the erasure itself or the clock may add. */
const closed = [
  'contact_medium', 'address', 'alert', 'characteristics', 'payment_method', 'payment_link', 'product', 'equipment', 'usage_consumption', 'usage_alert', 'usage_alert_event', 'usage_day',
  'interaction', 'party_interaction', 'communication_message', 'call_record', 'digital_identity', 'identity_link', 'account_pin', 'verification_code',
]

/**
 * Who was erased on request, and what keeps it so: the commands refuse by the customer's lock (features/customers/customers.queries.ts),
 * and whatever comes past them is refused here. A look for each statement, not for each row, so that a fill costs the same.
 */
export const erasureMigration: Migration = {
  version: 29,
  name: 'erasure',
  sql: `
create table customer_erasure (
  customer_id uuid primary key,
  erased_at timestamptz not null,
  erased_by uuid not null references agent (id),
  basis text not null check (basis in ('gdpr', 'ccpa', 'policy')),
  requested_on date not null,
  -- The books at least until then.
  kept_until date not null
);
create trigger customer_erasure_append_only before update or delete or truncate on customer_erasure
  for each statement execute function refuse_audit_change();

create function keep_erased() returns trigger language plpgsql as $$
begin
  raise exception 'this customer was erased' using errcode = 'insufficient_privilege';
end $$;
create trigger customer_stays_erased before update on customer for each row
  when (old.status = 'erased' and (to_jsonb(old) - 'changed_xid' - 'version') is distinct from (to_jsonb(new) - 'changed_xid' - 'version'))
  execute function keep_erased();

create function refuse_rows_of_erased() returns trigger language plpgsql as $$
begin
  if exists (select from added join customer_erasure using (customer_id)) then
    raise exception 'this customer was erased' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
${closed.map((table) => `create trigger ${table}_of_nobody_erased after insert on ${table} referencing new table as added
  for each statement execute function refuse_rows_of_erased();`).join('\n')}

-- Points stay what they were; what somebody wrote beside them goes with the customer.
create function refuse_points_change_but_erasure() returns trigger language plpgsql as $$
begin
  if (to_jsonb(old) - array['changed_xid', 'comment', 'removed_at']) is distinct from (to_jsonb(new) - array['changed_xid', 'comment', 'removed_at'])
    or (new.comment is not null and new.comment is distinct from old.comment)
    or not exists (select from customer_erasure where customer_id = old.customer_id)
  then
    raise exception 'points only grow by transactions' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
drop trigger loyalty_transaction_unchanged on loyalty_transaction;
create trigger loyalty_transaction_unchanged before update on loyalty_transaction
  for each row when ((to_jsonb(old) - 'changed_xid') is distinct from (to_jsonb(new) - 'changed_xid')) execute function refuse_points_change_but_erasure();

insert into role_permission (role, permission) values ('administrator', 'privacy.erase');
`,
}
