/**
 * Fifty secrets that no desk may have while its caller is not known: what the backend holds of customers, each told apart by a text of
 * its own, and what an agent types. Beside them what a desk must have, so that the search is known to find.
 */
import pg from 'pg'
import { hashSecret } from '../../../electron/backend/secret-hash.ts'
import { seededPick } from '../../bench/support/seeded.ts'

export type Canary = { kind: string; text: string }
export type Subject = { id: string; accountNumber: string; name: string }

/** Digits without a meaning, as long as is said; the first is none that a number begins with by chance. */
export function digitsFrom(pick: (below: number) => number, length: number): string {
  return Array.from({ length }, (_, at) => String(at === 0 ? 2 + pick(8) : pick(10))).join('')
}

/** ISO/IEC 7812: with its check digit, so that it is taken for a card's. */
export function cardNumber(pick: (below: number) => number): string {
  const body = `4${digitsFrom(pick, 14)}`
  const sum = [...body].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return `${body}${(10 - (sum % 10)) % 10}`
}

export type Secrets = { planted: Canary[]; pins: string[]; cards: string[]; subjects: Subject[]; note: string }

/** Into the accounts of the first three customers. */
export async function plantSecrets(databaseUrl: string, seed: number): Promise<Secrets> {
  const pick = seededPick(seed)
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows: subjects } = await client.query<Subject>(`select id, account_number as "accountNumber", coalesce(family_name, organization_name) as name from customer
      where status = 'active' and family_name ~ '^[A-Za-z]{4,}$' order by account_number limit 3`)
    const planted: Canary[] = []
    const plant = async (kind: string, count: number, make: () => string | Promise<string>, sql: string): Promise<void> => {
      for (let at = 0; at < count; at += 1) {
        const text = await make()
        planted.push({ kind, text })
        await client.query(sql, [subjects[at % subjects.length]?.id, text])
      }
    }
    const word = (kind: string) => () => `secret-${kind}-${digitsFrom(pick, 12)}`
    const phone = () => `+1914555${digitsFrom(pick, 7)}`
    await plant('call detail', 9, phone, `insert into call_record (id, customer_id, line, direction, other_number, started_at, seconds) values (gen_random_uuid(), $1, '+19145550100', 'outgoing', $2, now() - interval '1 day', 61)`)
    // Of longer ago than a day: until then it is the number that a call-back goes to, which the window names.
    await plant('former phone', 5, phone, `insert into contact_medium_former (contact_medium_id, customer_id, medium_type, use, value, since, until) values (gen_random_uuid(), $1, 'phone', 'mobile', $2, now() - interval '1 year', now() - interval '3 days')`)
    // One that can be compared with, or what an agent types would never be judged.
    await plant('PIN hash', 3, () => hashSecret(digitsFrom(pick, 9)), `insert into account_pin (customer_id, pin_hash, set_at) values ($1, $2, now())`)
    await plant('payment token', 6, word('token'), `with method as (insert into payment_method (id, customer_id, version, kind, brand, last_four, state, is_default, added_at)
      values (gen_random_uuid(), $1, 1, 'card', 'Visa', '4242', 'active', false, now()) returning id) insert into payment_method_token (payment_method_id, token) select id, $2 from method`)
    await plant('link in a message', 4, word('link'), `with message as (insert into communication_message (id, customer_id, version, at, channel, template, language, recipient, state, sent_at)
      values (gen_random_uuid(), $1, 1, now(), 'email', 'payLink', 'en', 'a···@example.org', 'sent', now()) returning id)
      insert into message_dispatch (message_id, recipient, params, state, not_before) select id, $2::text || '@example.org', json_build_object('link', $2::text), 'kept', now() from message`)
    await plant('password hash', 3, word('password'), `insert into digital_identity (id, customer_id, user_name, password_hash, created_at, password_changed_at) values (gen_random_uuid(), $1, 'user-' || gen_random_uuid(), $2, now(), now())`)
    await plant('device', 3, word('device'), `insert into identity_device (id, identity_id, token_hash, name, place, added_at, last_used_at, expires_at, signs_in)
      select gen_random_uuid(), id, sha256($2::text::bytea), $2, 'Yonkers', now(), now(), now() + interval '1 day', true from digital_identity where customer_id = $1`)
    await plant('second factor', 3, () => `v1.${word('factor')()}`, `insert into identity_factor (id, identity_id, kind, secret, state, added_at) select gen_random_uuid(), id, 'totp', $2, 'active', now() from digital_identity where customer_id = $1`)
    return { planted, subjects, pins: Array.from({ length: 6 }, () => digitsFrom(pick, 10)), cards: Array.from({ length: 8 }, () => cardNumber(pick)), note: `Asked about the bill ${digitsFrom(pick, 9)}` }
  } finally {
    await client.end()
  }
}
