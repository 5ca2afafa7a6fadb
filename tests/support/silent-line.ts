/** A line to a backend on which some requests end in silence, lost on their way, or done and the answer lost; and one can be held up. */
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'

type Part = 'request' | 'answer'

export type SilentLine = {
  url: string
  /** Of these paths, from now on; null: nothing is lost any more. */
  lose: (what: { paths: RegExp; part: Part } | null) => void
  /** How many were lost. */
  lost: () => number
  /** The next answer of these paths breaks off: what was asked is done, and the asker knows at once that nothing came. */
  breakOff: (paths: RegExp) => void
  /** The next request of these paths waits on its way until it is let go. `held` settles when it is there. */
  hold: (paths: RegExp) => { held: Promise<void>; letGo: () => void }
  close: () => Promise<void>
}

export async function startSilentLine(backendUrl: string): Promise<SilentLine> {
  const { hostname, port } = new URL(backendUrl)
  let losing: Parameters<SilentLine['lose']>[0] = null
  let lost = 0
  let breaking: RegExp | null = null
  let holding: { paths: RegExp; arrived: () => void; until: Promise<void> } | null = null
  const server = createServer((incoming, response) => {
    if (isLost(incoming, 'request')) return void incoming.resume()
    const held = holding
    if (!held?.paths.test(incoming.url ?? '')) return pass(incoming, response)
    holding = null
    held.arrived()
    void held.until.then(() => pass(incoming, response))
  })
  function pass(incoming: IncomingMessage, response: ServerResponse): void {
    const onward = ask({ hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers }, (answer) => {
      if (isLost(incoming, 'answer')) return void answer.resume()
      if (breaking?.test(incoming.url ?? '')) {
        breaking = null
        lost += 1
        return void response.destroy()
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    incoming.pipe(onward)
  }
  const isLost = ({ url = '' }: IncomingMessage, part: Part): boolean => {
    if (losing?.part !== part || !losing.paths.test(url)) return false
    lost += 1
    return true
  }
  // The live connection, byte by byte.
  server.on('upgrade', (incoming, socket, head) => {
    const onward = connect(Number(port), hostname, () => {
      const headers = Object.entries(incoming.headers).map(([name, value]) => `${name}: ${String(value)}`)
      onward.write([`${incoming.method} ${incoming.url} HTTP/1.1`, ...headers, '', ''].join('\r\n'))
      onward.write(head)
      socket.pipe(onward).pipe(socket)
    })
    for (const end of [socket, onward]) end.on('error', () => (socket.destroy(), onward.destroy()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lose: (what) => void (losing = what),
    lost: () => lost,
    breakOff: (paths) => void (breaking = paths),
    hold: (paths) => {
      let letGo = (): void => undefined
      const until = new Promise<void>((resolve) => (letGo = resolve))
      const held = new Promise<void>((arrived) => (holding = { paths, arrived, until }))
      return { held, letGo }
    },
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}
