/**
 * One slip of the fingers in a word of four letters or more: a letter too many, too few, another, or two
 * swapped. While a word is still being typed its last letter is believed, unless the word would be whole:
 * else every word of four letters would find all that begin with its first three.
 */
import { findRow, prepare, type Db } from '../../../database/statements.ts'
import { listWordsBegunBy, type KnownWord } from './vocabulary.ts'

const MIN_LETTERS = 4
export const canBeForgiven = (word: string): boolean => word.length >= MIN_LETTERS && !/\d/.test(word)

/** Whether `word` is what was meant by `typed`. Not true of words that `typed` begins: there is no slip in those. */
export function isForgiven(typed: string, word: string): boolean {
  if (!canBeForgiven(typed) || word.startsWith(typed)) return false
  const longest = Math.min(word.length, typed.length + 1)
  for (let length = typed.length - 1; length <= longest; length++) {
    const start = word.slice(0, length)
    if (start.length === length && (length === word.length || endsAlike(typed, start)) && isOneSlip(typed, start)) return true
  }
  return false
}

function endsAlike(typed: string, start: string): boolean {
  if (typed.at(-1) === start.at(-1)) return true
  return typed.length === start.length && typed.at(-1) === start.at(-2) && typed.at(-2) === start.at(-1)
}

function isOneSlip(a: string, b: string): boolean {
  let front = 0
  while (front < a.length && a[front] === b[front]) front++
  let back = 0
  while (back < Math.min(a.length, b.length) - front && a[a.length - 1 - back] === b[b.length - 1 - back]) back++
  const left = a.slice(front, a.length - back)
  const right = b.slice(front, b.length - back)
  return left.length + right.length === 1 || (left.length === 1 && right.length === 1) || (left.length === 2 && left === `${right[1]}${right[0]}` && right.length === 2)
}

/** Known words that may have been meant, at most `limit`. */
export function listForgiven(db: Db, typed: string, limit: number): KnownWord[] {
  const found = new Map<string, KnownWord>()
  const add = (start: string) => {
    for (const known of found.size < limit ? listWordsBegunBy(db, start, limit) : []) if (isForgiven(typed, known.word)) found.set(known.word, known)
  }
  for (const known of wholeWords(db, typed.slice(0, -1))) if (isForgiven(typed, known.word)) found.set(known.word, known)
  for (let at = 0; at < typed.length - 1; at++) {
    const before = typed.slice(0, at)
    add(before + typed.slice(at + 1))
    add(before + typed.charAt(at + 1) + typed.charAt(at) + typed.slice(at + 2))
  }
  for (let at = typed.length - 1; at >= 0 && found.size < limit; at--) {
    const before = typed.slice(0, at)
    for (const letter of lettersAfter(db, before)) {
      add(before + letter + typed.slice(at))
      if (at < typed.length - 1) add(before + letter + typed.slice(at + 1))
    }
  }
  return [...found.values()].slice(0, limit)
}

/** The word itself, and with one letter more: those whose last letter was mistyped, or typed too much. */
function wholeWords(db: Db, start: string): KnownWord[] {
  const same = findRow<KnownWord>(db, 'select word, places from searchWord where word = ?', start)
  const longer = lettersAfter(db, start).map((letter) => findRow<KnownWord>(db, 'select word, places from searchWord where word = ?', start + letter))
  return [same, ...longer].filter((known) => known !== null)
}

/** Letters that follow this beginning in some known word, each found by one seek past the one before. */
function lettersAfter(db: Db, start: string): string[] {
  const letters: string[] = []
  const next = prepare(db, 'select word from searchWord where word >= ? and word < ? limit 1').pluck()
  for (let from = `${start}\u0001`; ; ) {
    const word = next.get(from, `${start}\u{10ffff}`) as string | undefined
    if (word === undefined) return letters
    const letter = String.fromCodePoint(word.codePointAt(start.length) ?? 0)
    letters.push(letter)
    from = `${start}${letter}\u{10ffff}`
  }
}
