import type { Migration } from '../migrate.ts'

/**
 * Points as a ledger of their own: transactions and their postings only grow, a batch's rest is the sum of its postings.
 * What a redemption is worth stands in the ledger of money as an entry of its own kind.
 */
export const rewardsMigration: Migration = {
  version: 10,
  name: 'rewards',
  sql: `
create table loyalty_transaction (
  id uuid primary key,
  customer_id uuid not null,
  version bigint not null check (version = 1),
  kind text not null check (kind in ('earned', 'earnedBack', 'goodwill', 'goodwillBack', 'redeemed', 'restored', 'expired')),
  points bigint not null check (points <> 0 and (points > 0) = (kind in ('earned', 'goodwill', 'restored'))),
  at timestamptz not null,
  by text,
  comment text,
  earned_for text check (earned_for in ('payment', 'billInTime')),
  source_id uuid,
  reverses uuid unique,
  billing_account_id uuid,
  amount bigint check (amount > 0),
  currency text,
  removed_at timestamptz,
  changed_xid xid8 not null default pg_current_xact_id(),
  check ((kind in ('restored', 'goodwillBack')) = (reverses is not null)),
  check ((earned_for is not null) = (kind in ('earned', 'earnedBack')) and (earned_for is null or source_id is not null)),
  check ((kind in ('redeemed', 'restored')) = (amount is not null) and num_nonnulls(amount, currency, billing_account_id) in (0, 3))
);
create index loyalty_transaction_customer on loyalty_transaction (customer_id, at);
create index loyalty_transaction_source on loyalty_transaction (source_id) where source_id is not null;
create index loyalty_transaction_feed on loyalty_transaction (changed_xid, id);
create trigger loyalty_transaction_changed before update on loyalty_transaction for each row execute function stamp_change();
-- A payment is rewarded once.
create unique index loyalty_transaction_once_per_payment on loyalty_transaction (source_id) where kind = 'earned' and earned_for = 'payment';

create table loyalty_batch (
  id uuid primary key,
  customer_id uuid not null,
  version bigint not null check (version >= 1),
  origin text not null check (origin in ('earned', 'goodwill')),
  transaction_id uuid not null,
  earned_on date not null,
  expires_on date not null check (expires_on >= earned_on),
  points bigint not null check (points > 0),
  -- Never below nothing, whatever the code does.
  remaining bigint not null check (remaining between 0 and points),
  given_by text,
  removed_at timestamptz,
  changed_xid xid8 not null default pg_current_xact_id()
);
create index loyalty_batch_customer on loyalty_batch (customer_id, expires_on);
create index loyalty_batch_feed on loyalty_batch (changed_xid, id);
create index loyalty_batch_ends on loyalty_batch (expires_on) where remaining > 0;
create trigger loyalty_batch_changed before update on loyalty_batch for each row execute function stamp_change();

create table loyalty_posting (
  transaction_id uuid not null references loyalty_transaction (id),
  batch_id uuid not null references loyalty_batch (id),
  points bigint not null check (points <> 0),
  primary key (transaction_id, batch_id)
);
create index loyalty_posting_batch on loyalty_posting (batch_id);

create function refuse_points_change() returns trigger language plpgsql as $$
begin
  raise exception 'points only grow by transactions' using errcode = 'insufficient_privilege';
end $$;
create trigger loyalty_posting_append_only before update or delete or truncate on loyalty_posting
  for each statement execute function refuse_points_change();
create trigger loyalty_transaction_append_only before delete or truncate on loyalty_transaction
  for each statement execute function refuse_points_change();
-- A restored database stamps its rows anew; what they say stays.
create trigger loyalty_transaction_unchanged before update on loyalty_transaction
  for each row when ((to_jsonb(old) - 'changed_xid') is distinct from (to_jsonb(new) - 'changed_xid')) execute function refuse_points_change();

-- Points that stand for money that did not stay: the payment was refunded or reversed, or the bill is open again, and what it
-- had earned could not be taken back, for it was spent. In proportion to what stays paid; a part of a point is no point.
create view loyalty_owed as
select * from (
  select earned.customer_id, earned.source_id, 'payment'::text as earned_for,
    (sum(earned.points) - case payment.state when 'reversed' then 0 else
      div(coalesce(sum(earned.points) filter (where earned.kind = 'earned'), 0) * greatest(0, payment.amount - given_back.amount), greatest(1, payment.amount)) end)::bigint as points
  from loyalty_transaction earned
  join payment on payment.id = earned.source_id
  cross join lateral (
    -- What is still on its way back is not back yet.
    select coalesce(sum(refund.amount), 0) as amount from payment refund
    where refund.customer_id = payment.customer_id and refund.refund_of = payment.id and refund.state = 'done' and refund.removed_at is null
  ) given_back
  where earned.earned_for = 'payment' and payment.removed_at is null and (payment.state = 'reversed' or payment.refunded > 0)
  group by earned.customer_id, earned.source_id, payment.id, payment.state, payment.amount, given_back.amount
  union all
  select earned.customer_id, earned.source_id, 'billInTime', sum(earned.points)::bigint
  from loyalty_transaction earned join customer_bill bill on bill.id = earned.source_id
  where earned.earned_for = 'billInTime' and bill.removed_at is null and bill.remaining > 0
  group by earned.customer_id, earned.source_id
) source where points > 0;

create table reward_rule (
  singleton boolean primary key default true check (singleton),
  version bigint not null default 1,
  currency text not null,
  earn_points bigint not null check (earn_points >= 0),
  earn_amount bigint not null check (earn_amount > 0),
  in_time_points bigint not null check (in_time_points >= 0),
  valid_days bigint not null check (valid_days >= 30),
  redeem_points bigint not null check (redeem_points > 0),
  redeem_amount bigint not null check (redeem_amount > 0),
  changed_at timestamptz,
  changed_by text
);
insert into reward_rule (currency, earn_points, earn_amount, in_time_points, valid_days, redeem_points, redeem_amount)
  values ('USD', 1, 100, 25, 365, 100, 100);

create table reward_limit (
  role text primary key,
  version bigint not null default 1,
  per_gift bigint not null check (per_gift >= 0),
  per_customer30_days bigint not null check (per_customer30_days >= 0),
  changed_at timestamptz,
  changed_by text
);
insert into reward_limit (role, per_gift, per_customer30_days) values ('agent', 500, 1000), ('seniorAgent', 1500, 3000), ('supervisor', 5000, 10000);

-- A redemption is a credit that the operator pays for by its programme, not by goodwill.
alter table ledger_entry drop constraint ledger_entry_kind_check;
alter table ledger_entry add constraint ledger_entry_kind_check
  check (kind in ('bill', 'payment', 'refund', 'adjustment', 'redemption', 'application', 'reversal'));
alter table ledger_posting drop constraint ledger_posting_debit_check, drop constraint ledger_posting_credit_check;
alter table ledger_posting
  add constraint ledger_posting_debit_check check (debit in ('receivable', 'unbilled', 'unapplied', 'revenue', 'tax', 'concession', 'rewards', 'cash')),
  add constraint ledger_posting_credit_check check (credit in ('receivable', 'unbilled', 'unapplied', 'revenue', 'tax', 'concession', 'rewards', 'cash'));

insert into role_permission (role, permission) values
  ('agent', 'rewards.give'), ('seniorAgent', 'rewards.give'), ('supervisor', 'rewards.give'),
  ('agent', 'rewards.redeem'), ('seniorAgent', 'rewards.redeem'), ('supervisor', 'rewards.redeem'),
  ('seniorAgent', 'rewards.reverse'), ('supervisor', 'rewards.reverse');
`,
}
