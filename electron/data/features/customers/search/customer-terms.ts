/** One customer as the index sees it: hashes of everything by which they can be found. */
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import { isGroupName } from './address-words.ts'
import type { IdentifierLengths } from './identifier-lengths.ts'
import type { Pairs } from './pairs.ts'
import { nameFields, placeFields, wordsIn, type NameField, type PlaceField, type SearchedRow } from './searched-fields.ts'
import { accountParts, addEnd, addParts, addStarts, addWord, equipmentParts, hashOf, phoneParts, termClass, TermList } from './terms.ts'
import { inNames, inPlaces, type Where } from './vocabulary.ts'
import { compact, fromEachGroup, nationalDigits } from './words.ts'

/** Names, streets and towns come again and again: what they come to is remembered. About 12 MB while a pull runs. */
const MOST_REMEMBERED = 60_000

export class CustomerTerms {
  private readonly remembered = new Map<string, Map<string, Uint32Array>>()
  private count = 0
  private readonly list = new TermList()
  private readonly learn: (word: string, where: Where) => void
  private readonly lengths: IdentifierLengths

  /** @param learn told of every word of a name or address, at least once while it is remembered here */
  constructor(learn: (word: string, where: Where) => void, lengths: IdentifierLengths) {
    this.learn = learn
    this.lengths = lengths
    for (const field of [...nameFields, ...placeFields]) this.remembered.set(field, new Map())
  }

  addTo(pairs: Pairs, row: SearchedRow, doc: number): void {
    for (const field of nameFields) this.addField(pairs, field, inNames, row[field], doc)
    for (const field of placeFields) this.addField(pairs, field, inPlaces, row[field], doc)
    this.list.clear()
    addIdentifiers(this.list, row, this.lengths)
    pairs.addAll(this.list.view(), doc)
  }

  private addField(pairs: Pairs, field: NameField | PlaceField, where: Where, text: string | null, doc: number): void {
    if (text === null) return
    const known = this.remembered.get(field) as Map<string, Uint32Array>
    pairs.addAll(known.get(text) ?? this.remember(known, text, this.fieldTerms(field, where, text)), doc)
  }

  private remember(known: Map<string, Uint32Array>, text: string, terms: Uint32Array): Uint32Array {
    if (this.count++ >= MOST_REMEMBERED) {
      for (const texts of this.remembered.values()) texts.clear()
      this.count = 0
    }
    known.set(text, terms)
    return terms
  }

  private fieldTerms(field: NameField | PlaceField, where: Where, text: string): Uint32Array {
    this.list.clear()
    for (const word of wordsIn(field, text)) {
      if (where === inNames) addWord(this.list, termClass.nameWhole, termClass.nameStart, word)
      // A street type has few names, which are known: no beginnings are needed.
      else if (isGroupName(word)) this.list.push(hashOf(termClass.placeWhole, word))
      else addWord(this.list, termClass.placeWhole, termClass.placeStart, word)
      this.learn(word, where)
    }
    return this.list.copy()
  }
}

function addIdentifiers(list: TermList, row: SearchedRow, lengths: IdentifierLengths): void {
  if (hasLeft(row.status)) list.push(hashOf(termClass.closed, ''))
  for (const phone of row.phones) {
    const digits = nationalDigits(phone)
    lengths.learn('phone', digits.length)
    addParts(list, phoneParts, digits)
    addEnd(list, termClass.phoneEnd, digits)
  }
  const [account = '', ...others] = fromEachGroup(row.accountNumber)
  for (const text of [account, ...others]) if (text.length >= 3) list.push(hashOf(termClass.accountStart, text, 0, 3))
  lengths.learn('account', account.length)
  addParts(list, accountParts, account)
  addEnd(list, termClass.codeEnd, account)
  for (const id of row.equipmentIds) {
    const text = compact(id)
    lengths.learn('equipment', text.length)
    addParts(list, equipmentParts, text)
    addEnd(list, termClass.codeEnd, text)
  }
  for (const email of row.emails) {
    const text = compact(email)
    list.push(hashOf(termClass.emailWhole, text))
    addStarts(list, termClass.emailStart, text)
    addStarts(list, termClass.domainStart, compact(email.slice(email.lastIndexOf('@') + 1)))
  }
}
