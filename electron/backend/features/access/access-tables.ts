/** The tables of the customers' sign-in as Kysely sees them; what each is for is in their migration. */
import type { Generated } from 'kysely'
import type { FactorKind, IdentityEventKind } from '#shared/features/access/access.schema.ts'
import type { MessageChannel } from '#shared/features/messages/messages.schema.ts'

export type AccessTables = {
  digitalIdentity: DigitalIdentityTable
  signInLockout: SignInLockoutTable
  signInSource: { source: string; since: string; failures: number }
  identityDevice: IdentityDeviceTable
  identitySession: IdentitySessionTable
  identityFactor: { id: string; identityId: string; kind: FactorKind; secret: string | null; state: 'pending' | 'active'; addedAt: string; lastStep: Generated<number | null> }
  identityCode: { id: string; sessionId: string; codeHash: Buffer; channel: MessageChannel; sentAt: string; expiresAt: string; usedAt: Generated<string | null> }
  identityLink: IdentityLinkTable
  identityEvent: { id: string; customerId: string | null; at: string; kind: IdentityEventKind; by: string | null; place: string | null; device: string | null }
}

type DigitalIdentityTable = {
  id: string
  customerId: string
  userName: string
  passwordHash: string
  createdAt: string
  passwordChangedAt: string
  passwordForcedAt: Generated<string | null>
  frozenAt: Generated<string | null>
  demo: Generated<boolean>
}

type SignInLockoutTable = {
  subject: Buffer
  identityId: string | null
  deviceId: string | null
  agentId: Generated<string | null>
  failures: Generated<number>
  firstFailureAt: Generated<string | null>
  lastFailureAt: Generated<string | null>
  lockedUntil: Generated<string | null>
  temporaryLocks: Generated<number>
  permanent: Generated<boolean>
  source: Generated<string | null>
  everywhere: Generated<boolean>
  blockedSource: Generated<string | null>
  wrongPasswords: Generated<number>
  wrongCodes: Generated<number>
  writes: Generated<number>
}

type IdentityDeviceTable = {
  id: string
  identityId: string
  tokenHash: Buffer
  name: string
  place: string
  addedAt: string
  lastUsedAt: string
  expiresAt: string
  signsIn: boolean
  revokedAt: Generated<string | null>
}

type IdentitySessionTable = {
  id: string
  identityId: string
  tokenHash: Buffer
  stage: 'code' | 'full'
  remember: boolean
  deviceId: string | null
  startedAt: string
  lastSeenAt: string
  endsAt: string
  endedAt: Generated<string | null>
}

type IdentityLinkTable = {
  id: string
  customerId: string
  purpose: 'register' | 'reset'
  tokenHash: Buffer
  channel: MessageChannel
  recipient: string
  sentAt: string
  sentBy: string | null
  expiresAt: string
  usedAt: Generated<string | null>
  revokedAt: Generated<string | null>
}
