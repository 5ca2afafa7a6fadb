/**
 * Every word that is in some name or address, with where: for the ends of long words that are being typed and
 * for typing errors. It only grows; a word that nobody has any more finds nobody.
 */
import { listRows, prepare, type Db, type WritableDb } from '../../../database/statements.ts'
import { MAX_WORD_START } from './terms.ts'

export const inNames = 1
export const inPlaces = 2
export type Where = typeof inNames | typeof inPlaces
export type KnownWord = { word: string; places: number }

export const vocabularyTableSql = `create table if not exists searchWord (word text primary key, places integer not null) strict, without rowid;`

/** Words of fewer letters are found by their beginnings and too short to be mistyped; house numbers are never forgiven. */
export const isLearned = (word: string): boolean => word.length > MAX_WORD_START || (word.length >= 3 && !/\d/.test(word))

export function learnWord(db: WritableDb, word: string, where: Where): void {
  const sql = `insert into searchWord(word, places) values (?, ?)
    on conflict(word) do update set places = places | excluded.places where places & excluded.places = 0`
  prepare(db, sql).run(word, where)
}

/** In order of the alphabet. Text is compared by its bytes, so all words with a beginning lie side by side. */
export function listWordsBegunBy(db: Db, start: string, limit: number): KnownWord[] {
  return listRows<KnownWord>(db, 'select word, places from searchWord where word >= ? and word < ? limit ?', start, `${start}\u{10ffff}`, limit)
}
