/** Entry of the utility process: the only file of this room that knows Electron. */
import type { MessagePortMain } from 'electron'
import { fromDataSchema, toDataSchema, type FromData, type ToData } from '#shared/contract/processes.ts'
import { guardedPort } from '#shared/contract/port-frames.ts'
import { NewerFileError } from './database/migrate.ts'
import { createDesk, type Desk } from './desk.ts'
import { createBrowser } from './features/session/browser.ts'

const { parentPort } = process
const tell = (message: FromData) => parentPort.postMessage(fromDataSchema.parse(message))
const browser = createBrowser(tell)
let desk: Desk | null = null

parentPort.on('message', ({ data, ports }) => {
  const message = toDataSchema.parse(data)
  switch (message.kind) {
    case 'start':
      return start(message)
    case 'backend':
      return desk?.setBackend(message.url)
    case 'window':
      return connect(ports[0])
    case 'returnOpen':
    case 'returned':
      return browser.hear(message)
    case 'stop':
      return void stop()
  }
})

function start(message: Extract<ToData, { kind: 'start' }>): void {
  const { kind: _, ...options } = message
  try {
    desk = createDesk({ ...options, browser })
  } catch (error) {
    if (!(error instanceof NewerFileError)) throw error
    return tell({ kind: 'refused', reason: 'newerFile', detail: error.message })
  }
  tell({ kind: 'ready' })
}

function connect(port: MessagePortMain | undefined): void {
  if (!port || !desk) return
  desk.connect(guardedPort(port, (verdict) => console.error(`bridge frame: ${verdict}`)))
  port.start()
}

async function stop(): Promise<void> {
  await desk?.stop()
  process.exit(0)
}
