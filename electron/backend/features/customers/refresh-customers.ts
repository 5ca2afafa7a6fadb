/**
 * The keys by which a customer is found live in their media, equipment and addresses; the customer row and the
 * search index carry copies. This is the one place that makes the copies: set based, for one customer or for all.
 */
import { sql, type RawBuilder } from 'kysely'
import type { Transaction } from '../../store/store.ts'

type Which = 'all' | readonly string[]

/**
 * @param today `2026-11-23`: decides which service address is current.
 * @returns ids of the customer rows that changed; null for `all`.
 */
export async function refreshCustomers(trx: Transaction, which: Which, { today }: { today: string }): Promise<string[] | null> {
  const changed = await refreshRows(trx, which, today)
  await refreshIndex(trx, which)
  await refreshVocabulary(trx, which)
  return which === 'all' ? null : changed
}

const among = (which: Which, column: string): RawBuilder<unknown> =>
  which === 'all' ? sql`true` : sql`${sql.raw(column)} = any(${which}::uuid[])`

/** Lists are as long as the contract allows: 20 phones, 20 e-mails, 40 pieces of equipment. */
async function refreshRows(trx: Transaction, which: Which, today: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with media as (
      select customer_id,
        (array_agg(value order by preferred desc, valid_from, id) filter (where medium_type = 'phone'))[1:20] as phones,
        (array_agg(value order by preferred desc, valid_from, id) filter (where medium_type = 'email'))[1:20] as emails
      from (select distinct on (customer_id, medium_type, value) * from contact_medium
            where removed_at is null and ${among(which, 'customer_id')}
            order by customer_id, medium_type, value, preferred desc, valid_from) once
      group by customer_id
    ), devices as (
      select customer_id, (array_agg(distinct number))[1:40] as equipment_ids
      from equipment, lateral (values (mac_address), (serial_number)) as numbers(number)
      where removed_at is null and number is not null and ${among(which, 'customer_id')}
      group by customer_id
    ), home as (
      select distinct on (customer_id) * from address
      where removed_at is null and role = 'service' and ${among(which, 'customer_id')}
      order by customer_id, ((valid_from is null or valid_from <= ${today}::date) and (valid_to is null or valid_to >= ${today}::date)) desc,
        valid_to desc nulls first, valid_from desc nulls last, id
    ), wanted as (
      select customer.id, house_number, street, unit, city, state_or_province, postal_code, latitude, longitude, node,
        coalesce(phones, '{}') as phones, coalesce(emails, '{}') as emails, coalesce(equipment_ids, '{}') as equipment_ids
      from (select id from customer where ${among(which, 'id')}) customer
      left join media on media.customer_id = customer.id
      left join devices on devices.customer_id = customer.id
      left join home on home.customer_id = customer.id
    )
    update customer set version = version + 1,
      house_number = w.house_number, street = w.street, unit = w.unit, city = w.city, state_or_province = w.state_or_province,
      postal_code = w.postal_code, latitude = w.latitude, longitude = w.longitude, node = w.node,
      phones = w.phones, emails = w.emails, equipment_ids = w.equipment_ids
    from wanted w
    where customer.id = w.id and (
      customer.house_number, customer.street, customer.unit, customer.city, customer.state_or_province, customer.postal_code,
      customer.latitude, customer.longitude, customer.node, customer.phones, customer.emails, customer.equipment_ids
    ) is distinct from (
      w.house_number, w.street, w.unit, w.city, w.state_or_province, w.postal_code,
      w.latitude, w.longitude, w.node, w.phones, w.emails, w.equipment_ids)
    ${which === 'all' ? sql`` : sql`returning customer.id`}`.execute(trx)
  return rows.map((row) => row.id)
}

/** Words of names and places; account, e-mails and equipment also whole, without their separators. */
async function refreshIndex(trx: Transaction, which: Which): Promise<void> {
  await sql`
    insert into customer_search (customer_id, words, phones)
    select id,
      array_to_tsvector(array(
        select distinct search_words(concat_ws(' ', given_name, family_name, organization_name, house_number, street, unit, city,
          state_or_province, postal_code, account_number, regexp_replace(account_number, '[^[:alnum:]]', '', 'g'),
          array_to_string(emails, ' '), array_to_string(equipment_ids, ' '),
          regexp_replace(array_to_string(emails || equipment_ids, ' '), '[^[:alnum:] ]', '', 'g'))))),
      array_to_string(phones, ' ')
    from customer where removed_at is null and ${among(which, 'id')}
    on conflict (customer_id) do update set words = excluded.words, phones = excluded.phones
      where (customer_search.words, customer_search.phones) is distinct from (excluded.words, excluded.phones)`.execute(trx)
  await sql`delete from customer_search using customer
    where customer.id = customer_id and removed_at is not null and ${among(which, 'customer_id')}`.execute(trx)
}

/** Letters only, long enough to be mistyped and still recognised. */
async function refreshVocabulary(trx: Transaction, which: Which): Promise<void> {
  await sql`
    insert into search_word (word)
    select distinct word from (select distinct concat_ws(' ', given_name, family_name, organization_name, street, city) as text
      from customer where ${among(which, 'id')}) texts, search_words(text) as word
    where word ~ '^[^0-9]{4,40}$'
    on conflict do nothing`.execute(trx)
}
