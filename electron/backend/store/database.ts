/** The tables as Kysely sees them. Streams come from their schemas; the others are the backend's own. */
import type { ColumnType, Generated } from 'kysely'
import type { AccessTables } from '../features/access/access-tables.ts'
import type { ChatTables } from '../features/chat/chat-tables.ts'
import type { DispatchTables } from '../features/dispatch/dispatch-tables.ts'
import type { DiagnosticsTables } from '../features/diagnostics/diagnostics-tables.ts'
import type { TaxRate } from '../features/billing/bill-taxes.ts'
import type { Debt } from '../features/billing/links/link-debt.ts'
import type { OneTimeChargeSource } from '../features/billing/one-time-charges.ts'
import type { LedgerAccount, LedgerEntryKind } from '../features/billing/ledger-accounts.ts'
import type { ContactChannel, VerificationWay } from '#shared/features/interactions/contacts.schema.ts'
import type { Disposition } from '#shared/features/interactions/interactions.schema.ts'
import type { VerificationLevel } from '#shared/features/interactions/verification-level.ts'
import type { BillLine } from '#shared/features/billing/bill-document.schema.ts'
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import type { ProductOffering } from '#shared/features/catalog/offerings.schema.ts'
import type { RecordingLimits, RefundLimits } from '#shared/features/billing/payments.schema.ts'
import type { ModemReport } from '#shared/features/outages/telemetry.schema.ts'
import type { ErasureBasis } from '#shared/features/privacy/privacy.schema.ts'
import type { RewardLimits, RewardRules } from '#shared/features/rewards/rewards.schema.ts'
import type { Permission, Role } from '#shared/features/session/session.schema.ts'
import type { Row, StreamName } from '#shared/features/sync/streams.ts'

/** Given by the database, never written by code. */
type Feed = {
  /** Transaction that last wrote the row; decimal text of an xid8. */
  changedXid: ColumnType<string, never, never>
  /** Set when the row is no more: a tombstone that tells the desks. */
  removedAt: Generated<string | null>
}
type StreamTables = { [S in StreamName]: Row<S> & Feed } & {
  customer: { languageVersion: Generated<number> }
  /** Never whoever asked: the table checks it. */
  adjustment: { decidedById: Generated<string | null>; reversedById: Generated<string | null> }
  /** Kept by a trigger: since when the value is on the account; null, since `validFrom`. */
  contactMedium: { valueSince: ColumnType<string | null, never, never> }
  billingAccount: { settingsVersion: Generated<number> }
  /** What the plan alone brought when it was bought; of no interest to a desk. */
  usageTopUp: { planMegabytes: Generated<number | null> }
}

export type Database = StreamTables & AccessTables & ChatTables & DispatchTables & DiagnosticsTables & {
  meta: MetaTable
  schemaVersion: { version: number; name: string; appliedAt: Generated<string> }
  agent: AgentTable
  rolePermission: { role: Role; permission: Permission }
  roleRights: { role: Role; version: number; changedAt: string | null; changedBy: string | null }
  session: SessionTable
  agentFactor: AgentFactorTable
  agentIdentity: { issuer: string; subject: string; agentId: string; linkedAt: string }
  /** `secrets`: sealed. */
  singleSignOnBegun: { tokenHash: Buffer; secrets: string; redirectUri: string; sessionId: string | null; begunAt: string; expiresAt: string }
  agentRecoveryCode: { agentId: string; codeHash: Buffer; usedAt: Generated<string | null> }
  command: CommandTable
  auditEntry: AuditEntryTable
  auditSeal: AuditSealTable
  auditChain: { singleton: ColumnType<boolean, never, never>; id: ColumnType<string, never, never> }
  presence: PresenceTable
  customerSearch: { customerId: string; words: string; phones: string }
  searchWord: { word: string }
  ledgerEntry: LedgerEntryTable
  ledgerPosting: LedgerPostingTable
  billDocument: { billId: string; customerId: string; currency: string; lines: ColumnType<BillLine[], string, never> }
  taxRate: TaxRate & { spanish: string | null }
  productOffering: { code: string; position: number; offering: ColumnType<ProductOffering, string, string> }
  productOrderEffect: { orderId: string; productId: string; effect: 'started' | 'ended'; previousEndsOn: string | null }
  oneTimeCharge: OneTimeChargeTable
  decisionUnread: { adjustmentId: string; agentId: string; decidedAt: string }
  adjustmentReason: { code: string; english: string; spanish: string; direction: 'credit' | 'charge'; needsPeriod: boolean; active: boolean; position: number; version: Generated<number> } & Changed
  adjustmentLimit: { role: Role; perAdjustment: number; perDay: number; perCustomer30Days: number; version: Generated<number> } & Changed
  recordingLimit: RecordingLimits & Changed & { role: Role; version: Generated<number> }
  refundLimit: RefundLimits & Changed & { role: Role; version: Generated<number> }
  /** A view. */
  loyaltyOwed: { customerId: string; sourceId: string; earnedFor: 'payment' | 'billInTime'; points: number }
  loyaltyGift: { transactionId: string; agentId: string; givenAt: string }
  loyaltyPosting: { transactionId: string; batchId: string; points: number }
  rewardRule: RewardRules & Changed & { singleton: Generated<boolean> }
  rewardLimit: RewardLimits & Changed & { role: Role; version: Generated<number> }
  paymentMethodToken: { paymentMethodId: string; token: string }
  gatewayRequest: GatewayRequestTable
  messageDispatch: MessageDispatchTable
  paymentLinkSecret: { linkId: string; tokenHash: Buffer; debt: Debt | null }
  paymentLinkEntry: { linkId: string; number: number; referenceHash: Buffer; spent: Generated<boolean> }
  autopay: { billingAccountId: string; paymentMethodId: string; since: string }
  autopayDraft: { billId: string; attempt: 1 | 2; paymentId: string; madeOn: string }
  usageDay: { customerId: string; day: string; megabytes: number; measuredAt: string }
  usageTopUpOffer: { code: string; name: string; spanish: string | null; megabytes: number; currency: string; amount: number; validFrom: string; validTo: string | null }
  usageUnlimitedOffering: { offeringCode: string }
  partyInteraction: PartyInteractionTable
  accountPin: { customerId: string; pinHash: string; demo: Generated<boolean>; setAt: string; setBy: string | null }
  verificationAttempt: { id: string; customerId: string; partyInteractionId: string; agentId: string; at: string; way: Exclude<VerificationWay, 'override'>; matched: boolean }
  verificationCode: { id: string; customerId: string; partyInteractionId: string; codeHash: string; recipient: string; sentAt: string; expiresAt: string; endedAt: Generated<string | null> }
  verificationFlag: { id: string; customerId: string; raisedAt: string; channel: ContactChannel; failures: number; clearedAt: Generated<string | null>; clearedBy: Generated<string | null> }
  /** Written by a trigger alone. */
  contactMediumFormer: { id: string; contactMediumId: string; customerId: string; mediumType: string; use: string; value: string; since: string; until: string }
  callRecord: { id: string; customerId: string; line: string; direction: 'incoming' | 'outgoing'; otherNumber: string | null; startedAt: string; seconds: number }
  customerErasure: { customerId: string; erasedAt: string; erasedBy: string; basis: ErasureBasis; requestedOn: string; keptUntil: string }
  telemetryBatch: { seq: Generated<number>; receivedAt: string; events: ColumnType<ModemReport[], string, never> }
  outageDetector: { singleton: Generated<boolean>; holder: string | null; renewedAt: string | null; heardAt: Generated<string | null>; cursor: number; state: Buffer | null; savedAt: string | null }
  outageSuspicion: { problemId: string; suspicion: string; version: number }
  plantState: { at: string; heardAt: string } & PlantStateColumns
  plantStateNow: { singleton: Generated<boolean>; at: string } & PlantStateColumns
  importSource: { customerId: string; rowHash: string; importedAt: string }
}

/** One place of each for one node, in the order of their codes. */
type PlantStateColumns = { nodes: string[]; modems: number[]; offline: number[] }

/** Of what administrators keep: the last change; null as it was delivered. */
type Changed = { changedAt: Generated<string | null>; changedBy: Generated<string | null> }

type MetaTable = {
  singleton: Generated<boolean>
  epoch: string
  /** Which cluster, timeline and database these rows live in; another one means that the database was restored. */
  home: string
  epochSince: string
  /** Signs cursors; made by the database, told to nobody. */
  cursorKey: ColumnType<Buffer, never, never>
}

type AgentTable = {
  id: string
  userName: string
  displayName: string
  role: Role
  /** Null: signs in at the provider alone. */
  passwordHash: string | null
  active: Generated<boolean>
  /** Its password is public; see 0005-demo-agents.ts. */
  demo: Generated<boolean>
  createdAt: string
}

type SessionTable = {
  id: string
  /** SHA-256 of the token; the token itself is nowhere. */
  tokenHash: Buffer
  agentId: string
  startedAt: string
  lastSeenAt: string
  absoluteEndsAt: string
  endedAt: Generated<string | null>
  stage: Generated<'code' | 'enrol' | 'full'>
  provenAt: string
  /** Of the provider by which it began; null for a password. */
  issuer: Generated<string | null>
}

type AgentFactorTable = {
  id: string
  agentId: string
  /** Sealed. */
  secret: string
  state: 'pending' | 'active'
  addedAt: string
  lastStep: Generated<number | null>
}

type CommandTable = {
  id: string
  agentId: string
  procedure: string
  bodyHash: Buffer
  /** `{ ok }` or `{ refusal: { code, data } }`, as it was answered first. */
  answer: string
  receivedAt: string
}

type AuditEntryTable = {
  seq: Generated<number>
  id: string
  at: string
  agentId: string | null
  sessionId: string | null
  action: string
  customerId: string | null
  commandId: string | null
  outcome: 'allowed' | 'refused'
  errorCode: string | null
  /** JSON; never personal data. */
  detail: string | null
  /** The PartyInteraction in which it happened, and how well its caller was known then. */
  contactId: Generated<string | null>
  verification: Generated<VerificationLevel | null>
  /** Why somebody passed the gate without it. */
  override: Generated<string | null>
}

/** Made by the database at the end of the transaction; written by no code. */
type AuditSealTable = {
  /** From 1, without gaps. */
  position: ColumnType<number, never, never>
  entryId: ColumnType<string, never, never>
  form: ColumnType<number, never, never>
  contentHash: ColumnType<Buffer, never, never>
  hash: ColumnType<Buffer, never, never>
}

type PartyInteractionTable = {
  id: string
  customerId: string
  agentId: string
  /** It began in this session, and its level is of use in no other. */
  sessionId: string
  channel: ContactChannel
  level: Generated<VerificationLevel>
  way: Generated<VerificationWay | null>
  verifiedAt: Generated<string | null>
  failures: Generated<number>
  startedAt: string
  usedAt: string
  endedAt: Generated<string | null>
  endedBy: Generated<'agent' | 'signOut' | 'replaced' | 'idle' | null>
  overriddenBy: Generated<string | null>
  overrideReason: Generated<string | null>
  disposition: Generated<Disposition | null>
  text: Generated<string>
}

type PresenceTable = { sessionId: string; customerId: string; agentId: string; displayName: string; since: string; seenAt: string }

type LedgerEntryTable = {
  id: string
  customerId: string
  billingAccountId: string
  at: string
  kind: LedgerEntryKind
  /** The bill, payment or adjustment that it is of. */
  sourceId: string
  /** The entry that it takes back; each entry can be taken back once. */
  reverses: string | null
  /** Null when the program itself made it. */
  agentId: string | null
  seq: Generated<number>
}

type LedgerPostingTable = {
  entryId: string
  line: number
  billingAccountId: string
  debit: LedgerAccount
  credit: LedgerAccount
  amount: number
  currency: string
  /** Of a posting that touches `receivable`. */
  billId: string | null
}

type OneTimeChargeTable = {
  id: string
  customerId: string
  billingAccountId: string
  currency: string
  name: string
  detail: string | null
  /** As what it is taxed. */
  kind: Product['kind'] | null
  amount: number
  source: OneTimeChargeSource
  sourceId: string
  /** No bill of an earlier day carries it. */
  dueOn: string
  createdAt: string
  /** Null while it waits. */
  billId: Generated<string | null>
  cancelledAt: Generated<string | null>
}

type GatewayRequestTable = {
  /** The key at the gateway. */
  paymentId: string
  customerId: string
  billingAccountId: string
  operation: 'charge' | 'refund'
  amount: number
  currency: string
  paymentMethodId: string
  /** Of a refund. */
  chargeReference: string | null
  billIds: string[]
  agentId: string | null
  requestedAt: string
  state: 'waiting' | 'asked' | 'approved' | 'declined'
  attempts: Generated<number>
  notBefore: string
}

type MessageDispatchTable = {
  messageId: string
  /** In full. */
  recipient: string
  /** JSON, as the template wants them. */
  params: string
  /** JSON of an `AttachmentRef`. */
  attachment: string | null
  state: 'waiting' | 'sending' | 'kept'
  attempts: Generated<number>
  notBefore: string
}
