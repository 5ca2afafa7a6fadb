/**
 * The one open file of the desk, and the only way to write to it. States:
 *   open -> open           every write that succeeds
 *   open -> full -> open   the disk is full: the write is rolled back and refused; the next that succeeds ends it
 *   open -> replaced       a page fails its check: the file is put aside, a new one begun, unsent work carried over
 */
import { closeSync, existsSync, openSync, rmSync } from 'node:fs'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import type { DeskState } from '#shared/features/workspace/workspace.schema.ts'
import type { Log } from '../log.ts'
import { migrate, refuseNewer } from './migrate.ts'
import { configure, openFile } from './open.ts'
import { markKey } from './page-check.ts'
import { findScrubOwed, isScrubOwed, overwriteDeleted, scrub } from './scrub.ts'
import { rescue, setAside } from './set-aside.ts'
import { forgetStatements, isDamaged, isDiskFull, type Db, type WritableDb } from './statements.ts'

export type CacheOptions = {
  file: string | null
  key: string | null
  clock: Clock
  log: Log
  /** Makes the tables of streams and of the search where they are missing; inside the opening transaction. */
  prepareTables(db: WritableDb): void
  /** Drops what was shown to an agent, and who is signed in. */
  clearTables(db: WritableDb): void
  /** With each connection, such as to bound the file's size. */
  onOpen?(db: Db): void
}

export type CacheProblem = Pick<DeskState['cache'], 'problem' | 'setAside'>

export type Cache = {
  /** The connection. Ask each time: a damaged file is replaced while the program runs. */
  readonly db: Db
  readonly status: CacheProblem
  /** True when nothing outlives the program. */
  readonly inMemory: boolean
  /** Called after `status` changed; `replaced` when every row may be another. */
  onStatus: (change: 'replaced' | 'disk') => void
  /**
   * One transaction, all or nothing, on the disk when it returns.
   * @throws AppError `limitExceeded` with unit `disk` when the disk is full; nothing was written.
   */
  write<T>(work: (db: WritableDb) => T): T
  /**
   * At sign-out. When it fails it is owed: the next start does it before anything is read.
   * @throws as `write`
   */
  clear(): void
  readonly clearingOwed: boolean
  /** For errors of reads. @returns true when the file was damaged and has been replaced: asking again helps. */
  noteError(error: unknown): boolean
  close(): void
}

/** @throws NewerFileError before anything in the file is changed */
export function openCache(options: CacheOptions): Cache {
  const opened = openOrReplace(options)
  let { db, status } = opened
  let owed = false
  const setStatus = (next: CacheProblem, change: 'replaced' | 'disk') => {
    status = next
    cache.onStatus(change)
  }
  const cache: Cache = {
    get db() {
      return db
    },
    get status() {
      return status
    },
    inMemory: opened.inMemory,
    onStatus: () => undefined,
    write(work) {
      const result = attempt(work)
      if (isScrubOwed(db) && options.clock.now() >= scrubNext) scrubbed()
      if (status.problem === 'diskFull' && !opened.inMemory) setStatus({ ...status, problem: null }, 'disk')
      return result
    },
    clear() {
      owed = true
      noteOwed(options.file, true)
      cache.write((db) => options.clearTables(db))
      owed = false
      // In memory for want of room: what lies in the file is still there.
      if (!opened.inMemory) noteOwed(options.file, false)
    },
    get clearingOwed() {
      return owed
    },
    noteError(error) {
      if (isDiskFull(error) && status.problem !== 'diskFull') setStatus({ ...status, problem: 'diskFull' }, 'disk')
      if (!isDamaged(error) || opened.inMemory) return false
      db.close()
      const next = replace(options)
      db = next.db
      setStatus(next.status, 'replaced')
      return true
    },
    close() {
      if (isScrubOwed(db) && !scrubFailed) scrubbed()
      db.close()
    },
  }
  /** What is owed waits for a write that comes later, for the end of the program, or for the next start. */
  let scrubNext = -Infinity
  let scrubFailed = isScrubOwed(db)
  const scrubbed = () => {
    scrubFailed = !tryScrub(options, db, opened.inMemory ? null : options.file)
    scrubNext = options.clock.now() + SCRUB_EVERY_MS
    // What is named must be there.
    if (status.setAside !== null && !existsSync(status.setAside)) setStatus({ ...status, setAside: null }, 'disk')
  }
  const attempt = <T>(work: (db: WritableDb) => T): T => {
    try {
      return transact(db, work)
    } catch (error) {
      // The new file takes the same write: what the agent did must not be lost with the old one.
      if (cache.noteError(error)) return transact(db, work)
      throw isDiskFull(error) ? new AppError('limitExceeded', { limit: 0, left: 0, unit: 'disk' }, { cause: error }) : error
    }
  }
  return cache
}

/** No sooner than this after the last one, whatever became of that: on a full disk, or in a first pull, each write would do it again. */
const SCRUB_EVERY_MS = 60_000

/** It never stands in the way of the desk. @returns false: it failed, which the log says, and stays owed */
function tryScrub({ log }: CacheOptions, db: Db, file: string | null): boolean {
  try {
    const removed = scrub(db, file)
    if (removed > 0) log.warn('asideErased', { files: removed })
    return true
  } catch (error) {
    log.error('scrub', error)
    return false
  }
}

/** Immediate: the write lock first, so that a transaction that began by reading never fails at its first write. */
function transact<T>(db: Db, work: (db: WritableDb) => T): T {
  return db.transaction(() => work(db as WritableDb)).immediate()
}

/** An empty file beside the cache, because it needs no room on a full disk. */
const owedFile = (file: string) => `${file}.clear`
const isOwed = (file: string | null) => file !== null && existsSync(owedFile(file))

function noteOwed(file: string | null, owed: boolean): void {
  if (file === null) return
  if (!owed) return rmSync(owedFile(file), { force: true })
  try {
    closeSync(openSync(owedFile(file), 'w', 0o600))
  } catch {
    // No room for a name either: the person is told that the clearing failed.
  }
}

type Opened = { db: Db; status: CacheProblem; inMemory: boolean }
const sound: CacheProblem = { problem: null, setAside: null }

function openOrReplace(options: CacheOptions): Opened {
  if (options.file === null) return { db: begin(options, null), status: sound, inMemory: true }
  try {
    return { db: begin(options, options.file), status: sound, inMemory: false }
  } catch (error) {
    if (isDamaged(error)) return replace(options)
    // A disk without room for even an empty file: the desk works in memory and says so.
    if (isDiskFull(error)) return { db: begin(options, null), status: { problem: 'diskFull', setAside: null }, inMemory: true }
    throw error
  }
}

function begin(options: CacheOptions, file: string | null): Db {
  const db = openFile(file, options.key)
  try {
    refuseNewer(db)
    configure(db)
    transact(db, (writable) => {
      migrate(writable)
      options.prepareTables(writable)
      if (isOwed(file)) options.clearTables(writable)
    })
    noteOwed(file, false)
    if (file !== null && options.key !== null) markKey(file, options.key)
    forgetStatements(db)
    readWork(db)
    overwriteDeleted(db)
    if (findScrubOwed(db)) tryScrub(options, db, file)
    options.onOpen?.(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** The few rows that must not be lost are read whole, so that damage to them is found at start and not at the first click. */
function readWork(db: Db): void {
  for (const table of ['outbox', 'draft', 'session', 'tabs', 'recent', 'syncStream']) db.prepare(`select * from "${table}"`).all()
}

function replace(options: CacheOptions): Opened {
  const { file, key } = options as CacheOptions & { file: string; key: string }
  const owed = isOwed(file)
  const aside = setAside(file, key, isoInstant(options.clock.now()))
  const db = begin(options, file)
  const rows = transact(db, (writable) => {
    const rescued = rescue(aside.path, key, writable)
    if (owed) options.clearTables(writable)
    return rescued
  })
  options.log.warn('cacheReplaced', { problem: aside.problem, rescuedRows: rows })
  return { db, status: { problem: aside.problem, setAside: aside.path }, inMemory: false }
}
