/**
 * Candidates in the order in which they deserve a look: ranks from whole names down to parts of addresses,
 * those who are customers still before those who were, then by when they came. They are found out only as far
 * as somebody asks: one letter is answered by the first chunk, and only what hardly anybody has by all of them.
 */
import type { Db } from '../../../database/statements.ts'
import { ChunkReader, type TypedWord } from './chunk-reader.ts'
import type { Memory } from './memory.ts'
import { CHUNK, difference, docsIn, has, intersect, noDocs, union, type Docs } from './postings.ts'
import { listSegments, type Segment } from './segments.ts'

/** Best first. From `firstPlace` on only the address matches; the last is asked for only when there are too few. */
export const RANKS = 9
export const firstPlace = 6
/** Looked at in each rank, at most, and as many again of those who are customers no more. */
const MAX_IN_RANK = 1_000
/** Words that narrow the sets; of more than these the row decides. */
const MAX_WORDS = 8

export type Sought = { words: TypedWord[]; kind: 'any' | 'identifier' | 'wholeIdentifier' }

/** One reading of what was typed, over all chunks. */
export class CandidateFinder {
  /** Somebody was left out. */
  cut = false
  private readonly chunks: readonly { reader: ChunkReader; ranks: (() => Docs)[] }[]
  private readonly mayEnd: () => boolean

  /** @param mayEnd asked between chunks: true leaves the others out */
  constructor(readers: readonly ChunkReader[], sought: Sought, mayEnd: () => boolean) {
    this.chunks = readers.map((reader) => ({ reader, ranks: ranksOf(reader, sought) }))
    this.mayEnd = mayEnd
  }

  /** Rowids. Whoever stops asking spares the chunks that are not reached yet. */
  *inRank(rank: number): Generator<number, void> {
    const closed: number[] = []
    yield* this.openInRank(rank, closed)
    yield* closed
  }

  /** @param closed where those are put aside who are customers no more */
  private *openInRank(rank: number, closed: number[]): Generator<number, void> {
    let left = MAX_IN_RANK
    for (const { reader, ranks } of this.chunks) {
      if (this.mayEnd()) return this.leaveOut()
      for (const doc of docsIn(ranks[rank]?.() ?? noDocs)) {
        const rowid = reader.number * CHUNK + doc
        if (has(reader.closed(), doc)) this.putAside(closed, rowid)
        else if (left-- > 0) yield rowid
        else return this.leaveOut()
      }
    }
  }

  private putAside(closed: number[], rowid: number): void {
    if (closed.length < MAX_IN_RANK) closed.push(rowid)
    else this.leaveOut()
  }

  private leaveOut(): void {
    this.cut = true
  }
}

function ranksOf(reader: ChunkReader, { words, kind }: Sought): (() => Docs)[] {
  const narrowing = [...words].sort((a, b) => b.text.length - a.text.length).slice(0, MAX_WORDS)
  if (kind === 'any') return ranksIn(reader, narrowing, words.at(-1))
  return [() => reader.all(narrowing, kind === 'identifier' ? reader.identifier : reader.whole)]
}

/** One for each chunk, for the length of one search: whatever was read serves all readings of the text. */
export function openReaders(db: Db, memory: Memory): ChunkReader[] {
  const segments = memory.segments ??= listSegments(db)
  return chunksOf(memory, segments).map((number) => new ChunkReader(db, number, memory, segments))
}

function chunksOf(memory: Memory, segments: readonly Segment[]): number[] {
  const numbers = [...segments.map(({ chunk }) => chunk), ...memory.jobs.map((job) => job.fresh.number), ...memory.fresh.keys()]
  return [...new Set(numbers)].sort((a, b) => a - b)
}

/** Each rank's documents, found out only when they are asked for. */
function ranksIn(reader: ChunkReader, words: readonly TypedWord[], last: TypedWord | undefined): (() => Docs)[] {
  const finished = words.filter((word) => word !== last)
  const typing = words.filter((word) => word === last)
  const names = once(() => reader.all(words, reader.nameBegun))
  const places = once(() => reader.all(words, reader.placeBegun))
  const any = once(() => reader.all(words, (word) => union([reader.nameBegun(word), reader.placeBegun(word), reader.likelyIdentifier(word)])))
  const people = once(() => difference(any(), places()))
  const inProgress = finished.length > 0 && typing.length > 0
  return [
    () => reader.all(words, reader.nameWhole),
    () => (inProgress ? intersect(names(), reader.all(finished, reader.nameWhole)) : noDocs),
    names,
    () => (words.some(isFourDigits) ? reader.all(words, (word) => (isFourDigits(word) ? reader.phoneEnd(word) : reader.nameBegun(word))) : noDocs),
    () => union(words.map(reader.nameBegun).filter(isSome).map((named) => intersect(people(), named))),
    people,
    () => (inProgress ? intersect(places(), reader.all(finished, reader.placeWhole)) : reader.all(words, reader.placeWhole)),
    places,
    () => lastResortIn(reader, words),
  ]
}

function lastResortIn(reader: ChunkReader, words: readonly TypedWord[]): Docs {
  if (words.every((word) => /\d/.test(word.text))) return noDocs
  return reader.all(words, (word) => union([reader.nameBegun(word), reader.placeBegun(word), reader.identifier(word)]))
}

const isSome = (docs: Docs): boolean => docs.length > 0
const isFourDigits = (word: TypedWord): boolean => /^\d{4}$/.test(word.text)

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null
  return () => (made ??= { value: make() }).value
}
