/** Asks over HTTP as a client's library does, and as one does that knows no rules: bytes on a socket. */
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import type { Ask } from './mutations.ts'

export type Answered = { status: number; text: string }
/** A server that says nothing for so long hangs, in milliseconds. */
const PATIENCE_MS = 15_000
/** Of an answer no more is looked at, in bytes. */
const LOOKED_AT = 64 * 1024

export const openAgent = (): Agent => new Agent({ keepAlive: true, maxSockets: 16 })

/** @returns status 0 and the reason where the connection ended without an answer */
export function send(url: string, agent: Agent, { method, path, headers, body }: Ask): Promise<Answered> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const asking = request({ hostname, port, agent, method, path, headers: { ...headers, 'content-length': body.length }, setHost: headers['host'] === undefined }, (answer) => {
      const parts: Buffer[] = []
      let length = 0
      answer.on('data', (part: Buffer) => {
        if (length < LOOKED_AT) parts.push(part)
        length += part.length
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('latin1') }))
      answer.on('error', (error) => resolve({ status: 0, text: error.message }))
    })
    asking.setTimeout(PATIENCE_MS, () => asking.destroy(new Error('no answer in time')))
    asking.on('error', (error) => resolve({ status: 0, text: error.message }))
    asking.end(body)
  })
}

/** What can stand in a request that Node's client writes; the rest goes as bytes. */
export const isWritable = ({ method, path, headers }: Ask): boolean =>
  /^[A-Z]+$/.test(method) && method !== 'CONNECT' && /^\/[\x21-\x7e]*$/.test(path) && !path.includes('#') && headers['transfer-encoding'] === undefined && headers['expect'] === undefined &&
  Object.values(headers).every((value) => /^[\x20-\x7e\u00a0-\u00ff]*$/.test(value))

export function bytesOf({ method, path, headers, body }: Ask): Buffer {
  const lines = Object.entries({ host: '127.0.0.1', connection: 'close', 'content-length': String(body.length), ...headers }).map(([name, value]) => `${name}: ${value}`)
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body])
}

/** Bytes, then the end of what is sent. @returns status 0 where nothing came before the end: that is an answer to bytes without sense */
export function sendBytes(url: string, bytes: Buffer): Promise<Answered> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    const socket = connect(Number(port), hostname, () => socket.end(bytes))
    const finish = (): void => {
      socket.destroy()
      const text = Buffer.concat(parts).subarray(0, LOOKED_AT).toString('latin1')
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text: text.slice(text.indexOf('\r\n\r\n') + 4) })
    }
    socket.on('data', (part: Buffer) => void parts.push(part))
    socket.on('close', finish)
    socket.on('error', () => undefined)
    socket.setTimeout(PATIENCE_MS, finish)
  })
}
