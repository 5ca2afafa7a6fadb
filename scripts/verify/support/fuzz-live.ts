/** Frames on a desk's WebSocket, of which none may end more than its own connection. */
import { WebSocket } from 'ws'
import { faultOf } from './fuzz-answers.ts'
import type { Target } from './fuzz-contract.ts'
import type { Pick } from './likely-input.ts'
import { mutateBytes, mutateValue } from './mutations.ts'

const FRAMES_OF_ONE = 20
const PATIENCE_MS = 15_000

/** @returns faults found; each connection says some frames, until the server ends it */
export async function fuzzLive({ url, tokens, customerIds }: Target, frames: number, nasty: readonly unknown[], pick: Pick): Promise<string[]> {
  const faults: string[] = []
  for (let said = 0; said < frames; said += FRAMES_OF_ONE) {
    const frame = (): Buffer | string => {
      const right = pick(2) === 0 ? { type: 'ping' } : { type: 'presence', open: customerIds.slice(0, pick(60)) }
      const value = JSON.stringify(mutateValue(right, nasty, pick)) ?? ''
      return pick(3) === 0 ? mutateBytes(Buffer.from(value), pick) : value
    }
    faults.push(...await oneConnection(url, tokens[pick(tokens.length)] ?? '', Array.from({ length: FRAMES_OF_ONE }, frame)))
  }
  return faults
}

/** 1006 is a connection cut without a word; the others say why: 1000 to 1011 less the internal error. */
const EXPECTED = new Set([1000, 1001, 1002, 1003, 1005, 1007, 1008, 1009])

function oneConnection(url: string, token: string, frames: readonly (Buffer | string)[]): Promise<string[]> {
  return new Promise((resolve) => {
    const faults: string[] = []
    const socket = new WebSocket(`${url.replace('http', 'ws')}/live`, { headers: { authorization: `Bearer ${token}` } })
    const timer = setTimeout(() => {
      faults.push('live: neither an answer nor an end')
      socket.terminate()
    }, PATIENCE_MS)
    socket.on('message', (data) => {
      const fault = faultOf(200, String(data))
      if (fault) faults.push(`live: ${fault}`)
    })
    socket.on('open', () => {
      for (const frame of frames) socket.send(frame)
      socket.close()
    })
    socket.on('error', () => undefined)
    socket.on('unexpected-response', (_request, answer) => {
      if ((answer.statusCode ?? 500) >= 500) faults.push(`live: status ${answer.statusCode}`)
      socket.terminate()
    })
    socket.on('close', (code) => {
      clearTimeout(timer)
      if (!EXPECTED.has(code) && code !== 1006) faults.push(`live: closed with ${code}`)
      resolve(faults)
    })
  })
}
