/** Tabs, drafts and recent accounts of an agent at this desk. */
import { tabsSchema, type Draft, type Tabs } from '#shared/features/workspace/workspace.schema.ts'
import { findRow, listRows, type Db } from '../../database/statements.ts'

export const MAX_RECENT = 10
const noTabs: Tabs = { open: [], active: null }

export function tabsOf(db: Db, agentId: string): Tabs {
  const row = findRow<{ tabs: string }>(db, 'select tabs from tabs where agentId = ?', agentId)
  const parsed = row && tabsSchema.safeParse(JSON.parse(row.tabs))
  return parsed?.success ? parsed.data : noTabs
}

/** Which accounts colleagues are told of: those of the one who is signed in. */
export const listOpenTabs = (db: Db, agentId: string | null): string[] => (agentId === null ? [] : tabsOf(db, agentId).open)

export const listDrafts = (db: Db, agentId: string, customerId: string): Draft[] =>
  listRows(db, 'select customerId, key, value from draft where agentId = ? and customerId = ? order by key', agentId, customerId)

/** Newest first. */
export const listRecent = (db: Db, agentId: string): string[] =>
  listRows<{ customerId: string }>(
    db, `select customerId from recent where agentId = ? order by openedAt desc, customerId limit ${MAX_RECENT}`, agentId,
  ).map((row) => row.customerId)
