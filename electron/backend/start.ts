/** From nothing to an answering backend: the same steps in the console, on a server and in tests. */
import { systemClock } from '#shared/kernel/clock.ts'
import { createBackend, type Backend } from './backend.ts'
import { demoOperator, fillDemo } from './demo/demo.ts'
import { createSimulator } from './features/billing/gateway/simulator.ts'
import { migrate } from './store/migrate.ts'
import { openStore, type Store, type StoreLocation } from './store/store.ts'

export type StartOptions = {
  location: StoreLocation
  demo: boolean
  port: number
  host?: string
  /** pino's: `info`, `warn`, … One JSON line each to the standard output; silent without. */
  logLevel?: string
  onProgress?: (step: 'opening' | 'migrating' | 'fillingDemo', done: number, total: number) => void
}

export type Running = { url: string; stop(): Promise<void> }

/** @throws AppError `incompatible` for a newer database; the driver's error for one that cannot be opened. */
export async function startBackend(options: StartOptions): Promise<Running> {
  options.onProgress?.('opening', 0, 1)
  const store = await openStore(options.location)
  try {
    const backend = await prepare(store, options)
    const url = await backend.listen({ port: options.port, ...(options.host ? { host: options.host } : {}) })
    return { url, stop: () => backend.close().finally(() => store.close()) }
  } catch (error) {
    await store.close()
    throw error
  }
}

async function prepare(store: Store, { demo, logLevel, onProgress }: StartOptions): Promise<Backend> {
  onProgress?.('migrating', 0, 1)
  await migrate(store)
  if (demo) await fillDemo(store, { clock: systemClock, onProgress: (done, total) => onProgress?.('fillingDemo', done, total) })
  return createBackend({ store, demo: demo ? demoOperator : null, gateway: demo ? createSimulator() : null, ...(logLevel ? { log: { level: logLevel } } : {}) })
}
