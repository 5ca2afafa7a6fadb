/** The backend as a process of its own over the database that the parent names, so that its memory and its processor are its own. */
import { demoOperator } from '../../../electron/backend/demo/demo.ts'
import { openStore } from '../../../electron/backend/store/store.ts'
import { startTestBackend } from '../../../tests/support/api-client.ts'
import { settledMemory } from '../../verify/support/settled-memory.ts'
import { serveParent } from './chat-child.ts'

const [databaseUrl = ''] = process.argv.slice(2)
const store = await openStore({ kind: 'server', url: databaseUrl })
const backend = await startTestBackend({ store, demo: demoOperator, trustedProxies: ['127.0.0.1'], log: { level: 'error', stream: process.stderr } })
serveParent({
  memory: settledMemory,
  processor: () => Promise.resolve(process.cpuUsage().user / 1_000 + process.cpuUsage().system / 1_000),
  stop: () => backend.close().then(() => store.close()),
})
process.send?.({ ready: backend.url })
