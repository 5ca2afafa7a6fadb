import { run, type WritableDb } from './statements.ts'

/** Lets those copies go that are of no account which this agent has open or had open lately. @param of the account that is being read */
export function dropCopiesOfOthers(db: WritableDb, table: 'billDocument' | 'usageDetail', of: { customerId: string; agentId: string }): void {
  run(
    db,
    `delete from ${table} where customerId <> ?
       and customerId not in (select customerId from recent where agentId = ?)
       and customerId not in (select value from tabs, json_each(tabs.tabs, '$.open') where agentId = ?)`,
    of.customerId, of.agentId, of.agentId,
  )
}
