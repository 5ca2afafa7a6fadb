/** Tabs and drafts of an agent at this desk. */
import { tabsSchema, type Draft, type Tabs } from '#shared/features/workspace/workspace.schema.ts'
import { findRow, listRows, type Db } from '../../database/statements.ts'

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
