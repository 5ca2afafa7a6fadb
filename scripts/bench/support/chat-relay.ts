/** The floor: a bare relay over `ws`. Who connects says which conversations are theirs; what comes in for one goes out to its other side. */
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { serveParent } from './chat-child.ts'

type Sides = { customer?: WebSocket; agent?: WebSocket }
const conversations = new Map<string, Sides>()
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
server.on('connection', (socket) => {
  socket.on('message', (data) => {
    const text = (data as Buffer).toString('utf8')
    const said = JSON.parse(text) as { open?: string[]; side: 'customer' | 'agent'; c: string }
    if (said.open) for (const id of said.open) conversations.set(id, { ...conversations.get(id), [said.side]: socket })
    else conversations.get(said.c)?.[said.side === 'agent' ? 'customer' : 'agent']?.send(text)
  })
})
serveParent({ stop: () => new Promise<void>((resolve) => {
  for (const client of server.clients) client.terminate()
  server.close(() => resolve())
}) })
server.on('listening', () => process.send?.({ ready: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` }))
