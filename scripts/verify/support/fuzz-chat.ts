/** Frames of a customer's chat page, of which none may end more than its own connection, or be answered with a look into the house. */
import { WebSocket } from 'ws'
import { fromCustomerSchema } from '#shared/features/chat/customer-chat.schema.ts'
import { faultOf } from './fuzz-answers.ts'
import type { Target } from './fuzz-contract.ts'
import { likelyInput, type Pick } from './likely-input.ts'
import { mutateBytes, mutateValue } from './mutations.ts'

const FRAMES_OF_ONE = 25
const PATIENCE_MS = 15_000
/** 1006 is cut without a word. 4004: no such ticket; 4008: too many. */
const EXPECTED = new Set([1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 4004, 4008])

/** @returns faults found, and how many connections were let in: none would prove nothing */
export async function fuzzChat({ url, chatTokens }: Target, frames: number, nasty: readonly unknown[], pick: Pick): Promise<{ faults: string[]; opened: number }> {
  const faults: string[] = []
  let opened = 0
  for (let said = 0; said < frames; said += FRAMES_OF_ONE) {
    const ticket = await ticketFor(url, chatTokens[pick(chatTokens.length)] ?? '', pick)
    const frame = (): Buffer | string => {
      const value = JSON.stringify(mutateValue(likelyInput(fromCustomerSchema, {}, pick), nasty, pick)) ?? ''
      return pick(4) === 0 ? mutateBytes(Buffer.from(value), pick) : value
    }
    // Of eight, one says nonsense before it has said who it is.
    const opening = pick(8) === 0 ? null : JSON.stringify({ type: 'open', ticket, after: 0 })
    const found = await oneConnection(url, opening, Array.from({ length: FRAMES_OF_ONE }, frame))
    faults.push(...found.faults)
    opened += Number(found.opened)
  }
  return { faults, opened }
}

async function ticketFor(url: string, token: string, pick: Pick): Promise<string> {
  const from = `10.${pick(256)}.${pick(256)}.${pick(256)}`
  const answer = await fetch(`${url}/portal/chat/ticket`, { method: 'POST', headers: { 'content-type': 'application/json', origin: url, 'x-forwarded-for': from }, body: JSON.stringify({ token }) })
  return ((await answer.json()) as { ticket?: string }).ticket ?? ''
}

function oneConnection(url: string, opening: string | null, frames: readonly (Buffer | string)[]): Promise<{ faults: string[]; opened: boolean }> {
  return new Promise((resolve) => {
    const faults: string[] = []
    let opened = false
    const socket = new WebSocket(`${url.replace('http', 'ws')}/portal/chat/live`, { origin: url })
    const timer = setTimeout(() => {
      faults.push('chat: neither an answer nor an end')
      socket.terminate()
    }, PATIENCE_MS)
    const sayAll = (): void => {
      for (const frame of frames) socket.send(frame)
      socket.ping()
      // What was sent is worked on before the end of it is heard.
      socket.once('pong', () => setTimeout(() => socket.close(), 50))
    }
    socket.on('message', (data) => {
      if (!opened && String(data).startsWith('{"type":"opened"')) {
        opened = true
        sayAll()
      }
      const fault = faultOf(200, String(data))
      if (fault) faults.push(`chat: ${fault}`)
    })
    socket.on('open', () => (opening === null ? sayAll() : socket.send(opening)))
    socket.on('error', () => undefined)
    socket.on('unexpected-response', (_request, answer) => {
      if ((answer.statusCode ?? 500) >= 500) faults.push(`chat: status ${answer.statusCode}`)
      socket.terminate()
    })
    socket.on('close', (code) => {
      clearTimeout(timer)
      if (!EXPECTED.has(code)) faults.push(`chat: closed with ${code}`)
      resolve({ faults, opened })
    })
  })
}
