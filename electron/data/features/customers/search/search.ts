/**
 * Answers one box: exact identifiers, then people, then places. The index only says who may match; every hit
 * is judged by its row as it is now, so nothing untrue is ever shown.
 */
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import type { SearchResult } from '#shared/features/customers/account-view.schema.ts'
import { fromColumns } from '../../../database/stream-tables.ts'
import { prepare, type Db } from '../../../database/statements.ts'
import { CandidateFinder, firstPlace, openReaders, RANKS, type Sought } from './candidates.ts'
import { typedWord, type ChunkReader } from './chunk-reader.ts'
import { hitOf, judge, type CustomerRow, type Found, type FoundHit } from './hits.ts'
import { matchWhole, subjectOf, type Subject } from './match-word.ts'
import { recall, type Memory } from './memory.ts'
import { parseQuery, type Query, type Reading } from './query.ts'
import { canBeForgiven, listForgiven } from './typos.ts'
import type { KnownWord } from './vocabulary.ts'

export type SearchOptions = {
  /** Hits in all, 1 to MAX_SEARCH_HITS. */
  limit: number
  /** Of them left for places, however many people there are. A quarter where nobody says. */
  forPlaces?: number
  /** Milliseconds, from any monotonic clock. */
  now: () => number
  /** Milliseconds after which ranking and slips are given up, once there is somebody to show; whole identifiers never are. */
  budget?: number
}
export type SearchAnswer = Pick<SearchResult, 'more' | 'fuzzy'> & Record<'exact' | 'people' | 'places', FoundHit[]>

const DEFAULT_BUDGET = 30
/** A slip of the fingers is supposed with fewer hits than this: never beside somebody who matches every word as typed. */
export const FORGIVE_BELOW = 1
/** A text as long as this that is somebody's identifier means nobody else. */
export const SURELY_EXACT = 8
export const MIN_EXACT = 4
/** Words in which a slip is sought, and how many lookups of words that may have been meant, over all segments. */
const MAX_FORGIVEN_WORDS = 6
const MAX_LOOKUPS = 400
/** Rows judged for one reading. */
const MAX_JUDGED = 2_000

type Search = {
  db: Db
  memory: Memory
  readers: ChunkReader[]
  limit: number
  forPlaces: number
  isLate: () => boolean
  exact: FoundHit[]
  people: FoundHit[]
  places: FoundHit[]
  /** Rowids that are among the hits. */
  taken: Set<number>
  fuzzy: boolean
  cut: boolean
}

/** Never throws for what is typed; only for a file that is damaged. */
export function search(db: Db, text: string, options: SearchOptions): SearchAnswer {
  const query = parseQuery(text)
  const task = begin(db, options)
  findExact(task, query)
  if (task.exact.length > 0 && query.whole.length >= SURELY_EXACT) return arrange(task)
  for (const reading of query.readings) if (!reading.lastResort || hitCount(task) === 0) gather(task, reading)
  if (hitCount(task) < FORGIVE_BELOW) forgive(task, query)
  return arrange(task)
}

const hitCount = ({ exact, people, places }: Search): number => exact.length + people.length + places.length

function begin(db: Db, { limit, forPlaces = Math.floor(limit / 4), now, budget = DEFAULT_BUDGET }: SearchOptions): Search {
  const until = now() + budget
  const nothing = { exact: [], people: [], places: [], taken: new Set<number>(), fuzzy: false, cut: false }
  const memory = recall(db)
  return { db, memory, readers: openReaders(db, memory), limit, forPlaces, isLate: () => now() > until, ...nothing }
}

/** Words are not identifiers; a MAC without a digit is one in 100,000. */
const mayBeWhole = /\d|^[a-f]{12}$/

/** Whatever the time: somebody who reads out a whole number is found. */
function findExact(task: Search, { whole, hasAt }: Query): void {
  if (whole.length < MIN_EXACT || !(hasAt || mayBeWhole.test(whole))) return
  const sought: Sought = { words: [typedWord(task.db, whole)], kind: 'wholeIdentifier' }
  for (const rowid of new CandidateFinder(task.readers, sought, () => false).inRank(0)) {
    const subject = readSubject(task, rowid)
    const match = subject && matchWhole(subject, whole, hasAt)
    if (match && task.exact.length <= task.limit) take(task, rowid, task.exact, hitOf(subject.row, [match]))
  }
}

function take(task: Search, rowid: number, into: FoundHit[], hit: FoundHit): void {
  task.taken.add(rowid)
  into.push(hit)
}

/** @param meant for each word the known words that may have been meant; none when nothing is forgiven */
function gather(task: Search, reading: Reading, meant?: ReadonlyMap<string, KnownWord[]>): void {
  if (isFull(task.people, task) && isFull(task.places, task)) return
  const words = reading.words.map((word) => typedWord(task.db, word, meant?.get(word)))
  const sought: Sought = { words, kind: reading.identifierOnly ? 'identifier' : 'any' }
  const judging: Judging = { task, reading, forgiving: meant !== undefined, left: MAX_JUDGED, inHand: 0 }
  const finder = new CandidateFinder(task.readers, sought, () => isSomebodyLate(judging))
  for (let rank = 0; rank < RANKS; rank++) judgeRank(judging, finder, rank)
  task.cut ||= finder.cut
}

const isFull = (group: FoundHit[], task: Search): boolean => group.length > task.limit

/** `left`: rows that may still be looked at; `inHand`: hits of the rank that is being judged. */
type Judging = { task: Search; reading: Reading; forgiving: boolean; left: number; inHand: number }
type Judged = { rowid: number; found: Found }

const isSomebodyLate = ({ task, inHand }: Judging): boolean => hitCount(task) + inHand > 0 && task.isLate()

/** Looks at rows until there are enough; inside a rank the better ones come first, and of equals the older customer. */
function judgeRank(judging: Judging, finder: CandidateFinder, rank: number): void {
  const { task } = judging
  const isPlace = rank >= firstPlace && rank < RANKS - 1
  const room = (isPlace ? roomForPlaces(task) - task.places.length : task.limit - task.people.length) + 1
  const judged = room > 0 ? judgeUpTo(room, judging, finder.inRank(rank)) : []
  judged.sort((a, b) => closedLast(a.found) - closedLast(b.found) || b.found.score - a.found.score)
  for (const { rowid, found } of judged) {
    task.fuzzy ||= found.forgiven
    take(task, rowid, found.group === 'people' ? task.people : task.places, found.hit)
  }
}

function judgeUpTo(room: number, judging: Judging, rowids: Iterable<number>): Judged[] {
  const { task, reading, forgiving } = judging
  const judged: Judged[] = []
  for (const rowid of rowids) {
    if (task.taken.has(rowid)) continue
    if (judging.left-- <= 0 || (judging.left % 32 === 0 && isSomebodyLate(judging))) {
      task.cut = true
      break
    }
    const subject = readSubject(task, rowid)
    const found = subject && judge(subject, reading, forgiving)
    if (found) judging.inHand = judged.push({ rowid, found })
    if (judged.length === room) break
  }
  judging.inHand = 0
  return judged
}

/** People are judged first, so it is known what they leave; one more tells that there are more. */
const roomForPlaces = ({ limit, forPlaces, people }: Search): number => Math.max(limit - people.length, forPlaces)

const closedLast = ({ hit }: Found): number => (hasLeft(hit.status) ? 1 : 0)

/** Some 2 KB each. */
const MOST_SUBJECTS = 6_000

function readSubject({ db, memory }: Search, rowid: number): Subject<CustomerRow> | null {
  const known = memory.subjects.get(rowid)
  if (known) return known
  const found = prepare(db, 'select * from customer where rowid = ?').get(rowid) as Record<string, unknown> | undefined
  if (!found) return null
  const subject = subjectOf(fromColumns('customer', found))
  if (memory.subjects.size >= MOST_SUBJECTS) memory.subjects.clear()
  memory.subjects.set(rowid, subject)
  return subject
}

/** The words as they were typed, apart: a slip is not sought in numbers. */
function forgive(task: Search, query: Query): void {
  const reading = query.readings.findLast((each) => !each.identifierOnly)
  const words = reading?.words.filter(canBeForgiven).slice(0, MAX_FORGIVEN_WORDS) ?? []
  if (!reading || words.length === 0 || task.isLate()) return
  const limit = Math.max(24, Math.floor(MAX_LOOKUPS / (1 + task.readers.length) / words.length))
  gather(task, reading, new Map(words.map((word) => [word, listForgiven(task.db, word, limit)])))
}

/** People first, but some rows are left for places where there are any. */
function arrange({ exact, people, places, limit, forPlaces: kept, fuzzy, cut }: Search): SearchAnswer {
  const room = Math.max(0, limit - exact.length)
  const forPlaces = Math.min(places.length, Math.max(room - people.length, Math.min(Math.floor(room / 4), kept)))
  const forPeople = Math.min(people.length, room - forPlaces)
  const more = cut || exact.length + people.length + places.length > limit
  return { exact: exact.slice(0, limit), people: people.slice(0, forPeople), places: places.slice(0, forPlaces), more, fuzzy }
}
