/**
 * Candidates in the order in which they deserve a look: ranks from whole names down to parts of addresses,
 * those who are customers still before those who were, then by when they came.
 */
import type { Db } from '../../../database/statements.ts'
import { ChunkReader, type TypedWord } from './chunk-reader.ts'
import type { Memory } from './memory.ts'
import { CHUNK, difference, eachDoc, has, intersect, noDocs, union, type Docs } from './postings.ts'
import type { Segment } from './segments.ts'

/** Best first. From `firstPlace` on only the address matches. */
export const RANKS = 8
export const firstPlace = 6
/** Looked at in each rank, at most. */
const MAX_IN_RANK = 1_000
/** Words that narrow the sets; of more than these the row decides. */
const MAX_WORDS = 8

export type Sought = { words: TypedWord[]; kind: 'any' | 'identifier' | 'wholeIdentifier' }
/** Rowids by rank; `closed` after all others of the rank. */
export type Candidates = { open: number[][]; closed: number[][]; cut: boolean }

/** @param isLate asked between chunks: true ends it, once there is anybody to show */
export function findCandidates(db: Db, memory: Memory, segments: readonly Segment[], sought: Sought, enough: number, isLate: () => boolean): Candidates {
  const found: Candidates = { open: Array.from({ length: RANKS }, () => []), closed: Array.from({ length: RANKS }, () => []), cut: false }
  const narrowing = { ...sought, words: [...sought.words].sort((a, b) => b.text.length - a.text.length).slice(0, MAX_WORDS) }
  const last = sought.words.at(-1)
  for (const number of chunksOf(memory, segments)) {
    if ((found.open[0] as number[]).length >= enough * 4 || (isLate() && found.open.some((rowids) => rowids.length > 0))) return { ...found, cut: true }
    const reader = new ChunkReader(db, number, memory, segments)
    ranksIn(reader, narrowing, last).forEach((docs, rank) => collect(reader, docs, found, rank))
  }
  return found
}

function chunksOf(memory: Memory, segments: readonly Segment[]): number[] {
  const numbers = [...segments.map(({ chunk }) => chunk), ...memory.jobs.map((job) => job.fresh.number), ...memory.fresh.keys()]
  return [...new Set(numbers)].sort((a, b) => a - b)
}

function collect(reader: ChunkReader, docs: Docs, found: Candidates, rank: number): void {
  if (docs.length === 0) return
  const closed = reader.closed()
  const open = found.open[rank] as number[]
  const shut = found.closed[rank] as number[]
  eachDoc(docs, (doc) => {
    const into = has(closed, doc) ? shut : open
    if (into.length < MAX_IN_RANK) into.push(reader.number * CHUNK + doc)
    else found.cut = true
    return open.length < MAX_IN_RANK
  })
}

function ranksIn(reader: ChunkReader, { words, kind }: Sought, last: TypedWord | undefined): Docs[] {
  if (kind !== 'any') return [reader.all(words, kind === 'identifier' ? reader.identifier : reader.whole)]
  const any = reader.all(words, (word) => union([reader.nameBegun(word), reader.placeBegun(word), reader.identifier(word)]))
  if (any.length === 0) return []
  const finished = words.filter((word) => word !== last)
  const typing = words.filter((word) => word === last)
  const names = reader.all(words, reader.nameBegun)
  const places = reader.all(words, reader.placeBegun)
  const people = difference(any, places)
  const named = union(words.map((word) => intersect(people, reader.nameBegun(word))))
  return [
    reader.all(words, reader.nameWhole),
    both(reader.all(finished, reader.nameWhole), reader.all(typing, reader.nameBegun), finished.length > 0 && typing.length > 0),
    names,
    reader.all(words, (word) => (/^\d{4}$/.test(word.text) ? reader.phoneEnd(word) : reader.nameBegun(word))),
    named,
    people,
    finished.length === 0 ? reader.all(words, reader.placeWhole) : both(reader.all(finished, reader.placeWhole), places, true),
    places,
  ]
}

const both = (a: Docs, b: Docs, wanted: boolean): Docs => (wanted ? intersect(a, b) : noDocs)
