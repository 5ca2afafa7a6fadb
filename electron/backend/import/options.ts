/** What the person who starts the import may say, and where things are when nothing is said. */
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { StoreLocation } from '../store/store.ts'
import { DEFAULT_TIME_ZONE, requireTimeZone } from '../operator-day.ts'
import { encodings, type Encoding } from './csv-file.ts'
import { ImportRefused } from './import-refused.ts'

export const IMPORT_HELP = `npm run import -- FILE [options]
npm run import -- catalog FILE [options]
npm run import -- plant FILE [options]

Brings an operator's CSV, their catalog (JSON) or their plant (CSV) into the backend. The same file twice changes nothing.
Of the options below a catalog takes --dry-run, --database, --data-directory, --time-zone and --json, and a plant these and --encoding.

  --mapping FILE         which column goes where (JSON); without it the proposal is used that is printed
  --set FIELD=VALUE      a constant where the file says nothing, such as stateOrProvince=CA or asOf=2022-06-30; repeatable
  --dry-run              read, match and judge everything, write nothing
  --rejects FILE         where refused rows go (<name of FILE>.rejects.csv in the current directory)
  --encoding NAME        ${encodings.join(', ')}; found by itself where it can be
  --database URL         a PostgreSQL server: postgres://user@host/headend
                         with a password better as HEADEND_DATABASE_URL=… in the environment, where no process list shows it
  --data-directory DIR   an embedded database; without any of these, that of the console on this machine
  --time-zone NAME       the operator's, in which a day begins at midnight (America/New_York); or HEADEND_TIME_ZONE
  --json                 the last line is one JSON object
  --help                 this text

Exit code 0 when it ran, refused rows included; 1 when it could not.
`

type Kind = 'book' | 'catalog' | 'plant'
export type CliOptions = {
  kind: Kind
  file: string
  mappingFile: string | null
  set: Record<string, string>
  rejectsFile: string
  encoding: Encoding | null
  location: StoreLocation
  timeZone: string
  dryRun: boolean
  json: boolean
}

const flags = {
  mapping: { type: 'string' },
  set: { type: 'string', multiple: true },
  rejects: { type: 'string' },
  encoding: { type: 'string' },
  database: { type: 'string' },
  'data-directory': { type: 'string' },
  'time-zone': { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** @returns null when help was asked for. @throws ImportRefused in words for the terminal. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): CliOptions | null {
  const { values, positionals } = parse(args)
  if (values.help) return null
  const kind = kindOf(positionals)
  const [file, ...others] = positionals.slice(kind === 'book' ? 0 : 1)
  const ofOthers = notOf[kind].find((flag) => values[flag] !== undefined)
  if (ofOthers) throw new ImportRefused(`--${ofOthers} is for a book of customers; a ${kind} has none.`)
  if (!file || others.length > 0) throw new ImportRefused(`Name one file to import.\n\n${IMPORT_HELP}`)
  return {
    kind,
    file,
    mappingFile: values.mapping ?? null,
    set: Object.fromEntries((values.set ?? []).map(readConstant)),
    rejectsFile: path.resolve(values.rejects ?? `${path.basename(file)}.rejects.csv`),
    encoding: readEncoding(values.encoding),
    location: readLocation(values.database, values['data-directory'], env),
    timeZone: readZone(values['time-zone'] ?? env['HEADEND_TIME_ZONE']),
    dryRun: values['dry-run'] ?? false,
    json: values.json ?? false,
  }
}

const notOf = { book: [], catalog: ['mapping', 'set', 'rejects', 'encoding'], plant: ['mapping', 'set', 'rejects'] } as const
const kindOf = ([first, ...others]: readonly string[]): Kind => (others.length > 0 && (first === 'catalog' || first === 'plant') ? first : 'book')

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, allowPositionals: true })
  } catch (error) {
    throw new ImportRefused(`${(error as Error).message}\n\n${IMPORT_HELP}`)
  }
}

function readConstant(text: string): [string, string] {
  const [, key = '', value = ''] = /^([A-Za-z]+)=(.*)$/s.exec(text) ?? []
  if (key === '') throw new ImportRefused(`--set wants FIELD=VALUE, not "${text}".`)
  return [key, value]
}

function readZone(name: string | undefined): string {
  try {
    return requireTimeZone(name || DEFAULT_TIME_ZONE)
  } catch (error) {
    throw new ImportRefused(`${(error as Error).message}.`)
  }
}

function readEncoding(text: string | undefined): Encoding | null {
  const found = encodings.find((encoding) => encoding === text?.toLowerCase())
  if (text !== undefined && !found) throw new ImportRefused(`--encoding ${text} is not known; one of ${encodings.join(', ')}.`)
  return found ?? null
}

function readLocation(url: string | undefined, directory: string | undefined, env: NodeJS.ProcessEnv): StoreLocation {
  if (url !== undefined && directory !== undefined) throw new ImportRefused('Give --database or --data-directory, not both.')
  const server = url ?? (directory === undefined ? env['HEADEND_DATABASE_URL'] : undefined)
  if (server) return { kind: 'server', url: server }
  return { kind: 'embedded', dataDirectory: path.resolve(directory ?? consoleDirectory(process.platform, os.homedir(), env)) }
}

/** Where the console of this user keeps its embedded backend: Electron's per-user folder, or what the console was told. */
export function consoleDirectory(platform: NodeJS.Platform, home: string, env: NodeJS.ProcessEnv): string {
  const told = env['HEADEND_USER_DATA_DIR']
  return path.join(told ?? path.join(applicationData(platform, home, env), 'headend'), 'backend')
}

function applicationData(platform: NodeJS.Platform, home: string, env: NodeJS.ProcessEnv): string {
  if (platform === 'win32') return env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming')
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support')
  return env['XDG_CONFIG_HOME'] ?? path.join(home, '.config')
}
