/** Who may match, chunk by chunk, as sets of documents: never too few, sometimes a few too many. */
import type { Db } from '../../../database/statements.ts'
import { groupsBegunBy, groupsNamed } from './address-words.ts'
import type { IdentifierLengths } from './identifier-lengths.ts'
import { MIN_PART } from './match-word.ts'
import type { Memory } from './memory.ts'
import { findInRun, intersect, intersectAll, noDocs, union, type Docs, type Run } from './postings.ts'
import { SegmentReader, type Segment } from './segments.ts'
import { accountParts, emailStarts, END, equipmentParts, hashOf, MAX_WORD_START, phoneParts, termClass, type Parts, type TermClass } from './terms.ts'
import { inNames, inPlaces, listWordsBegunBy, type KnownWord } from './vocabulary.ts'

/** Ends of a long word that are looked up one by one; a longer list is answered by the first letters alone. */
const MAX_ENDS = 48
/** Trigrams of a long number that are looked up: any of them only narrow. */
const MAX_PARTS = 12

/** Documents of a chunk that are not worth another look-up. */
const FEW = 3

/** A typed word with what it may stand for, found once for all chunks. */
export type TypedWord = {
  text: string
  /** Known words that it begins, when it is too long for the kept beginnings; null when those serve. */
  ends: KnownWord[] | null
  /** Street words that it begins or is, under their first names. */
  groupsBegun: string[]
  groupsNamed: string[]
  /** Known words that may have been meant, when slips are forgiven. */
  forgiven: KnownWord[]
}

export function typedWord(db: Db, text: string, forgiven: KnownWord[] = []): TypedWord {
  const ends = text.length > MAX_WORD_START ? listWordsBegunBy(db, text, MAX_ENDS + 1) : null
  return { text, ends: ends && ends.length <= MAX_ENDS ? ends : null, groupsBegun: groupsBegunBy(text), groupsNamed: groupsNamed(text), forgiven }
}

export class ChunkReader {
  readonly number: number
  private readonly runs: Run[]
  private readonly segments: SegmentReader[]
  private readonly known = new Map<number, Docs>()
  private readonly kept: Map<number, Docs>
  private readonly lengths: IdentifierLengths

  constructor(db: Db, number: number, memory: Memory, segments: readonly Segment[]) {
    this.number = number
    this.kept = memory.closed
    this.lengths = memory.lengths
    this.segments = segments.filter((segment) => segment.chunk === number).map(({ id }) => new SegmentReader(db, id, memory.blocks))
    const inMemory = [...memory.jobs.map((job) => job.fresh), ...memory.fresh.values()]
    this.runs = inMemory.filter((fresh) => fresh.number === number).flatMap((fresh) => fresh.runs)
  }

  term(kind: TermClass, text: string): Docs {
    const hash = hashOf(kind, text)
    let docs = this.known.get(hash)
    if (!docs) {
      const found = [...this.segments.map((segment) => segment.find(hash)), ...this.runs.map((run) => findInRun(run, hash))]
      this.known.set(hash, (docs = union(found)))
    }
    return docs
  }

  nameWhole = (word: TypedWord): Docs => this.term(termClass.nameWhole, word.text)
  nameBegun = remembered((word) => union([this.begun(word, inNames, termClass.nameWhole, termClass.nameStart), ...this.meant(word, inNames, termClass.nameWhole)]))

  placeWhole = (word: TypedWord): Docs => union([word.text, ...word.groupsNamed].map((text) => this.term(termClass.placeWhole, text)))
  placeBegun = remembered((word) =>
    union([
      this.begun(word, inPlaces, termClass.placeWhole, termClass.placeStart),
      ...word.groupsBegun.map((group) => this.term(termClass.placeWhole, group)),
      ...this.meant(word, inPlaces, termClass.placeWhole),
    ]),
  )

  private begun(word: TypedWord, where: number, whole: TermClass, start: TermClass): Docs {
    if (word.ends !== null) return union(word.ends.filter((known) => known.places & where).map((known) => this.term(whole, known.word)))
    return union([this.term(whole, word.text), this.term(start, word.text.slice(0, MAX_WORD_START))])
  }

  private meant(word: TypedWord, where: number, whole: TermClass): Docs[] {
    return word.forgiven.filter((known) => known.places & where).map((known) => this.term(whole, known.word))
  }

  phoneEnd = ({ text }: TypedWord): Docs => (/^\d{4}$/.test(text) ? this.term(termClass.phoneEnd, text) : noDocs)

  /** Of a word without digits hardly ever is an identifier meant: it is asked for last. */
  likelyIdentifier = (word: TypedWord): Docs => (/\d/.test(word.text) ? this.identifier(word) : noDocs)

  identifier = remembered(({ text }) => {
    if (text.length < MIN_PART) return noDocs
    return union([this.phones(text), this.accounts(text), this.parts(equipmentParts, text), this.endings(text), ...this.emails(text)])
  })

  /** The identifier that is this and no more: its length and its end tell a whole one from a part. */
  whole = ({ text }: TypedWord): Docs => union([this.wholePhone(text), this.wholeCode(text), this.term(termClass.emailWhole, text)])

  private wholePhone(text: string): Docs {
    const national = text.startsWith('1') ? text.length - 1 : text.length
    if (!this.lengths.has('phone', text.length) && !this.lengths.has('phone', national)) return noDocs
    return intersect(this.phones(text), this.term(termClass.phoneEnd, text.slice(-END)))
  }

  private wholeCode(text: string): Docs {
    const [account, equipment] = [this.lengths.has('account', text.length), this.lengths.has('equipment', text.length)]
    const ending = account || equipment ? this.term(termClass.codeEnd, text.slice(-END)) : noDocs
    if (ending.length === 0) return noDocs
    return union([account ? intersect(ending, this.accounts(text)) : noDocs, equipment ? intersect(ending, this.parts(equipmentParts, text)) : noDocs])
  }

  private accounts(text: string): Docs {
    const accounts = this.term(termClass.accountStart, text.slice(0, 3))
    return accounts.length === 0 ? noDocs : intersect(accounts, this.parts(accountParts, text))
  }

  /** Accounts and equipment that end with it: whose last characters do, of those that have its parts. */
  private endings(text: string): Docs {
    if (text.length < END) return noDocs
    const docs = this.term(termClass.codeEnd, text.slice(-END))
    if (text.length === END || docs.length === 0) return docs
    // Equipment is kept at every second place from its front, and this may begin at any.
    return intersect(docs, union([this.parts(accountParts, text), this.parts(equipmentParts, text), this.parts(equipmentParts, text.slice(1))]))
  }

  private phones(text: string): Docs {
    if (!/^\d+$/.test(text)) return noDocs
    const parts = this.parts(phoneParts, text)
    const hasCountryCode = text.startsWith('1') && text.length > MIN_PART
    return hasCountryCode ? union([parts, this.parts(phoneParts, text.slice(1))]) : parts
  }

  private emails(text: string): Docs[] {
    const length = emailStarts.findLast((each) => each <= text.length) ?? MIN_PART
    const start = text.slice(0, length)
    return [this.term(termClass.emailStart, start), this.term(termClass.domainStart, start)]
  }

  private parts({ kind, length, every }: Parts, text: string): Docs {
    let docs: Docs | null = null
    for (let at = 0, left = MAX_PARTS; at + length <= text.length && left > 0; at += every, left--) {
      const part = this.term(kind, text.slice(at, at + length))
      docs = docs === null ? part : intersect(docs, part)
      // So few are sooner judged by their rows than narrowed by another page.
      if (docs.length <= FEW) return docs
    }
    return docs ?? noDocs
  }

  /** Asked for by every search, so it is kept until something is written. */
  closed(): Docs {
    const known = this.kept.get(this.number)
    const docs = known ?? this.term(termClass.closed, '')
    if (!known) this.kept.set(this.number, docs)
    return docs
  }

  all = (words: readonly TypedWord[], find: (word: TypedWord) => Docs): Docs => {
    let docs: Docs | null = null
    for (const word of words) {
      docs = docs === null ? find(word) : intersectAll([docs, find(word)])
      if (docs.length === 0) return noDocs
    }
    return docs ?? noDocs
  }
}

/** Asked for by one rank after another. */
function remembered(find: (word: TypedWord) => Docs): (word: TypedWord) => Docs {
  const found = new Map<TypedWord, Docs>()
  return (word) => {
    let docs = found.get(word)
    if (!docs) found.set(word, (docs = find(word)))
    return docs
  }
}
