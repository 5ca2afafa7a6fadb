/** What an agent has in hand, kept on the disk with each change. */
import type { Draft, Tabs } from '#shared/features/workspace/workspace.schema.ts'
import { run, type WritableDb } from '../../database/statements.ts'
import { isErased } from '../../sync/erase-copies.ts'

export const saveTabs = (db: WritableDb, agentId: string, tabs: Tabs): number =>
  run(db, 'insert or replace into tabs(agentId, tabs) values (?, ?)', agentId, JSON.stringify(tabs))

/** A field that still stands in a window when its customer was erased is kept no more. */
export function saveDraft(db: WritableDb, agentId: string, { customerId, key, value }: Draft): void {
  if (value === '' || isErased(db, customerId)) run(db, 'delete from draft where agentId = ? and customerId = ? and key = ?', agentId, customerId, key)
  else run(db, 'insert or replace into draft(agentId, customerId, key, value) values (?, ?, ?, ?)', agentId, customerId, key, value)
}
