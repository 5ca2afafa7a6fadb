import { isIP } from 'node:net'
import path from 'node:path'
import { isThisMachine, listensHereAlone } from '#shared/kernel/safe-address.ts'
import { DEFAULT_TIME_ZONE, requireTimeZone } from './operator-day.ts'
import { SINGLE_SIGN_ON_HELP } from './single-sign-on-options.ts'
import { checkpointsBeside } from './features/audit/checkpoints.ts'
import type { StoreLocation } from './store/store.ts'

export const serverFlags = {
  database: { type: 'string' },
  'data-directory': { type: 'string' },
  port: { type: 'string', default: '4711' },
  host: { type: 'string', default: '127.0.0.1' },
  'time-zone': { type: 'string' },
  'checkpoint-directory': { type: 'string' },
  demo: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

export const SERVER_HELP = `Headend backend

  --database URL         a PostgreSQL 17 or newer: postgres://user@host:5432/headend
                         better with a password: HEADEND_DATABASE_URL, which other users of the machine do not see
  --data-directory DIR   or an embedded database in this directory, made when it is not there
  --port N               0 to 65535; 0 takes any free one (4711)
  --host ADDRESS         where to listen (127.0.0.1); put TLS before it when it is not this machine
  --time-zone NAME       the operator's, in which bills fall due at midnight (America/New_York); or HEADEND_TIME_ZONE
  --checkpoint-directory DIR  where the audit's signed checkpoints are kept, outside the database, one directory for each node and
                         database; or HEADEND_CHECKPOINT_DIRECTORY. Beside an embedded database where nobody says; copy it elsewhere.
                         A server of --database that is told none signs NOTHING and says so at each start: name one
  --demo                 fill an empty database with an invented operator; answers this machine only
  --help                 this text

  add-agent              makes somebody who may sign in, then ends; the password is read from standard input
    --user-name NAME --display-name NAME --role agent|seniorAgent|supervisor|dispatcher|administrator|auditor

  set-password           another password for an agent who has forgotten theirs, read from standard input, then ends: --user-name NAME.
                         Their sessions end. It is not asked to be changed at the next sign-in: have them do so under Your sign-in

  new-secrets-key        prints a key for HEADEND_SECRETS_KEY, then ends
  unlock-agent           opens an agent's sign-in again, where no colleague can, then ends: --user-name NAME; with --remove-app the
                         authenticator app is taken away as well, and the next sign-in sets up another

Agents sign in with an authenticator app beside their password. HEADEND_SECOND_FACTOR=optional leaves it to each; in the demo it is
optional, and =required asks for it there. What apps are checked by is kept sealed: an embedded database has the key in a file beside
it, a server wants HEADEND_SECRETS_KEY, the same on all nodes (several with commas between: the first seals, all open).

${SINGLE_SIGN_ON_HELP}
Messages to customers go out when these say how; without them the demo keeps them in its mailbox, and in earnest they fail in sight:
  HEADEND_SMTP_URL       smtps://user:password@host or smtp://host:587, with HEADEND_MAIL_FROM='Island Cable <billing@example.com>'
  HEADEND_SMS_WEBHOOK_URL  https://…, is sent { id, at, to, text }, signed with HEADEND_SMS_WEBHOOK_SECRET (messages/webhook-text.ts)

Customers' boxes are measured and restarted by the operator's own adapter, when HEADEND_EQUIPMENT_URL=https://… says where it is, with
HEADEND_EQUIPMENT_TOKEN sent as a bearer; its JSON is in features/diagnostics/README.md. Without it guides run, and no box answers.

Customers pay by link and add cards at /portal/, when HEADEND_PORTAL_URL=https://pay.example.com says where their browsers find it:
put TLS before it, and let only /portal/ through, with the Host that the browser said. It needs a payment gateway. Say who the TLS
is, or all customers count as one address and shut each other out: HEADEND_TRUSTED_PROXY=127.0.0.1 (addresses or ranges such as
10.0.0.0/8, commas between them), whose X-Forwarded-For is believed; it must add the browser's address at its end.

They sign in at /portal/account. HEADEND_SUPPORT_PHONE='(800) 555-0142' is what a customer who is locked out is told to call. With
HEADEND_RESET_UNLOCKS=yes a new password by link also ends a lock; without it an agent does. Where they sign in from is shown as the
network. With HEADEND_PLACE_HEADER=yes a proxy that was named above says it better, in x-headend-place ('Yonkers, NY'): it must set
that header or delete it in each request, or customers write there what agents read.

They chat at /portal/chat. HEADEND_CHAT_FRAMES='https://www.example.com https://shop.example.com' says which sites of the operator's own
may show it in a frame; there <script src="https://pay.example.com/portal/widget.js" defer></script> puts a button. Without it none may.

Technicians' days are planned by the planner built in, or by an operator's VROOM server: HEADEND_VROOM_URL=http://vroom.example:3000/.

The address is printed when it answers. SIGTERM ends it cleanly. HEADEND_LOG_LEVEL sets what is logged (info).
`

type Values = {
  database?: string | undefined; 'data-directory'?: string | undefined; port: string; host: string; 'time-zone'?: string | undefined
  'checkpoint-directory'?: string | undefined; demo: boolean
}

type ServerOptions = { location: StoreLocation; port: number; host: string; timeZone: string; demo: boolean; checkpointDirectory?: string }

/** @throws Error in words for the terminal. */
export function readServerOptions(values: Values): ServerOptions {
  const port = Number(values.port)
  if (!/^\d+$/.test(values.port) || port > 65_535) throw new Error(`--port must be 0 to 65535, not ${values.port}`)
  if (values.demo && !listensHereAlone(values.host)) throw new Error('--demo has public passwords and answers this machine only: leave --host out')
  const checkpointDirectory = readCheckpointDirectory(values['checkpoint-directory'])
  return { location: readLocation(values), port, host: values.host, timeZone: readTimeZone(values['time-zone']), demo: values.demo, ...checkpointDirectory }
}

/**
 * @param said by the environment: the address that customers' browsers see, TLS before it. @throws Error in words for the terminal.
 */
export function readPortalUrl(said = process.env['HEADEND_PORTAL_URL']): string | null {
  if (!said) return null
  if (!URL.canParse(said) || new URL(said).protocol !== 'https:' || new URL(said).pathname !== '/') throw new Error('HEADEND_PORTAL_URL must be https://pay.example.com, without a path')
  return new URL(said).origin
}

/** @param said by the environment: origins, spaces between them. @throws Error in words for the terminal. */
export function readChatFrames(said = process.env['HEADEND_CHAT_FRAMES']): string[] {
  return (said ?? '').split(/\s+/).filter((each) => each !== '').map((each) => {
    const url = URL.canParse(each) ? new URL(each) : null
    const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isThisMachine(url.hostname))
    // One by one: a pattern would let in whoever gets a name below it.
    if (!url || !safe || each.includes('*') || url.origin !== each.replace(/\/$/, '').toLowerCase()) throw new Error(`HEADEND_CHAT_FRAMES must be origins such as https://www.example.com with spaces between them, not ${each}`)
    return url.origin
  })
}

export type EquipmentAddress = { url: string; token: string | null }

/** @param said by the environment; null: no equipment is connected. @throws Error in words for the terminal. */
export function readEquipment(said = process.env['HEADEND_EQUIPMENT_URL'], token = process.env['HEADEND_EQUIPMENT_TOKEN']): EquipmentAddress | null {
  if (!said) return null
  const { protocol, username } = URL.canParse(said) ? new URL(said) : { protocol: '', username: '' }
  if ((protocol !== 'https:' && protocol !== 'http:') || username) throw new Error('HEADEND_EQUIPMENT_URL must be https://…, without a name in it; a token is HEADEND_EQUIPMENT_TOKEN')
  return { url: said, token: token || null }
}

/** @param said by the environment: where problems are posted to. @throws Error in words for the terminal. */
export function readVroomUrl(said = process.env['HEADEND_VROOM_URL']): string | null {
  if (!said) return null
  if (!URL.canParse(said) || !/^https?:$/.test(new URL(said).protocol)) throw new Error('HEADEND_VROOM_URL must be http://vroom.example:3000/ or https://…')
  return said
}

/** @param said by the environment. @throws Error in words for the terminal. */
export const readResetUnlocks = (said = process.env['HEADEND_RESET_UNLOCKS']): boolean => readYes('HEADEND_RESET_UNLOCKS', said)

/** @param said by the environment, as `proxies`. @throws Error in words for the terminal. */
export function readPlaceHeader(said = process.env['HEADEND_PLACE_HEADER'], proxies: readonly string[] = readTrustedProxies()): boolean {
  const believed = readYes('HEADEND_PLACE_HEADER', said)
  if (believed && proxies.length === 0) throw new Error('HEADEND_PLACE_HEADER needs HEADEND_TRUSTED_PROXY, which says whose header it is')
  return believed
}

function readYes(name: string, said: string | undefined): boolean {
  if (said && said !== 'yes' && said !== 'no') throw new Error(`${name} must be yes or no, not ${said}`)
  return said === 'yes'
}

/** @param said by the environment; null: by whether it is the demo. @throws Error in words for the terminal. */
export function readSecondFactor(said = process.env['HEADEND_SECOND_FACTOR']): 'required' | 'optional' | null {
  if (said && said !== 'required' && said !== 'optional') throw new Error(`HEADEND_SECOND_FACTOR must be required or optional, not ${said}`)
  return said === 'required' || said === 'optional' ? said : null
}

/** @param said by the environment: addresses and ranges, commas between them. @throws Error in words for the terminal. */
export function readTrustedProxies(said = process.env['HEADEND_TRUSTED_PROXY']): string[] {
  const proxies = (said ?? '').split(',').map((each) => each.trim()).filter((each) => each !== '')
  const wrong = proxies.find((each) => !isAddressOrRange(each))
  if (wrong !== undefined) throw new Error(`HEADEND_TRUSTED_PROXY must be addresses such as 127.0.0.1 or 10.0.0.0/8, not ${wrong}`)
  return proxies
}

function isAddressOrRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const widest = isIP(address) === 4 ? 32 : 128
  return isIP(address) !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= widest))
}

/** Nothing said is no property: then it is beside an embedded database. */
export function readCheckpointDirectory(said: string | undefined, environment = process.env['HEADEND_CHECKPOINT_DIRECTORY']): { checkpointDirectory?: string } {
  const directory = said ?? environment
  return directory ? { checkpointDirectory: path.resolve(directory) } : {}
}

/** Whether it will sign nothing of its audit, in earnest: a server's database has no place beside it. */
export const signsNothing = ({ location, checkpointDirectory, demo }: ServerOptions): boolean => !demo && (checkpointDirectory ?? checkpointsBeside(location)) === null

/** @param environment where an administrator says it once for the console and the server. @throws Error in words for the terminal. */
export const readTimeZone = (said: string | undefined, environment = process.env['HEADEND_TIME_ZONE']): string =>
  requireTimeZone(said ?? (environment || DEFAULT_TIME_ZONE))

/**
 * @param environment the URL may stand there instead: a flag, with its password, is seen by everybody on the machine.
 * @throws Error in words for the terminal.
 */
export function readLocation(
  { database: said, 'data-directory': dataDirectory }: Pick<Values, 'database' | 'data-directory'>, environment = process.env['HEADEND_DATABASE_URL'],
): StoreLocation {
  const database = said ?? (dataDirectory === undefined ? environment : undefined)
  if (database !== undefined && dataDirectory !== undefined) throw new Error('give --database or --data-directory, not both')
  if (database !== undefined) return { kind: 'server', url: database }
  if (dataDirectory !== undefined) return { kind: 'embedded', dataDirectory }
  throw new Error('give --database URL or --data-directory DIR; --help says more')
}
