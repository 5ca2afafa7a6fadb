/** What the rest of the room may do with the file: the type says who may write. */
import type Database from 'better-sqlite3'

/** For reading. Queries take this one. */
export type Db = Database.Database

declare const inTransaction: unique symbol
/** Handed out by `cache.write` alone, so that nothing is written outside a transaction. */
export type WritableDb = Db & { readonly [inTransaction]: true }

const statements = new WeakMap<Db, Map<string, Database.Statement<unknown[]>>>()

/** Compiled once for each connection; a connection that is replaced takes its statements with it. */
export function prepare(db: Db, sql: string): Database.Statement<unknown[]> {
  let known = statements.get(db)
  if (!known) statements.set(db, (known = new Map()))
  let statement = known.get(sql)
  if (!statement) known.set(sql, (statement = db.prepare<unknown[]>(sql)))
  return statement
}

/** The first row, or null. The caller names the shape that its own SQL makes. */
export const findRow = <T>(db: Db, sql: string, ...values: unknown[]): T | null => (prepare(db, sql).get(...values) as T | undefined) ?? null

export const listRows = <T>(db: Db, sql: string, ...values: unknown[]): T[] => prepare(db, sql).all(...values) as T[]

/** @returns rows changed */
export const run = (db: WritableDb, sql: string, ...values: unknown[]): number => prepare(db, sql).run(...values).changes

/** After tables were made or dropped: compiled statements may name what is gone. */
export const forgetStatements = (db: Db): void => {
  statements.delete(db)
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

export const isDiskFull = (error: unknown): boolean => codeOf(error) === 'SQLITE_FULL'
/** A page that is not what was written: the cipher authenticates every page, so this is noticed at the first read of it. */
export const isDamaged = (error: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error))
