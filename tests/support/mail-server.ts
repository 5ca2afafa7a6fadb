/** A real mail server that a test can make refuse, die and come back; and a webhook for text messages of the same kind. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export type Received = { from: string; to: string[]; raw: string; id: string }
/** What becomes of the next letters: taken; refused for good or for now; taken, and the line breaks before the answer. */
export type MailMood = 'take' | 'noSuchMailbox' | 'busy' | 'takeAndDie'

export type MailServer = { url: string; received: Received[]; mood: (to: string) => MailMood; close(): Promise<void> }

const reply = (message: string, responseCode: number): Error => Object.assign(new Error(message), { responseCode })

/** @param port 0 takes any free one. */
export async function startMailServer(port = 0): Promise<MailServer> {
  const mail: MailServer = { url: '', received: [], mood: () => 'take', close: () => new Promise((resolve) => { server.close(() => resolve()) }) }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo: ({ address }, _session, done) => {
      const mood = mail.mood(address)
      if (mood === 'noSuchMailbox') return done(reply('no such mailbox', 550))
      return mood === 'busy' ? done(reply('try later', 451)) : done()
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8')
        const to = session.envelope.rcptTo.map(({ address }) => address)
        const { mailFrom } = session.envelope
        mail.received.push({ from: mailFrom ? mailFrom.address : '', to, raw, id: /^Message-ID: <(.+)@/im.exec(raw)?.[1] ?? '' })
        if (to.some((address) => mail.mood(address) === 'takeAndDie')) return server.connections.forEach((connection) => connection.close())
        return done()
      })
    },
  })
  // A line that breaks on purpose is no fault of the server.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => { server.listen(port, '127.0.0.1', resolve) })
  mail.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  return mail
}

export type TextCall = { body: string; headers: IncomingHttpHeaders }
export type TextServer = { url: string; calls: TextCall[]; status: (body: string) => number; close(): Promise<void> }

export async function startTextServer(): Promise<TextServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      text.calls.push({ body, headers: request.headers })
      const status = text.status(body)
      if (status === 0) return request.socket.destroy()
      return response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:9/elsewhere' } : {}).end()
    })
  })
  const text: TextServer = { url: '', calls: [], status: () => 204, close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()) }) }
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  text.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/texts`
  return text
}

/** A letter's text, whatever its coding. */
export function plainText(raw: string): string {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  const coding = /^Content-Transfer-Encoding: (\S+)/im.exec(head)?.[1]
  if (coding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  if (coding !== 'quoted-printable') return body
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
