import { CONTRACT_VERSION } from '#shared/contract/version.ts'
import { AppError } from '#shared/kernel/errors.ts'
import type { ServerInfo, Session, SignIn } from '#shared/features/session/session.schema.ts'
import type { Services, SignedIn } from '../../services.ts'
import { writeAudit } from '../../write-audit.ts'
import { router } from '../../http/router.ts'
import { secretMatches } from '../../secret-hash.ts'
import { authenticate, endSession, startSession, toSession } from './sessions.ts'

const ANY_OPERATOR = 'Headend'

export async function serverInfo({ store, operatorName, demo }: Services): Promise<ServerInfo> {
  const importedBook = await holdsImportedBook(store)
  return {
    // The demo's invented name is not that of the operator whose book it is.
    operatorName: importedBook && operatorName === demo?.operatorName ? ANY_OPERATOR : operatorName,
    contractVersion: CONTRACT_VERSION,
    demo: demo !== null,
    importedBook,
    demoAccounts: demo?.accounts ?? [],
  }
}

/** Asked anew each time: a server imports while it runs. */
async function holdsImportedBook({ db }: Services['store']): Promise<boolean> {
  return (await db.selectFrom('importSource').select('customerId').limit(1).executeTakeFirst()) !== undefined
}

/** @throws AppError `unauthenticated/wrongCredentials`, for an unknown user and a wrong password alike, after the same work. */
export async function signIn(services: Services, { userName, password }: SignIn): Promise<{ token: string; session: Session }> {
  const { store, clock, demo, timeZone } = services
  const agent = await store.db
    .selectFrom('agent')
    .select(['id', 'passwordHash', 'demo'])
    .where(({ fn }) => fn<string>('lower', ['userName']), '=', userName.toLowerCase())
    .where('active', '=', true)
    .executeTakeFirst()
  const matches = await secretMatches(agent?.passwordHash ?? null, password)
  // The demo's passwords are on its sign-in page; in earnest they open nothing.
  if (!agent || !matches || (agent.demo && demo === null)) return refuseSignIn(services, agent?.id ?? null)
  return store.db.transaction().execute(async (trx) => {
    const token = await startSession(trx, clock, agent.id)
    const signedIn = await authenticate(trx, clock, token, { extend: false })
    await writeAudit(trx, clock, { action: 'session.signIn', by: signedIn })
    return { token, session: toSession(signedIn, timeZone) }
  })
}

/** @param agentId whose account was tried; null when there is none of that name. */
async function refuseSignIn({ store, clock }: Services, agentId: string | null): Promise<never> {
  // Without the name that was typed: people type passwords into the wrong field.
  const by = agentId === null ? null : { agent: { id: agentId }, sessionId: null }
  await writeAudit(store.db, clock, { action: 'session.signIn', by, refusedAs: 'unauthenticated' })
  throw new AppError('unauthenticated', { reason: 'wrongCredentials' })
}

export async function signOut({ store, clock }: Services, signedIn: SignedIn): Promise<void> {
  await store.db.transaction().execute(async (trx) => {
    await endSession(trx, clock, signedIn.sessionId)
    await writeAudit(trx, clock, { action: 'session.signOut', by: signedIn })
  })
}

export const sessionRoutes = {
  serverInfo: router.session.serverInfo.handler(({ context }) => serverInfo(context.services)),
  signIn: router.session.signIn.handler(({ context, input }) => signIn(context.services, input)),
  current: router.session.current.handler(({ context }) => toSession(context.signedIn(), context.services.timeZone)),
  signOut: router.session.signOut.handler(async ({ context }) => {
    await signOut(context.services, context.signedIn())
    return {}
  }),
}
