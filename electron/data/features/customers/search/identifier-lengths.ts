/**
 * How long the whole identifiers of this book are: what is typed in another length is nobody's whole number, and
 * no row has to be read to say so. Four digits end the phones of some hundred customers, and are the phone of none.
 * It only grows, like the words; a length that nobody has any more costs a look at some rows.
 */
import { listRows, prepare, type Db, type WritableDb } from '../../../database/statements.ts'

/** `any`: in a file of before lengths were kept, each of them is possible. */
const kinds = { any: 0, phone: 1, account: 2, equipment: 3 } as const
export type IdentifierKind = Exclude<keyof typeof kinds, 'any'>

export const lengthTableSql = `create table if not exists searchLength (kind integer not null, length integer not null, primary key (kind, length)) strict, without rowid;`

/** Once, in a file that has customers already. */
export const allowEveryLength = (db: WritableDb): void => void db.exec(`insert or ignore into searchLength values (${kinds.any}, 0)`)

/** More than any identifier has characters. */
const MOST = 1_000

export class IdentifierLengths {
  private readonly known: Set<number>
  private unwritten: number[] = []

  constructor(db: Db) {
    this.known = new Set(listRows<{ kind: number; length: number }>(db, 'select kind, length from searchLength').map(({ kind, length }) => kind * MOST + length))
  }

  learn(kind: IdentifierKind, length: number): void {
    const key = kinds[kind] * MOST + length
    if (this.known.has(key)) return
    this.known.add(key)
    this.unwritten.push(key)
  }

  /** Whether a whole identifier of this kind may have so many characters without its separators. */
  has(kind: IdentifierKind, length: number): boolean {
    return this.known.has(kinds[kind] * MOST + length) || this.known.has(kinds.any)
  }

  /** What was learned since the last time; in the transaction that writes the customers. */
  write(db: WritableDb): void {
    const insert = prepare(db, 'insert or ignore into searchLength values (?, ?)')
    for (const key of this.unwritten) insert.run(Math.floor(key / MOST), key % MOST)
    this.unwritten = []
  }
}
