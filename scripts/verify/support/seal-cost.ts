/** What the chain costs: a hundred commands at once over HTTP, as they are and with the seal taken out, by turns. */
import { systemClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { openStore, type Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../../tests/support/api-client.ts'
import { makeRow } from '../../../tests/support/rows.ts'
import { median } from '../../lib/stats.ts'
import type { Report } from '../../lib/report.ts'

const AT_ONCE = 100
const ROUNDS = 15

/** Commands per second, median of the rounds; on a PostgreSQL that really writes to its disk. */
export async function sealCost(url: string, { say }: Report): Promise<{ sealed: number; unsealed: number; atOnce: number }> {
  const store = await openStore({ kind: 'server', url })
  const backend = await startTestBackend({ store, clock: systemClock })
  try {
    const customers = Array.from({ length: AT_ONCE }, () => makeRow('customer'))
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'customer', customers))
    const { client } = await signInAs(store, backend.url)
    const seconds = { sealed: [] as number[], unsealed: [] as number[] }
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const which of ['sealed', 'unsealed'] as const) {
        await setSeal(store, which === 'sealed')
        const spent = await hundredNotes(client, customers)
        // The first round warms up.
        if (round > 0) seconds[which].push(spent)
      }
    }
    const rate = (all: number[]) => Math.round(AT_ONCE / median(all))
    const rates = { sealed: rate(seconds.sealed), unsealed: rate(seconds.unsealed), atOnce: AT_ONCE }
    say(`commands per second: ${rates.sealed} with the seal, ${rates.unsealed} without`)
    return rates
  } finally {
    await backend.close()
    await store.close()
  }
}

const setSeal = async ({ pool }: Store, on: boolean): Promise<void> => void (await pool.query(`alter table audit_entry ${on ? 'enable' : 'disable'} trigger audit_entry_sealed`))

async function hundredNotes(client: ApiClient, customers: readonly { id: string }[]): Promise<number> {
  const started = performance.now()
  await Promise.all(customers.map(({ id }) => client.interactions.addNote({
    commandId: newId(), customerId: id, interactionId: newId(), writtenAt: new Date().toISOString(), disposition: 'resolved', text: 'Called about the bill',
  })))
  return (performance.now() - started) / 1_000
}
