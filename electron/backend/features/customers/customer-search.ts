/**
 * Search for desks that do not hold everybody. Whole words and identifiers come before beginnings of words; only
 * when neither finds anybody are typing errors forgiven, by way of the book's own vocabulary.
 */
import { sql, type RawBuilder } from 'kysely'
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import { readRows } from '../../store/rows.ts'
import type { Queryable } from '../../store/store.ts'
import { anyOf, forgiven, mayBeMistyped, termQuery, toTerms, typingDistance, wholeNumber, type Term } from './search-terms.ts'

/** Candidates that are ranked; a two-letter beginning may have a hundred thousand. */
const MAX_CANDIDATES = 500
/** Words of the book that one mistyped word may stand for. */
const MAX_MEANT = 20

/** @param limit 1 to MAX_SEARCH_HITS. */
export async function searchCustomers(db: Queryable, text: string, limit: number): Promise<Customer[]> {
  const terms = toTerms(text)
  if (terms.length === 0) return []
  const found = await findIds(db, wherever(text, terms), limit)
  const ids = found.length > 0 ? found : await findMistyped(db, terms, limit)
  const rows = new Map((await readRows(db, 'customer', ids)).map((row) => [row.id, row]))
  return ids.flatMap((id) => rows.get(id) ?? [])
}

type Where = { exact: RawBuilder<boolean>; begins: RawBuilder<boolean> }

function wherever(text: string, terms: readonly Term[]): Where {
  const exact = sql<boolean>`words @@ ${terms.map((term) => termQuery(term, { prefix: false })).join(' & ')}::tsquery`
  const each = sql<boolean>`(${sql.join(terms.map(beginsWith), sql` and `)})`
  const number = wholeNumber(text)
  return number === null ? { exact, begins: each } : { exact: sql`(${exact} or ${isNumber(number)})`, begins: sql`(${each} or ${inPhone(number)})` }
}

function beginsWith(term: Term): RawBuilder<boolean> {
  const words = sql<boolean>`words @@ ${termQuery(term, { prefix: true })}::tsquery`
  return term.digits === null ? words : sql`(${words} or ${inPhone(term.digits)})`
}

const inPhone = (digits: string): RawBuilder<boolean> => sql`phones like ${`%${digits}%`}`
/** The number and nothing else: an account number without its separators, or a phone with its country code or without. */
const isNumber = (digits: string): RawBuilder<boolean> =>
  sql`(words @@ ${anyOf([digits])}::tsquery or (phones like ${`%${digits}%`} and string_to_array(phones, ' ') && ${[`+${digits}`, `+1${digits}`]}::text[]))`

async function findIds(db: Queryable, { exact, begins }: Where, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select customer.id from (
      select customer_id, min(rank) as rank from (
        (select customer_id, 0 as rank from customer_search where ${exact} limit ${MAX_CANDIDATES})
        union all
        (select customer_id, 1 as rank from customer_search where ${begins} limit ${MAX_CANDIDATES})
      ) candidates group by customer_id
    ) ranked join customer on customer.id = customer_id
    order by rank, family_name, given_name, account_number limit ${limit}`.execute(db)
  return rows.map((row) => row.id)
}

async function findMistyped(db: Queryable, terms: readonly Term[], limit: number): Promise<string[]> {
  if (!terms.some(mayBeMistyped)) return []
  const queries = await Promise.all(terms.map(async (term) => (mayBeMistyped(term) ? meant(db, term) : termQuery(term, { prefix: true }))))
  const query = sql<boolean>`words @@ ${queries.join(' & ')}::tsquery`
  return findIds(db, { exact: query, begins: query }, limit)
}

/** The term as it is, or any word of the book that it may have been meant for. */
async function meant(db: Queryable, term: Term): Promise<string> {
  const word = term.joined
  const longest = forgiven(word) + 1
  // Two neighbours swapped count as two changes to the database and as one typing error to people.
  const { rows } = await sql<{ word: string }>`
    select word from search_word
    where length(word) between ${word.length - longest} and ${word.length + longest}
      and levenshtein_less_equal(word, ${word}, ${longest}) <= ${longest}`.execute(db)
  const near = rows.map((row) => ({ word: row.word, distance: typingDistance(row.word, word) }))
  const words = near.filter(({ distance }) => distance <= forgiven(word)).sort((a, b) => a.distance - b.distance)
  const asTyped = termQuery(term, { prefix: true })
  return words.length === 0 ? asTyped : `(${asTyped} | ${anyOf(words.slice(0, MAX_MEANT).map((each) => each.word))})`
}
