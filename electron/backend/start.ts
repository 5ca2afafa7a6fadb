/** From nothing to an answering backend: the same steps in the console, on a server and in tests. */
import { systemClock } from '#shared/kernel/clock.ts'
import { createBackend, type Backend } from './backend.ts'
import { createDemoEquipment } from './demo/equipment-faults.ts'
import { demoOperator, fillDemo } from './demo/demo.ts'
import { startModemSimulator } from './demo/modem-simulator.ts'
import { createTechnicianSimulator, startTechnicianSimulator } from './demo/technician-simulator.ts'
import { DEFAULT_TIME_ZONE, requireTimeZone } from './operator-day.ts'
import type { MessageChannels } from './messages/channels.ts'
import { checkpointsBeside, openCheckpoints } from './features/audit/checkpoints.ts'
import { openSimulatedEntry, type SimulatedEntry } from './features/billing/gateway/simulated-entry.ts'
import { createSimulator } from './features/billing/gateway/simulator.ts'
import { sealPlainFactors } from './features/access/factors.ts'
import { createHttpEquipment } from './features/diagnostics/http-equipment.ts'
import { keepShippedGuides } from './features/diagnostics/guides.queries.ts'
import { shippedGuides } from './features/diagnostics/guides/shipped-guides.ts'
import { openLedgerOnce } from './features/billing/open-ledger.ts'
import { toAppError } from './http/errors.ts'
import { createSecretBox } from './secret-box.ts'
import { readSecretKeys } from './secret-keys.ts'
import type { EquipmentAddress } from './server-options.ts'
import type { SingleSignOnOptions } from './single-sign-on-options.ts'
import { migrate } from './store/migrate.ts'
import { openStore, type Store, type StoreLocation } from './store/store.ts'
import { systemTimers } from './timers.ts'

export type StartOptions = {
  location: StoreLocation
  demo: boolean
  port: number
  host?: string
  /** The operator's, IANA; `America/New_York` where nobody says. */
  timeZone?: string
  /** As customers are told to call. */
  supportPhone?: string | null
  /** Whether a customer's new password by link also ends a lock of their sign-in. */
  resetUnlocks?: boolean
  /** Where customers reach their pages; a demo has them at its own address. */
  portalUrl?: string | null
  /** An operator's VROOM server, by which days are planned. */
  vroomUrl?: string | null
  /** Origins of the operator's own sites, which may show the chat page in a frame. */
  chatFrames?: readonly string[]
  /** The built renderer, which has the customers' page in it. */
  pages?: string | null
  /** Addresses of the TLS before it. */
  trustedProxies?: readonly string[]
  /** They say where an address is, too. */
  placeHeader?: boolean
  /** Where the audit's checkpoints are kept, outside the database; beside an embedded one where nobody says, and nowhere of a server's. */
  checkpointDirectory?: string | null
  /** Whether agents must have an authenticator app: required where nobody says, and optional in the demo, whose passwords are public. */
  secondFactor?: 'required' | 'optional' | null
  /** Agents' single sign-on, where it is set up. */
  singleSignOn?: SingleSignOnOptions | null
  passwordSignIn?: boolean
  /** Where the operator's adapter to its equipment is; the demo without one has a simulator. */
  equipmentAddress?: EquipmentAddress | null
  /** By what messages to customers go out. */
  channels?: Partial<MessageChannels>
  /** pino's: `info`, `warn`, … One JSON line each to the standard output; silent without. */
  logLevel?: string
  onProgress?: (step: 'opening' | 'migrating' | 'fillingDemo' | 'catchingUp', done: number, total: number) => void
}

export type Running = { url: string; stop(): Promise<void> }

/** @throws AppError `incompatible` for a newer database; the driver's error for one that cannot be opened; Error for an unknown time zone. */
export async function startBackend(options: StartOptions): Promise<Running> {
  const timeZone = requireTimeZone(options.timeZone ?? DEFAULT_TIME_ZONE)
  options.onProgress?.('opening', 0, 1)
  const store = await openStore(options.location)
  let entry: SimulatedEntry | null = null
  try {
    entry = options.demo ? await openSimulatedEntry() : null
    const backend = await prepare(store, { ...options, timeZone, entry })
    const url = await backend.listen({ port: options.port, ...(options.host ? { host: options.host } : {}) })
    const simulators = options.demo ? [startModemSimulator, startTechnicianSimulator].map((start) => start({ store, clock: systemClock, timers: systemTimers, log: backend.app.log })) : []
    return { url, stop: () => Promise.all(simulators.map((simulator) => simulator.stop())).then(() => undefined).finally(() => backend.close()).finally(() => entry?.close()).finally(() => store.close()) }
  } catch (error) {
    await entry?.close()
    await store.close()
    throw error
  }
}

async function prepare(store: Store, { location, checkpointDirectory = checkpointsBeside(location), demo, logLevel, timeZone, channels = {}, portalUrl = null, supportPhone = null, resetUnlocks = false, vroomUrl = null, pages = null, chatFrames = [], trustedProxies = [], placeHeader = false, secondFactor = null, singleSignOn = null, passwordSignIn = true, equipmentAddress = null, entry, onProgress }: StartOptions & { timeZone: string; entry: SimulatedEntry | null }): Promise<Backend> {
  // First: without a key nothing is changed.
  const secrets = createSecretBox(await readSecretKeys(location, demo))
  onProgress?.('migrating', 0, 1)
  await migrate(store)
  await openLedgerOnce(store)
  await keepShippedGuides(store, systemClock, shippedGuides())
  while ((await sealPlainFactors(store, secrets)) > 0);
  if (demo) await fillDemo(store, { clock: systemClock, timeZone, onProgress: (done, total) => onProgress?.('fillingDemo', done, total) })
  let fault: unknown = null
  // Before anybody takes for missed what was done while no demo ran.
  if (demo) await createTechnicianSimulator({ store, clock: systemClock, onFault: (error) => void (fault = error), onProgress: (done, total) => onProgress?.('catchingUp', done, total) }).beat()
  const equipment = equipmentAddress ? createHttpEquipment(equipmentAddress.url, equipmentAddress.token) : demo ? createDemoEquipment(store) : null
  const gateway = entry ? { ...createSimulator(), entry } : null
  const checkpoints = checkpointDirectory === null ? null : await openCheckpoints(checkpointDirectory)
  const backend = await createBackend({ store, timeZone, checkpoints, secrets, secondFactor: secondFactor ?? (demo ? 'optional' : 'required'), demo: demo ? demoOperator : null, gateway, equipment, channels, portalUrl, supportPhone, resetUnlocks, vroomUrl, pages, chatFrames, trustedProxies, placeHeader, singleSignOn, passwordSignIn, ...(logLevel ? { log: { level: logLevel } } : {}) })
  if (fault !== null) toAppError(fault, backend.app.log)
  return backend
}
