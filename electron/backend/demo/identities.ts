/**
 * Sign-ins of the demo's customers: most in use, some never used, some locked or frozen, some customers without one. By the
 * same book the same ones. One public password, hashed once for all, which opens them in a demo alone.
 */
import { sql, type RawBuilder } from 'kysely'
import { hashSecret } from '../secret-hash.ts'
import type { Transaction } from '../store/store.ts'

/** Shown on the customers' sign-in page of a demo, so no secret. */
export const DEMO_CUSTOMER_PASSWORD = 'demo customer password'

/** 0 to 255 of a customer, the same in each book of the seed: two independent ones by the name. */
const dice = (name: string) => sql`get_byte(sha256(convert_to(${name} || customer.id::text, 'utf8')), 0)`
/** A UUID of version 8, made from words: the same in each book. */
const idFrom = (words: RawBuilder<unknown>) => sql`overlay(overlay(md5(${words}) placing '8' from 13) placing 'a' from 17)::uuid`

/** @param today the book's day: what is younger does not exist in it */
export async function insertDemoIdentities(trx: Transaction, today: string): Promise<void> {
  // A day and a time of day make an instant here: the same one wherever the database stands.
  await sql`set local time zone 'UTC'`.execute(trx)
  const passwordHash = await hashSecret(DEMO_CUSTOMER_PASSWORD)
  await insertIdentities(trx, today, passwordHash)
  await insertEvents(trx, today)
  await insertLocks(trx, today)
  await insertBelongings(trx, today)
}

/** `ana.rivera`, `ana.rivera.2`, …: of customers who are not new. The showpieces, who are the first ten, all have one in use. */
async function insertIdentities(trx: Transaction, today: string, passwordHash: string): Promise<void> {
  await sql`
    insert into digital_identity (id, customer_id, user_name, password_hash, created_at, password_changed_at, frozen_at, password_forced_at, demo)
    select ${idFrom(sql`'identity' || named.id::text`)}, id, base || case when twin = 1 then '' else '.' || twin end, ${passwordHash}, made, made,
      case when not showpiece and fate between 1 and 2 then (${today}::date - 1)::timestamptz + interval '15 hours 20 minutes' end,
      case when not showpiece and fate between 3 and 4 then (${today}::date - 2)::timestamptz + interval '17 hours 5 minutes' end, true
    from (
      select id, base, fate, showpiece, row_number() over (partition by base order by id) as twin,
        greatest(customer_since::timestamptz + interval '2 days', (${today}::date - 900)::timestamptz) + interval '18 hours' as made
      from (
        select id, customer_since, ${dice('fate')} as fate, row_number() over (order by id) <= 10 as showpiece,
          left(coalesce(nullif(regexp_replace(lower(concat_ws('.', given_name, family_name, organization_name)), '[^a-z.]', '', 'g'), ''), 'customer'), 30) as base
        from customer where removed_at is null and status <> 'pending'
      ) plain
      where (showpiece or fate >= 1 and get_byte(sha256(convert_to('has' || id::text, 'utf8')), 0) >= 36) and length(base) >= 4 and customer_since < ${today}::date - 3
    ) named`.execute(trx)
}

const signsIn = sql`(row_number <= 10 or fate >= 24)`
const devices = sql`(array['Chrome, Windows', 'Safari, iOS', 'Chrome, Android', 'Safari, macOS', 'Firefox, Windows', 'Microsoft Edge, Windows'])`
/** Identities with what is drawn for each. */
const people = sql`(
  select identity.id as identity_id, identity.customer_id, identity.created_at, ${dice('fate')} as fate, ${dice('habit')} as habit, row_number() over (order by customer.id),
    concat_ws(', ', customer.city, customer.state_or_province) as place
  from digital_identity identity join customer on customer.id = identity.customer_id where identity.demo)`

/** The making of it, and of those who use it the last sign-ins: at home, by a device or two. */
async function insertEvents(trx: Transaction, today: string): Promise<void> {
  await sql`
    insert into identity_event (id, customer_id, at, kind, place, device)
    select ${idFrom(sql`'created' || identity_id::text`)}, customer_id, created_at, 'created', place, (${devices})[1 + habit % 6] from ${people} people`.execute(trx)
  await sql`
    insert into identity_event (id, customer_id, at, kind, place, device)
    select ${idFrom(sql`'signedIn' || number || identity_id::text`)}, customer_id,
      (${today}::date - 1 - (habit % 9) - number * (3 + habit % 21))::timestamptz + interval '14 hours' + (habit % 6) * interval '67 minutes', 'signedIn', place, (${devices})[1 + (habit + number % 2) % 6]
    from ${people} people, generate_series(0, 2) number where ${signsIn}`.execute(trx)
}

/** Locked for good in the last days, by wrong passwords from somewhere. */
async function insertLocks(trx: Transaction, today: string): Promise<void> {
  const first = sql`(${today}::date - 1)::timestamptz + interval '12 hours' + (habit % 200) * interval '1 minute'`
  await sql`
    insert into sign_in_lockout (subject, identity_id, failures, first_failure_at, last_failure_at, temporary_locks, permanent, everywhere, wrong_passwords)
    select sha256(convert_to('identity:' || identity_id::text, 'utf8')), identity_id, 15, ${first}, ${first} + interval '58 minutes', 11, true, true, 15
    from ${people} people where row_number > 10 and fate between 5 and 9`.execute(trx)
  await sql`
    insert into identity_event (id, customer_id, at, kind, place, device)
    select ${idFrom(sql`kind || number || identity_id::text`)}, customer_id, ${first} + number * interval '145 seconds', kind, '198.51.100.x', 'Chrome, Windows'
    from ${people} people, generate_series(1, 15) number, lateral (select 'wrongPassword' as kind union all select 'lockedForGood' where number = 15) kinds
    where row_number > 10 and fate between 5 and 9`.execute(trx)
}

/** Remembered devices of two in five, a second step of one in seven. */
async function insertBelongings(trx: Transaction, today: string): Promise<void> {
  await sql`
    insert into identity_device (id, identity_id, token_hash, name, place, added_at, last_used_at, expires_at, signs_in)
    select ${idFrom(sql`'device' || identity_id::text`)}, identity_id, sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'utf8')), (${devices})[1 + habit % 6], place,
      (${today}::date - 60)::timestamptz, (${today}::date - 1 - habit % 9)::timestamptz + interval '14 hours', (${today}::date + 29 - habit % 9)::timestamptz, true
    from ${people} people where ${signsIn} and habit % 5 < 2`.execute(trx)
  await sql`
    insert into identity_factor (id, identity_id, kind, state, added_at)
    select ${idFrom(sql`'factor' || identity_id::text`)}, identity_id, case when habit % 2 = 0 then 'sms' else 'email' end, 'active', created_at + interval '1 day'
    from ${people} people where ${signsIn} and row_number > 10 and habit % 7 = 0`.execute(trx)
}
