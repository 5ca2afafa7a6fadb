/** `set-password`: another password for somebody who has forgotten theirs. Whoever may do this holds the database. */
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { systemClock } from '#shared/kernel/clock.ts'
import { readNewPassword } from './add-agent.ts'
import { hasUserName } from './features/session/agent-names.ts'
import { replacePassword } from './features/session/change-password.ts'
import { hashSecret } from './secret-hash.ts'
import { readLocation } from './server-options.ts'
import { migrate } from './store/migrate.ts'
import { openStore, type Store } from './store/store.ts'
import { writeAudit } from './write-audit.ts'

const flags = { database: { type: 'string' }, 'data-directory': { type: 'string' }, 'user-name': { type: 'string' } } as const

/** @param args what stands behind `set-password`. @returns the line for the terminal. @throws Error in words for it. */
export async function setPasswordByHand(args: string[], input: NodeJS.ReadableStream): Promise<string> {
  const { values } = parseArgs({ args, options: flags, allowPositionals: false })
  const userName = values['user-name']?.trim()
  if (!userName) throw new Error('--user-name must say whose; --help says more')
  const location = readLocation(values)
  const said = await text(input)
  const store = await openStore(location)
  try {
    await migrate(store)
    await setPassword(store, userName, said)
  } finally {
    await store.close()
  }
  return `${userName} signs in with the new password; every session of theirs has ended, and what is locked stays locked\n`
}

async function setPassword(store: Store, userName: string, said: string): Promise<void> {
  const agent = await store.db.selectFrom('agent').select(['id', 'userName', 'displayName', 'demo']).where(hasUserName(userName)).executeTakeFirst()
  if (!agent) throw new Error(`there is no agent ${userName}; nothing was changed`)
  if (agent.demo) throw new Error(`${userName} is one of the demo, whose password is public; nothing was changed`)
  const passwordHash = await hashSecret(await readNewPassword(said, agent))
  await store.db.transaction().execute(async (trx) => {
    await replacePassword(trx, systemClock, { agentId: agent.id, passwordHash, goesOn: null })
    await writeAudit(trx, systemClock, { action: 'session.setPasswordByHand', by: null, detail: { agentId: agent.id } })
  })
}
