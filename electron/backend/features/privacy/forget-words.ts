/** The book's vocabulary, in which a mistyped word is looked up, holds the words of all rows: a rare name would stay in it for ever. */
import { sql } from 'kysely'
import type { Transaction } from '../../store/store.ts'

/** Words that the customer's names, places and history have now. */
export async function wordsOf(trx: Transaction, customerId: string): Promise<string[]> {
  const { rows } = await sql<{ word: string }>`
    select distinct word from (
      select concat_ws(' ', given_name, family_name, organization_name, street, city) as text from customer where id = ${customerId}
      union all select concat_ws(' ', street, city) from address where customer_id = ${customerId}
      union all select concat_ws(' ', before, after) from account_change where customer_id = ${customerId}
    ) texts, search_words(text) as word`.execute(trx)
  return rows.map(({ word }) => word)
}

/** Those that nobody in the index has any more. Words are letters and digits alone, so that they need no quoting. */
export async function forgetWords(trx: Transaction, words: readonly string[]): Promise<void> {
  await sql`delete from search_word where word = any(${words}::text[])
    and not exists (select from customer_search where words @@ ('''' || word || '''')::tsquery)`.execute(trx)
}
