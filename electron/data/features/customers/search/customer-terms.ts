/** One customer as the index sees it: hashes of everything by which they can be found. */
import { nameFields, placeFields, wordsIn, type NameField, type PlaceField, type SearchedRow } from './searched-fields.ts'
import { addEmailText, addParts, addWord, hashOf, hashOfWhole, termClass } from './terms.ts'
import { inNames, inPlaces, type Where } from './vocabulary.ts'
import { compact, nationalDigits } from './words.ts'

/** Names, streets and towns come again and again: what they come to is remembered. About 6 MB, until `forget`. */
const MOST_REMEMBERED = 30_000

export class CustomerTerms {
  private remembered = new Map<string, readonly number[]>()
  private readonly learn: (word: string, where: Where) => void

  /** @param learn told of every word of a name or address, at least once while it is remembered here */
  constructor(learn: (word: string, where: Where) => void) {
    this.learn = learn
  }

  each(row: SearchedRow, visit: (hash: number) => void): void {
    for (const field of nameFields) this.eachOfField(field, inNames, row[field], visit)
    for (const field of placeFields) this.eachOfField(field, inPlaces, row[field], visit)
    for (const hash of identifierTerms(row)) visit(hash)
  }

  private eachOfField(field: NameField | PlaceField, where: Where, text: string | null, visit: (hash: number) => void): void {
    if (text === null) return
    const key = field + text
    let terms = this.remembered.get(key)
    if (!terms) {
      if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear()
      this.remembered.set(key, (terms = this.fieldTerms(field, where, text)))
    }
    for (let at = 0; at < terms.length; at++) visit(terms[at] as number)
  }

  private fieldTerms(field: NameField | PlaceField, where: Where, text: string): number[] {
    const terms: number[] = []
    for (const word of wordsIn(field, text)) {
      if (where === inNames) addWord(terms, termClass.nameWhole, termClass.nameStart, word)
      else addWord(terms, termClass.placeWhole, termClass.placeStart, word)
      this.learn(word, where)
    }
    return terms
  }
}

function identifierTerms(row: SearchedRow): number[] {
  const terms: number[] = []
  if (row.status === 'closed') terms.push(hashOf(termClass.closed, ''))
  for (const phone of row.phones) {
    const digits = compact(phone)
    addParts(terms, termClass.phonePart, digits)
    terms.push(hashOf(termClass.phoneEnd, digits, Math.max(0, digits.length - 4)), hashOfWhole(digits), hashOfWhole(nationalDigits(digits)))
  }
  for (const code of [row.accountNumber, ...row.equipmentIds]) {
    const text = compact(code)
    addParts(terms, termClass.codePart, text)
    terms.push(hashOfWhole(text))
  }
  for (const email of row.emails) {
    addEmailText(terms, termClass.emailWhole, termClass.emailStart, compact(email))
    addEmailText(terms, termClass.domainWhole, termClass.domainStart, compact(email.slice(email.lastIndexOf('@') + 1)))
  }
  return terms
}
