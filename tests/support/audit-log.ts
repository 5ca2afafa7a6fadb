/** An audit log with entries of every kind, as programs write them. */
import pg from 'pg'
import type { Clock } from '../../shared/kernel/clock.ts'
import { newId } from '../../shared/kernel/ids.ts'
import { columnTypes } from '../../electron/backend/store/column-types.ts'
import type { ChainSource } from '../../electron/backend/features/audit/read-chain.ts'
import { writeAudit, type AuditEntry } from '../../electron/backend/write-audit.ts'
import type { Store } from '../../electron/backend/store/store.ts'

const by = { sessionId: newId(), agent: { id: newId() } }
const kinds: ((number: number) => AuditEntry)[] = [
  () => ({ action: 'session.signIn', by }),
  () => ({ action: 'session.signIn', by: null, refusedAs: 'unauthenticated' }),
  (number) => ({ action: 'sync.account', by, customerId: newId(), detail: { background: number % 2 === 0 } }),
  (number) => ({ action: 'customers.search', by, detail: { hits: number, textLength: 11, 'a longer key': 'ñ · “quoted” \\ and more' } }),
  () => ({ action: 'interactions.addNote', by, customerId: newId(), commandId: newId(), contactId: newId(), verification: 'verified' }),
  () => ({ action: 'billing.refundPayment', by, customerId: newId(), commandId: newId(), contactId: newId(), verification: 'unverified', override: 'Known to me: señora at the desk' }),
  () => ({ action: 'billing.refundPayment', by, customerId: newId(), refusedAs: 'verificationRequired' }),
]

/** So many, in transactions of one to seven, several at once where the store has several connections. */
export async function writeEntries(store: Store, clock: Clock, count: number): Promise<void> {
  const transactions: number[][] = []
  for (let number = 0; number < count; ) {
    const size = Math.min(1 + (number % 7), count - number)
    transactions.push(Array.from({ length: size }, (_, index) => number + index))
    number += size
  }
  await Promise.all(transactions.map((numbers) => store.db.transaction().execute(async (trx) => {
    for (const number of numbers) await writeAudit(trx, clock, kinds[number % kinds.length]!(number))
  })))
}

/** One connection to a server's database, so that an attack in its transaction is seen and taken back. */
export async function oneConnection(url: string): Promise<ChainSource & { close(): Promise<void> }> {
  const pool = new pg.Pool({ connectionString: url, max: 1, types: columnTypes })
  await pool.query('select 1')
  return { pool, close: () => pool.end() }
}
