/** What the sign-in page is told of a database into which an operator's own book came. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { demoOperator } from '../../../electron/backend/demo/demo.ts'
import { runImport } from '../../../electron/backend/import/run-import.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { apiClient, startTestBackend } from '../../support/api-client.ts'
import { openTestStore, testClock } from '../../support/stores.ts'

async function importInto(store: Store, rows: string): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'headend-sign-in-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'book.csv')
  await writeFile(file, `Account No,Name,Monthly Charge\n${rows}\n`)
  const openStore = async () => ({ ...store, close: async () => undefined })
  await runImport({ file, mapping: {}, set: {}, encoding: null, rejectsFile: `${file}.rejects.csv`, dryRun: false, clock: testClock(), openStore })
}

test('the demo accounts are no longer called those of an invented operator once people were imported, and still work', async () => {
  const store = await openTestStore('embedded')
  onTestFinished(() => store.close())
  const backend = await startTestBackend({ store, demo: demoOperator })
  onTestFinished(() => backend.close())
  const told = () => apiClient(backend.url).session.serverInfo()
  expect(await told()).toMatchObject({ demo: true, importedBook: false, operatorName: demoOperator.operatorName })
  await importInto(store, 'A-1,Ana Rivera,-4')
  expect(await told()).toMatchObject({ importedBook: false })
  await importInto(store, 'A-1,Ana Rivera,4')
  expect(await told()).toMatchObject({ demo: true, importedBook: true, operatorName: 'Headend', demoAccounts: demoOperator.accounts })
})
