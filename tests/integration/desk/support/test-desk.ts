/** A desk as a window meets it: over a real message port, with the bridge contract at the other end. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient, ORPCError } from '@orpc/client'
import { RPCLink, type SupportedMessagePort } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import type { bridge } from '#shared/contract/bridge.ts'
import type { DeskEvent, DeskState } from '#shared/features/workspace/workspace.schema.ts'
import { createDesk, type Desk, type DeskOptions } from '../../../../electron/data/desk.ts'
import { createLog } from '../../../../electron/data/log.ts'

export type Window = ContractRouterClient<typeof bridge>

export const testKey = 'ab'.repeat(32)

export type TestDesk = {
  desk: Desk
  window: Window
  /** A second window of the same desk. */
  another(): Window
  state(): Promise<DeskState>
  /** Resolves with the first state, of those seen from now on, that fits. */
  until(fits: (state: DeskState) => boolean): Promise<DeskState>
  /** Runs again after each event until it gives something true. */
  untilTrue<T>(look: () => Promise<T | null | undefined | false>): Promise<T>
  logged: string[]
  stop(): Promise<void>
}

export function temporaryFile(): { path: string; directory: string; remove(): void } {
  const directory = mkdtempSync(join(tmpdir(), 'headend-desk-'))
  return { path: join(directory, 'cache.db'), directory, remove: () => rmSync(directory, { recursive: true, force: true }) }
}

export function openDesk(options: Partial<DeskOptions> = {}): TestDesk {
  const logged: string[] = []
  const desk = createDesk({
    cacheFile: null, cacheKey: testKey, protection: 'demoKey', backendUrl: null, scope: { kind: 'all' }, deviceName: 'test desk',
    log: createLog((line) => logged.push(line)), ...options,
  })
  const channels: MessageChannel[] = []
  const connect = (): Window => {
    const channel = new MessageChannel()
    channels.push(channel)
    desk.connect(channel.port1 as unknown as SupportedMessagePort)
    const window: Window = createORPCClient(new RPCLink({ port: channel.port2 as unknown as SupportedMessagePort }))
    channel.port1.start()
    channel.port2.start()
    return window
  }
  const window = connect()
  const state = () => window.workspace.state()
  const untilTrue: TestDesk['untilTrue'] = async (look) => {
    for await (const _ of await window.workspace.watch()) {
      const found = await look()
      if (found) return found
    }
    throw new Error('the desk stopped')
  }
  return {
    desk, window, another: connect, state, untilTrue, logged,
    until: async (fits) => {
      for await (const event of (await window.workspace.watch()) as AsyncIterable<DeskEvent>)
        if (event.type === 'state' && fits(event.state)) return event.state
      throw new Error('the desk stopped')
    },
    stop: async () => {
      await desk.stop()
      channels.forEach((channel) => channel.port1.close())
    },
  }
}

/** The code of the error that a call ends in, and its data. */
export async function failure(call: Promise<unknown>): Promise<{ code: string; data: Record<string, unknown> }> {
  try {
    await call
  } catch (error) {
    if (error instanceof ORPCError) return { code: error.code, data: error.data as Record<string, unknown> }
    throw error
  }
  throw new Error('it succeeded')
}

export const randomKey = () => randomBytes(32).toString('hex')
