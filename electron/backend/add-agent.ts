/** `add-agent`: the first agents of a server, where nobody can sign in yet to make them. */
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { systemClock } from '#shared/kernel/clock.ts'
import { roleSchema, type Role } from '#shared/features/session/session.schema.ts'
import { createAgent } from './features/session/create-agent.ts'
import { agentPasswordFault } from './features/session/change-password.ts'
import { AGENT_MIN, PASSWORD_MAX, type PasswordFault } from './password-rules.ts'
import { readLocation } from './server-options.ts'
import { migrate } from './store/migrate.ts'
import { openStore } from './store/store.ts'
import { writeAudit } from './write-audit.ts'

const flags = {
  database: { type: 'string' },
  'data-directory': { type: 'string' },
  'user-name': { type: 'string' },
  'display-name': { type: 'string' },
  role: { type: 'string' },
} as const

type Person = { userName: string; displayName: string; role: Role }

/** @param args what stands behind `add-agent`. @returns the line for the terminal. @throws Error in words for it. */
export async function addAgent(args: string[], input: NodeJS.ReadableStream): Promise<string> {
  const { values } = parseArgs({ args, options: flags, allowPositionals: false })
  const location = readLocation(values)
  const person = { userName: named(values, 'user-name', 100), displayName: named(values, 'display-name', 100), role: readRole(values.role) }
  const password = await readNewPassword(await text(input), person)
  const store = await openStore(location)
  try {
    await migrate(store)
    await store.db.transaction().execute(async (trx) => {
      const agentId = await createAgent(trx, { ...person, password, clock: systemClock }).catch(refuseTaken(person))
      await writeAudit(trx, systemClock, { action: 'session.addAgent', by: null, detail: { agentId, role: person.role } })
    })
  } finally {
    await store.close()
  }
  return `${person.userName} may sign in as ${person.role}\n`
}

function named(values: { 'user-name'?: string | undefined; 'display-name'?: string | undefined }, flag: 'user-name' | 'display-name', most: number): string {
  const said = values[flag]?.trim() ?? ''
  if (said.length < 1 || said.length > most) throw new Error(`--${flag} must have 1 to ${most} characters; --help says more`)
  return said
}

function readRole(said: string | undefined): Role {
  const role = roleSchema.safeParse(said)
  if (!role.success) throw new Error(`--role must be one of ${roleSchema.options.join(', ')}`)
  return role.data
}

/** The line break that `echo` and the Enter key leave is no part of it. @throws Error in words for the terminal, of one that may not be used */
export async function readNewPassword(said: string, person: Pick<Person, 'userName' | 'displayName'>): Promise<string> {
  const password = said.replace(/\r?\n$/, '')
  const fault = await agentPasswordFault(password, person)
  if (fault) throw new Error(faultWords[fault])
  return password
}
const length = `the password, from standard input, must have ${AGENT_MIN} to ${PASSWORD_MAX} characters`
const faultWords: Record<PasswordFault, string> = {
  tooShort: length, tooLong: length, common: 'this password is one of the common ones; choose another', ownName: 'the password is made of the name; choose another',
}

const refuseTaken = ({ userName }: Person) => (error: unknown): never => {
  if (error instanceof Error && 'code' in error && error.code === '23505') throw new Error(`there is an agent ${userName} already; nothing was changed`)
  throw error
}
