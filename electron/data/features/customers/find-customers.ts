/** One search: the cache at once, and the backend as well where this desk does not hold everybody. */
import { AppError, isAppError } from '#shared/kernel/errors.ts'
import { MAX_SEARCH_HITS, type SearchHit, type SearchResult } from '#shared/features/customers/account-view.schema.ts'
import type { DeskCore } from '../../desk-core.ts'
import type { WindowContext } from '../../window-context.ts'
import { findById } from '../../database/stream-tables.ts'
import { pulledStreams } from '../../sync/cursors.ts'
import { judgeRows } from './judge-rows.ts'
import { listRecent } from './recent.ts'
import { hitOf, type FoundHit } from './search/hits.ts'
import { search, type SearchAnswer } from './search/search.ts'

/** Letters typed within this time are one question to the backend; milliseconds. */
const REMOTE_PAUSE_MS = 120
/** Longer than this the person does not wait for the backend; milliseconds. */
const REMOTE_MS = 1_500

type Asked = { text: string; limit: number }

/**
 * What the cache knows, at once; `cacheFirst` where the backend is to be asked as well.
 * @throws AppError `validation` with detail `superseded` when a newer search of the same window came first
 */
export async function searchCustomers(core: DeskCore, window: WindowContext, { text, limit }: Asked, signal?: AbortSignal): Promise<SearchResult> {
  const requireNewest = takeTurn(window, signal)
  // What was typed since has arrived after this tick.
  await new Promise((resolve) => setImmediate(resolve))
  requireNewest()
  const { local, tookMs } = searchCache(core, text, limit)
  const holdsAll = core.scope.kind === 'all' || core.scope.kind === 'directory'
  if (holdsAll || text.trim() === '') return toResult(core, local, tookMs, isFilled(core) ? 'complete' : 'cacheOnly')
  // A slip is supposed only where nobody matches as typed, and that is not known yet.
  return toResult(core, local.fuzzy ? nobody : local, tookMs, 'cacheFirst')
}

/** The same with the backend's answer, if it comes in time. @throws as `searchCustomers`; `unauthenticated`, `forbidden` */
export async function searchEverywhere(core: DeskCore, window: WindowContext, text: string, signal?: AbortSignal): Promise<SearchResult> {
  const requireNewest = takeTurn(window, signal)
  await new Promise((resolve) => setTimeout(resolve, REMOTE_PAUSE_MS))
  requireNewest()
  const remote = await askBackend(core, text, signal)
  requireNewest()
  const { local, tookMs } = searchCache(core, text)
  return toResult(core, remote ? merge(local, remote) : local, tookMs, remote ? 'complete' : 'cacheOnly')
}

const nobody: SearchAnswer = { exact: [], people: [], places: [], more: false, fuzzy: false }

/** @returns what throws once a newer search of this window has come, or this one was taken back */
function takeTurn(window: WindowContext, signal: AbortSignal | undefined): () => void {
  const number = ++window.search.newest
  return () => {
    if (number !== window.search.newest || signal?.aborted) throw new AppError('validation', { issues: [], detail: 'superseded' })
  }
}

function searchCache(core: DeskCore, text: string, limit = MAX_SEARCH_HITS): { local: SearchAnswer; tookMs: number } {
  const began = performance.now()
  const local = search(core.cache.db, text, { limit, forPlaces: forPlaces(limit), now: () => performance.now() })
  return { local, tookMs: performance.now() - began }
}

/** A quarter of the whole answer, at its end: a beginning that does not reach so far leaves none. */
const forPlaces = (limit: number): number => Math.max(0, limit - Math.ceil(MAX_SEARCH_HITS * 0.75))

/** Everybody in scope has arrived once. */
const isFilled = (core: DeskCore) => pulledStreams(core.scope).length > 0 && !core.syncState().first

/** Null when it cannot answer, whatever the reason: then what the desk itself knows must do. */
async function askBackend(core: DeskCore, text: string, signal?: AbortSignal): Promise<SearchAnswer | null> {
  const bound = AbortSignal.any([AbortSignal.timeout(REMOTE_MS), ...(signal ? [signal] : [])])
  try {
    const { api } = await core.network()
    const { customers } = await api.call((client, options) => client.customers.search({ text, limit: MAX_SEARCH_HITS }, options), bound)
    return judgeRows(customers, text)
  } catch (error) {
    if (isAppError(error, 'unauthenticated') || isAppError(error, 'forbidden')) throw error
    if (!isAppError(error, 'offline')) core.log.error('customers.searchEverywhere', error)
    return null
  }
}

/** Who was found here is shown already and keeps the place, before those whom only the backend found. */
function merge(local: SearchAnswer, remote: SearchAnswer): SearchAnswer {
  // A slip is forgiven beside nobody who matches as typed.
  const sure = [local, remote].filter((answer) => !answer.fuzzy && hitsOf(answer).length > 0)
  const answers = sure.length > 0 ? sure : [local, remote]
  const seen = new Set<string>()
  // The backend's row is the newer one, whatever place it has.
  const rows = new Map(answers.flatMap(hitsOf).map((hit) => [hit.customerId, hit]))
  // A hit that both have is shown once, in the better group.
  const group = (name: 'exact' | 'people' | 'places') =>
    answers.flatMap((answer) => answer[name]).filter((hit) => !seen.has(hit.customerId) && seen.add(hit.customerId))
      .map((hit) => rows.get(hit.customerId) ?? hit).slice(0, MAX_SEARCH_HITS)
  const groups = { exact: group('exact'), people: group('people'), places: group('places') }
  return { ...groups, more: answers.some(({ more }) => more), fuzzy: sure.length === 0 && answers.some(({ fuzzy }) => fuzzy) }
}

const hitsOf = ({ exact, people, places }: SearchAnswer): FoundHit[] => [...exact, ...people, ...places]

function toResult(core: DeskCore, answer: SearchAnswer, tookMs: number, scope: SearchResult['scope']): SearchResult {
  const named = (hits: FoundHit[]) => hits.map((hit) => withOpenBy(core, hit))
  return { ...answer, exact: named(answer.exact), people: named(answer.people), places: named(answer.places), tookMs, scope }
}

const withOpenBy = (core: DeskCore, hit: FoundHit): SearchHit => ({ ...hit, openBy: openBy(core, hit.customerId) })
const openBy = (core: DeskCore, customerId: string) => [...new Set(core.presence.others(customerId).map((entry) => entry.displayName))]

/** Accounts that this agent opened here, newest first; one that has left the cache is left out. */
export function recentHits(core: DeskCore): SearchHit[] {
  const { db } = core.cache
  const customers = listRecent(db, core.session.requireAgent().id).map((id) => findById(db, 'customer', id))
  return customers.flatMap((customer) => (customer ? [withOpenBy(core, hitOf(customer, []))] : []))
}
