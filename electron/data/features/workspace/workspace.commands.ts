/** What an agent has in hand, kept on the disk with each change. */
import type { Draft, Tabs } from '#shared/features/workspace/workspace.schema.ts'
import { run, type WritableDb } from '../../database/statements.ts'
import { MAX_RECENT } from './workspace.queries.ts'

export const saveTabs = (db: WritableDb, agentId: string, tabs: Tabs): number =>
  run(db, 'insert or replace into tabs(agentId, tabs) values (?, ?)', agentId, JSON.stringify(tabs))

export function saveDraft(db: WritableDb, agentId: string, { customerId, key, value }: Draft): void {
  if (value === '') removeDraft(db, agentId, customerId, key)
  else run(db, 'insert or replace into draft(agentId, customerId, key, value) values (?, ?, ?, ?)', agentId, customerId, key, value)
}

export const removeDraft = (db: WritableDb, agentId: string, customerId: string, key: string): number =>
  run(db, 'delete from draft where agentId = ? and customerId = ? and key = ?', agentId, customerId, key)

export function rememberOpened(db: WritableDb, agentId: string, customerId: string, openedAt: string): void {
  run(db, 'insert or replace into recent(agentId, customerId, openedAt) values (?, ?, ?)', agentId, customerId, openedAt)
  run(
    db,
    `delete from recent where agentId = ? and customerId not in
       (select customerId from recent where agentId = ? order by openedAt desc, customerId limit ${MAX_RECENT})`,
    agentId, agentId,
  )
}

/** At sign-out. Drafts stay: they are unsent work, and come back to their agent only. */
export function forgetDesk(db: WritableDb): void {
  run(db, 'delete from tabs')
  run(db, 'delete from recent')
}
