/**
 * What may come in over a window's port, judged before oRPC decodes it: a decoding error there is nobody's to catch
 * and would end the process. A frame too large is answered, so that its caller does not wait for ever.
 */
/** In UTF-16 units; the longest honest one is a draft of 20,000. */
export const LARGEST_FRAME = 1_000_000

/** The part of Electron's MessagePortMain that is needed. */
type Port = {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  postMessage(data: unknown): void
}
type PortOfHandler = { on: (name: string, heard: (event?: { data: unknown }) => void) => void; postMessage: (data: unknown) => void }

/** The same port for `RPCHandler.upgrade`, with bad frames kept away. `onBad` hears of each, without its content. */
export function guardedPort(port: Port, onBad: (verdict: 'drop' | 'refuse') => void): PortOfHandler {
  const judged = (heard: (event?: { data: unknown }) => void) => (event: { data: unknown }) => {
    const verdict = judgeFrame(event.data)
    if (verdict.kind === 'pass') return heard(event)
    onBad(verdict.kind)
    if (verdict.kind === 'refuse') port.postMessage(verdict.answer)
  }
  return {
    on: (name, heard) => void (name === 'message' ? port.on('message', judged(heard)) : port.on('close', () => heard())),
    postMessage: (data) => port.postMessage(data),
  }
}

export type FrameVerdict = { kind: 'pass' } | { kind: 'drop' } | { kind: 'refuse'; answer: string }

export function judgeFrame(data: unknown): FrameVerdict {
  if (typeof data !== 'string') return { kind: 'drop' }
  if (data.length > LARGEST_FRAME) return refusal(data)
  return isRequest(data) ? { kind: 'pass' } : { kind: 'drop' }
}

function refusal(data: string): FrameVerdict {
  const id = /^\{"i":"(\d{1,15})"/.exec(data)?.[1]
  if (!id) return { kind: 'drop' }
  const body = { json: { defined: false, code: 'PAYLOAD_TOO_LARGE', status: 413, message: 'Payload too large' } }
  return { kind: 'refuse', answer: JSON.stringify({ i: id, p: { s: 413, b: body } }) }
}

// `i` id, `t` type (1 or none: a request; 3, 4: about a running one), `p` payload with `u` the procedure's path.
function isRequest(text: string): boolean {
  const frame = parseOrNull(text)
  if (!isRecord(frame) || typeof frame.i !== 'string') return false
  if (frame.t === 3 || frame.t === 4) return true
  if (!isRecord(frame.p) || typeof frame.p.u !== 'string' || (frame.p.h !== undefined && !isRecord(frame.p.h))) return false
  return /^\/[\w./-]*$/.test(frame.p.u)
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
