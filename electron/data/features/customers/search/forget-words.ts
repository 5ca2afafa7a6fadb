/** The words of one who was erased leave the vocabulary, in which they would otherwise stay for ever. */
import { run, type Db, type WritableDb } from '../../../database/statements.ts'
import { findById } from '../../../database/stream-tables.ts'
import { CustomerTerms } from './customer-terms.ts'
import { IdentifierLengths } from './identifier-lengths.ts'
import { flushSearchIndex } from './index-customers.ts'
import { Pairs } from './pairs.ts'
import { search } from './search.ts'
import type { SearchedRow } from './searched-fields.ts'

/** People who are looked at for the same word. A word that is taken away from more of them costs no more than a slip of the fingers that is not forgiven. */
const OTHERS = 50

function wordsOf(db: Db, row: SearchedRow): Set<string> {
  const words = new Set<string>()
  new CustomerTerms((word) => void words.add(word), new IdentifierLengths(db)).addTo(new Pairs(1_024), row, 0)
  return words
}

/** In the transaction in which the row left the table. What waits in memory is written first, or it would bring them back. */
export function forgetWordsOf(db: WritableDb, row: SearchedRow): void {
  flushSearchIndex(db)
  for (const word of wordsOf(db, row)) if (!isOfOthers(db, word)) run(db, 'delete from searchWord where word = ?', word)
}

function isOfOthers(db: Db, word: string): boolean {
  const { exact, people, places } = search(db, word, { limit: OTHERS, now: () => 0 })
  return [...exact, ...people, ...places].some(({ customerId: id }) => {
    const row = findById(db, 'customer', id)
    return row !== null && wordsOf(db, row).has(word)
  })
}
