/**
 * Candidates in the order in which they deserve a look: ranks from whole names down to parts of addresses,
 * those who are customers still before those who were, then by when they came.
 */
import type { Db } from '../../../database/statements.ts'
import { ChunkReader, type TypedWord } from './chunk-reader.ts'
import type { Memory } from './memory.ts'
import { CHUNK, difference, eachDoc, has, intersect, noDocs, union, type Docs } from './postings.ts'
import { listSegments, type Segment } from './segments.ts'

/** Best first. From `firstPlace` on only the address matches; the last is asked for only when there are too few. */
export const RANKS = 9
export const firstPlace = 6
const lastResort = 8
/** Looked at in each rank, at most. */
const MAX_IN_RANK = 1_000
/** Words that narrow the sets; of more than these the row decides. */
const MAX_WORDS = 8

export type Sought = { words: TypedWord[]; kind: 'any' | 'identifier' | 'wholeIdentifier' }
/** Rowids by rank; `closed` after all others of the rank. */
export type Candidates = { open: number[][]; closed: number[][]; cut: boolean }

/** One reading of what was typed, over all chunks. */
export class CandidateFinder {
  readonly found: Candidates
  private readonly readers: readonly ChunkReader[]
  private readonly sought: Sought
  private readonly last: TypedWord | undefined
  private readonly enough: number
  private readonly isLate: () => boolean

  /** @param isLate asked between chunks: true ends it, once there is anybody to show */
  constructor(readers: readonly ChunkReader[], sought: Sought, enough: number, isLate: () => boolean) {
    this.readers = readers
    const narrowing = [...sought.words].sort((a, b) => b.text.length - a.text.length).slice(0, MAX_WORDS)
    this.sought = { ...sought, words: narrowing }
    this.last = sought.words.at(-1)
    this.enough = enough
    this.isLate = isLate
    this.found = { open: Array.from({ length: RANKS }, () => []), closed: Array.from({ length: RANKS }, () => []), cut: false }
  }

  /** All ranks but the last resort. */
  find(): Candidates {
    for (const reader of this.readers) {
      if (this.isLate() && this.found.open.some((rowids) => rowids.length > 0)) {
        this.found.cut = true
        break
      }
      this.findIn(reader)
    }
    return this.found
  }

  /** Those who are only found by an e-mail or a serial that begins like a word. */
  findLastResort(): Candidates {
    for (const reader of this.sought.kind === 'any' ? this.readers : []) this.collect(reader, lastResortIn(reader, this.sought.words), lastResort)
    return this.found
  }

  private findIn(reader: ChunkReader): void {
    if (this.sought.kind !== 'any') {
      return this.collect(reader, reader.all(this.sought.words, this.sought.kind === 'identifier' ? reader.identifier : reader.whole), 0)
    }
    const ranks = ranksIn(reader, this.sought.words, this.last)
    ranks.forEach((docsOf, rank) => {
      if (this.isWanted(rank)) this.collect(reader, docsOf(), rank)
    })
  }

  /** A rank is of no use when the better ones of its group already have more than can be shown. */
  private isWanted(rank: number): boolean {
    const better = this.found.open.slice(rank < firstPlace ? 0 : firstPlace, rank)
    const wanted = better.reduce((sum, rowids) => sum + rowids.length, 0) <= this.enough * 3
    this.found.cut ||= !wanted
    return wanted
  }

  private collect(reader: ChunkReader, docs: Docs, rank: number): void {
    if (docs.length === 0) return
    const closed = reader.closed()
    const open = this.found.open[rank] as number[]
    const shut = this.found.closed[rank] as number[]
    eachDoc(docs, (doc) => {
      const into = has(closed, doc) ? shut : open
      if (into.length < MAX_IN_RANK) into.push(reader.number * CHUNK + doc)
      else this.found.cut = true
      return open.length < MAX_IN_RANK
    })
  }
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
    () => union(words.map((word) => intersect(people(), reader.nameBegun(word)))),
    people,
    () => (inProgress ? intersect(places(), reader.all(finished, reader.placeWhole)) : reader.all(words, reader.placeWhole)),
    places,
  ]
}

function lastResortIn(reader: ChunkReader, words: readonly TypedWord[]): Docs {
  if (words.every((word) => /\d/.test(word.text))) return noDocs
  return reader.all(words, (word) => union([reader.nameBegun(word), reader.placeBegun(word), reader.identifier(word)]))
}

const isFourDigits = (word: TypedWord): boolean => /^\d{4}$/.test(word.text)

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null
  return () => (made ??= { value: make() }).value
}
