/** The window's own ports in a test's hands: raw frames go in, and what comes back is seen. */
import type { Page } from 'playwright-core'

type Held = { headend: string; port: MessagePort }
declare global {
  interface Window {
    heldPorts?: Held[]
  }
}

export type PortName = 'bridge' | 'shell'
/** What oRPC sends back: `s` status, 200 when absent; `b` body. */
export type Answer = { s?: number; b?: { json?: unknown } }

/** From the next load on, every frame of the page keeps a hand on each port that it is given. */
export async function holdPorts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.heldPorts = []
    window.addEventListener('message', (event) => {
      const data: unknown = event.data
      if (event.ports[0] && typeof data === 'object' && data !== null && 'headend' in data) {
        window.heldPorts?.push({ headend: String(data.headend), port: event.ports[0] })
        console.debug(`port given: ${String(data.headend)} ${location.origin}`)
      }
    })
  })
  await page.reload()
  await waitForPorts(page, 2)
}

/** Every port that any frame of the page gets from now on, with the frame's origin. */
export function portsGiven(page: Page): () => string[] {
  const given: string[] = []
  page.on('console', (message) => message.text().startsWith('port given: ') && given.push(message.text().slice('port given: '.length)))
  return () => [...given]
}

export async function waitForPorts(page: Page, count: number): Promise<void> {
  await page.waitForFunction((wanted) => (window.heldPorts?.length ?? 0) >= wanted, count)
}

/** Puts anything on the newest port of that name; nobody may answer. */
export async function sendRaw(page: Page, name: PortName, frame: unknown): Promise<void> {
  await page.evaluate(([wanted, data]) => window.heldPorts?.findLast(({ headend }) => headend === wanted)?.port.postMessage(data), [name, frame] as const)
}

/** Ids far above those of the page's own client, which counts from zero. */
let lastId = 900_000_000

/**
 * A call past the page's client and its types.
 * @param path as on the wire: `/session/signIn`
 * @param body the `b` of the frame, as JSON text, so that keys like `__proto__` travel; none sends no body
 */
export async function callRaw(page: Page, name: PortName, path: string, body?: string): Promise<Answer> {
  const id = String((lastId += 1))
  const frame = `{"i":"${id}","p":{"u":${JSON.stringify(path)}${body === undefined ? '' : `,"b":${body}`}}}`
  return page.evaluate(
    ([wanted, sent, expected]) =>
      new Promise<Answer>((resolve, reject) => {
        const port = window.heldPorts?.findLast(({ headend }) => headend === wanted)?.port
        if (!port) return reject(new Error(`no ${wanted} port`))
        port.addEventListener('message', (event) => {
          const answer = JSON.parse(String(event.data)) as { i: string; p?: Answer }
          if (answer.i === expected) resolve(answer.p ?? {})
        })
        port.postMessage(sent)
        setTimeout(() => reject(new Error('no answer within 60 s')), 60_000)
      }),
    [name, frame, id] as const,
  )
}

/** Watches a stream of events and resolves with the first that holds the text; the test's own time is the bound. */
export async function waitForEvent(page: Page, name: PortName, path: string, text: string): Promise<string> {
  const id = String((lastId += 1))
  return page.evaluate(
    ([wanted, where, expected, part]) =>
      new Promise<string>((resolve) => {
        const port = window.heldPorts?.findLast(({ headend }) => headend === wanted)?.port
        port?.addEventListener('message', (event) => {
          const frame = String(event.data)
          if (frame.startsWith(`{"i":"${expected}"`) && frame.includes(part)) resolve(frame)
        })
        port?.postMessage(JSON.stringify({ i: expected, p: { u: where } }))
      }),
    [name, path, id, text] as const,
  )
}
