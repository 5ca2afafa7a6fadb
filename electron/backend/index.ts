/** The backend inside the console: a utility process, told by main what to do over its parent port. */
import { systemClock } from '#shared/kernel/clock.ts'
import path from 'node:path'
import { fromBackendSchema, toBackendSchema, type FromBackend, type ToBackend } from '#shared/contract/processes.ts'
import { readCheckpointDirectory, readChatFrames, readEquipment, readPlaceHeader, readPortalUrl, readResetUnlocks, readSecondFactor, readTimeZone, readTrustedProxies, readVroomUrl } from './server-options.ts'
import { readChannels } from './messages/channel-options.ts'
import { readSignInOptions } from './single-sign-on-options.ts'
import { startBackend, type Running } from './start.ts'

/** Electron's addition to `process` in a utility process; the room does not know Electron's types. */
type ParentPort = { on(event: 'message', listener: (event: { data: unknown }) => void): void; postMessage(message: unknown): void }
const { parentPort } = process as unknown as { parentPort: ParentPort }

let running: Promise<Running> | null = null

const tell = (message: FromBackend): void => parentPort.postMessage(fromBackendSchema.parse(message))

parentPort.on('message', ({ data }) => void obey(toBackendSchema.parse(data)))

async function obey(message: ToBackend): Promise<void> {
  if (message.kind === 'stop') return stop()
  if (!running) await start(message)
}

async function start({ dataDirectory, demo, port }: Extract<ToBackend, { kind: 'start' }>): Promise<void> {
  try {
    running = startBackend({
      location: { kind: 'embedded', dataDirectory },
      demo,
      port,
      timeZone: readTimeZone(undefined),
      ...readCheckpointDirectory(undefined),
      channels: readChannels(process.env, systemClock),
      portalUrl: readPortalUrl(),
      supportPhone: process.env['HEADEND_SUPPORT_PHONE'] ?? null,
      equipmentAddress: readEquipment(),
      resetUnlocks: readResetUnlocks(),
      vroomUrl: readVroomUrl(),
      chatFrames: readChatFrames(),
      trustedProxies: readTrustedProxies(),
      placeHeader: readPlaceHeader(),
      secondFactor: readSecondFactor(),
      ...readSignInOptions(),
      // Beside this program in the built folder.
      pages: path.join(import.meta.dirname, '../renderer'),
      // Main writes what is said here into its log: faults and their references, no line for each answer.
      logLevel: 'warn',
      onProgress: (step, done, total) => tell({ kind: 'progress', step, done, total }),
    })
    tell({ kind: 'ready', url: (await running).url })
  } catch (error) {
    tell({ kind: 'failed', detail: error instanceof Error ? error.message : String(error) })
  }
}

async function stop(): Promise<void> {
  await running?.then(({ stop }) => stop()).catch(() => undefined)
  process.exit(0)
}
