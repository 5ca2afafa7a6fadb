/** A desk's end of the WebSocket, that can be asked what it heard. */
import { WebSocket, type ClientOptions } from 'ws'
import { liveMessageSchema, type DeskMessage, type LiveMessage } from '../../shared/features/sync/sync.schema.ts'

type Wanted = { matches: (message: LiveMessage) => boolean; resolve: (message: LiveMessage) => void }

export async function connectDesk(url: string, token: string, options: ClientOptions = {}) {
  const { headers, ...rest } = options
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live`, { ...rest, headers: { authorization: `Bearer ${token}`, ...headers } })
  const heard: LiveMessage[] = []
  let wanted: Wanted[] = []
  socket.on('message', (data) => {
    const message = liveMessageSchema.parse(JSON.parse(String(data)))
    heard.push(message)
    wanted.filter(({ matches }) => matches(message)).forEach(({ resolve }) => resolve(message))
    wanted = wanted.filter(({ matches }) => !matches(message))
  })
  const closed = new Promise<{ code: number }>((resolve) => socket.on('close', (code) => resolve({ code })))
  /** The first such message, already heard or still to come; heard ones are used up. */
  const hear = (matches: (message: LiveMessage) => boolean): Promise<LiveMessage> => {
    const index = heard.findIndex(matches)
    if (index >= 0) return Promise.resolve(heard.splice(index, 1)[0]!)
    return new Promise((resolve) => wanted.push({ matches, resolve: (message) => { heard.splice(heard.indexOf(message), 1); resolve(message) } }))
  }
  await new Promise<void>((resolve, reject) => socket.on('open', resolve).on('error', reject).on('unexpected-response', (_request, answer) => reject(new Error(String(answer.statusCode)))))
  return {
    socket, heard, closed, hear,
    hearType: <T extends LiveMessage['type']>(type: T) => hear((message) => message.type === type) as Promise<Extract<LiveMessage, { type: T }>>,
    say: (message: DeskMessage) => socket.send(JSON.stringify(message)),
    close: () => { socket.terminate(); return closed },
  }
}
export type Desk = Awaited<ReturnType<typeof connectDesk>>
