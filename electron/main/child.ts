/** A process of ours (data, backend): started by path, watched, started again when it dies, asked to end at quit. */
import { utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron'
import type { Log } from './log-file.ts'
import { restartDelay } from './restart-policy.ts'

export type ChildOptions = {
  /** Of the script, absolute. */
  script: string
  /** As the operating system's process list shows it. */
  name: string
  log: Log
}

export type ChildListeners = {
  onMessage: (message: unknown) => void
  /** It died and a new one has been started; it knows nothing yet. */
  onRestart: () => void
  onGaveUp: () => void
}

export type Child = {
  /** Who hears it from now on. A child says nothing before it is told to start, so nothing is missed before. */
  listen(listeners: ChildListeners): void
  send(message: object, ports?: MessagePortMain[]): void
  /** Sends `{ kind: 'stop' }` and waits for the end, then kills. Resolves in any case. */
  stop(boundMs: number): Promise<void>
  readonly pid: number | undefined
}

export function startChild(options: ChildOptions): Child {
  const crashes: number[] = []
  let stopping = false
  let listeners: ChildListeners | undefined
  let process = start()

  function start(): UtilityProcess {
    const started = utilityProcess.fork(options.script, [], { serviceName: options.name, stdio: 'pipe' })
    started.on('message', (message) => listeners?.onMessage(message))
    started.stdout?.on('data', (chunk) => options.log(options.name, String(chunk)))
    started.stderr?.on('data', (chunk) => options.log(options.name, String(chunk)))
    started.once('exit', (code) => ended(code))
    return started
  }

  function ended(code: number): void {
    options.log('main', `${options.name} ended with code ${code}`)
    if (stopping) return
    crashes.push(Date.now())
    const delay = restartDelay(crashes, Date.now())
    if (delay === 'giveUp') listeners?.onGaveUp()
    else setTimeout(restart, delay)
  }

  function restart(): void {
    if (stopping) return
    process = start()
    listeners?.onRestart()
  }

  return {
    listen: (wanted) => {
      listeners = wanted
    },
    send: (message, ports) => process.postMessage(message, ports),
    stop: async (boundMs) => {
      stopping = true
      await endOf(process, boundMs)
    },
    get pid() {
      return process.pid
    },
  }
}

function endOf(process: UtilityProcess, boundMs: number): Promise<void> {
  if (process.pid === undefined) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => process.kill(), boundMs)
    process.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    process.postMessage({ kind: 'stop' })
  })
}
