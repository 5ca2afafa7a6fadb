/** The accounts that an agent opened last at this desk. */
import { listRows, run, type Db, type WritableDb } from '../../database/statements.ts'

const MAX_RECENT = 10
const newestFirst = `order by openedAt desc, customerId limit ${MAX_RECENT}`

export function rememberOpened(db: WritableDb, agentId: string, customerId: string, openedAt: string): void {
  run(db, 'insert or replace into recent(agentId, customerId, openedAt) values (?, ?, ?)', agentId, customerId, openedAt)
  const others = `agentId = ? and customerId not in (select customerId from recent where agentId = ? ${newestFirst})`
  run(db, `delete from recent where ${others}`, agentId, agentId)
}

/** Newest first. */
export const listRecent = (db: Db, agentId: string): string[] =>
  listRows<{ customerId: string }>(db, `select customerId from recent where agentId = ? ${newestFirst}`, agentId).map((row) => row.customerId)
