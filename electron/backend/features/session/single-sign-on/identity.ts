/** Who somebody of the provider is here, and what they may do. Known by issuer and subject alone: a name or an address takes over no account. */
import { isoInstant } from '#shared/kernel/clock.ts'
import type { ErrorData } from '#shared/kernel/errors.ts'
import type { Role } from '#shared/features/session/session.schema.ts'
import type { Services } from '../../../services.ts'
import type { SingleSignOnOptions } from '../../../single-sign-on-options.ts'
import { notify } from '../../../store/announce.ts'
import type { Queryable, Transaction } from '../../../store/store.ts'
import { writeAudit } from '../../../write-audit.ts'
import { hasUserName } from '../agent-names.ts'
import { insertAgentUnlessTaken } from '../create-agent.ts'
import { RIGHTS_CHANNEL } from '../roles.commands.ts'
import { endAgentSessions } from '../sessions.ts'
import type { Claims } from './provider.ts'

export type Refused = { refused: ErrorData<'singleSignOn'>['reason']; agentId: string | null; detail?: Record<string, string> }
export type Known = { agentId: string }

export const isRefused = (came: object): came is Refused => 'refused' in came

/** The first role of the administrator's list that the claim has a value for. */
export function roleOf(claims: Claims, { rolesClaim, roles }: Pick<SingleSignOnOptions, 'rolesClaim' | 'roles'>): Role | null {
  const said = [claimAt(claims, rolesClaim)].flat()
  return roles.find(({ value }) => said.includes(value))?.role ?? null
}

/** By its name, which may be an address with dots in it, or else by its path, such as `realm_access.roles`. */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  return name.split('.').reduce<unknown>((found, part) => (typeof found === 'object' && found !== null && Object.hasOwn(found, part) ? (found as Record<string, unknown>)[part] : undefined), claims)
}

/** RFC 8176, 2. Text messages and calls are left out: NIST SP 800-63B restricts them, and `mfa` says it where the operator thinks otherwise. */
const kinds = [['pwd', 'pin'], ['hwk', 'swk', 'sc', 'otp'], ['face', 'fpt', 'iris', 'retina', 'vbm']]
export const gaveTwoFactors = ({ amr = [] }: Pick<Claims, 'amr'>): boolean =>
  amr.includes('mfa') || kinds.filter((kind) => kind.some((each) => amr.includes(each))).length >= 2

export const findIdentity = (db: Queryable, issuer: string, subject: string) =>
  db.selectFrom('agentIdentity').innerJoin('agent', 'agent.id', 'agentIdentity.agentId').select(['agent.id', 'role', 'active', 'demo']).where('issuer', '=', issuer).where('subject', '=', subject).executeTakeFirst()

/** Whoever is known has the role that the provider says now; who is not is made an agent. */
export async function whoCame(trx: Transaction, services: Services, options: SingleSignOnOptions, claims: Claims): Promise<Known | Refused> {
  const role = roleOf(claims, options)
  const known = await findIdentity(trx, options.issuer, claims.sub)
  if (known) return followRole(trx, services, known, role, null)
  return role ? make(trx, services, options, claims, role) : { refused: 'noRole', agentId: null }
}

/** Whether it is whose session this is, who has the role that the provider says now. */
export async function whoProves(trx: Transaction, services: Services, options: SingleSignOnOptions, claims: Claims, session: { id: string; agentId: string }): Promise<Known | Refused> {
  const known = await findIdentity(trx, options.issuer, claims.sub)
  if (known?.id !== session.agentId) return { refused: 'otherPerson', agentId: session.agentId }
  return followRole(trx, services, known, roleOf(claims, options), session.id)
}

type Agent = { id: string; role: Role; active: boolean; demo: boolean }
/** Whoever has no role there any more is out everywhere, however they came in. @param except the session that goes on, with the rights of the new role */
async function followRole(trx: Transaction, services: Services, known: Agent, role: Role | null, except: string | null): Promise<Known | Refused> {
  if (!known.active || (known.demo && services.demo === null)) return { refused: 'disabled', agentId: known.id }
  if (!role) {
    await endAgentSessions(trx, services.clock, known.id)
    return { refused: 'noRole', agentId: known.id }
  }
  if (role !== known.role) await changeRole(trx, services, known, role, except)
  return { agentId: known.id }
}

/** Other sessions end: they were begun with what the role before might do. The desk of the one that goes on is told to look what it may do now. */
async function changeRole(trx: Transaction, { clock }: Services, { id, role: before }: Agent, role: Role, except: string | null): Promise<void> {
  await trx.updateTable('agent').set({ role }).where('id', '=', id).execute()
  await endAgentSessions(trx, clock, id, except)
  if (except !== null) await notify(trx, RIGHTS_CHANNEL, { role: before })
  await writeAudit(trx, clock, { action: 'session.roleBySingleSignOn', by: { sessionId: null, agent: { id } }, detail: { before, role } })
}

async function make(trx: Transaction, { clock }: Services, { issuer }: SingleSignOnOptions, claims: Claims, role: Role): Promise<Known | Refused> {
  const userName = nameOf(claims.preferred_username, claims.email, claims.sub)
  const agentId = await insertAgentUnlessTaken(trx, { userName, displayName: nameOf(claims.name, userName), role, passwordHash: null, clock })
  if (agentId === null) return taken(trx, issuer, claims, userName)
  await linkIdentity(trx, { issuer, subject: claims.sub, agentId, at: clock.now() })
  await writeAudit(trx, clock, { action: 'session.agentBySingleSignOn', by: { sessionId: null, agent: { id: agentId } }, detail: { role } })
  return { agentId }
}

/** By the same person at the same moment, or by somebody else: then an administrator says whether it is the same. */
async function taken(trx: Transaction, issuer: string, { sub }: Claims, userName: string): Promise<Known | Refused> {
  const meanwhile = await findIdentity(trx, issuer, sub)
  if (meanwhile) return { agentId: meanwhile.id }
  const holder = await trx.selectFrom('agent').select('id').where(hasUserName(userName)).executeTakeFirst()
  return { refused: 'nameTaken', agentId: null, detail: { subject: sub, ...(holder ? { agentId: holder.id } : {}) } }
}

/** @throws the database's error when the subject is somebody else's */
export async function linkIdentity(trx: Transaction, { issuer, subject, agentId, at }: { issuer: string; subject: string; agentId: string; at: number }): Promise<void> {
  await trx.insertInto('agentIdentity').values({ issuer, subject, agentId, linkedAt: isoInstant(at) }).execute()
}

/** The first that says something, without what cannot be seen. */
const nameOf = (...said: (string | undefined)[]): string =>
  said.map((each) => (each ?? '').replace(/[\p{Cc}\p{Cf}]/gu, '').trim().slice(0, 100)).find((each) => each !== '') ?? ''
