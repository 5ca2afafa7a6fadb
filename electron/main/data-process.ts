/** The data process, as main sees it: started before anything is known, told what it needs, replaced when it dies. */
import { fromDataSchema, type FromData, type ToData } from '#shared/contract/processes.ts'
import type { MessagePortMain } from 'electron'
import type { Child } from './child.ts'

type Start = Extract<ToData, { kind: 'start' }>

export class DataProcess {
  private readonly child: Child
  private start: Start | null = null

  constructor(child: Child) {
    this.child = child
  }

  configure(start: Start): void {
    this.start = start
    this.send(start)
  }

  /** Tells a new process what the one before knew. */
  repeat(): void {
    if (this.start) this.send(this.start)
  }

  useBackend(url: string): void {
    if (!this.start) return
    this.start = { ...this.start, backendUrl: url }
    this.send({ kind: 'backend', url })
  }

  serveWindow(port: MessagePortMain): void {
    this.send({ kind: 'window' }, [port])
  }

  /** Of the browser's way back: what a new process does not ask about. */
  tell(message: ToData): void {
    this.send(message)
  }

  private send(message: ToData, ports?: MessagePortMain[]): void {
    this.child.send(message, ports)
  }
}

/** Null for anything that is not in the contract. */
export function parseFromData(message: unknown): FromData | null {
  const parsed = fromDataSchema.safeParse(message)
  return parsed.success ? parsed.data : null
}
