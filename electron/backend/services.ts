/** What every feature of one running backend is given. */
import type { Clock } from '#shared/kernel/clock.ts'
import type { Agent, DemoAccount } from '#shared/features/session/session.schema.ts'
import type { CheckpointKeeper } from './features/audit/checkpoints.ts'
import type { EquipmentPort } from './features/diagnostics/equipment-port.ts'
import type { PaymentGateway } from './features/billing/gateway/gateway.ts'
import type { Provider } from './features/session/single-sign-on/provider.ts'
import type { MessageChannels } from './messages/channels.ts'
import type { SecretBox } from './secret-box.ts'
import type { SingleSignOnOptions } from './single-sign-on-options.ts'
import type { Store } from './store/store.ts'
import type { Timers } from './timers.ts'

/** The part of pino that is used; nothing personal and no token is ever handed to it. */
export type Log = {
  info(fields: object, message?: string): void
  warn(fields: object, message?: string): void
  error(fields: object, message?: string): void
}

/** `customerPin`: the one that its customers have, shown to everybody; absent where they have none. */
export type Demo = { operatorName: string; accounts: DemoAccount[]; supportPhone?: string; customerPin?: string }

export type Services = {
  store: Store
  clock: Clock
  timers: Timers
  log: Log
  operatorName: string
  /** IANA; a known one. The operator's day: `operatorToday`. */
  timeZone: string
  /** Null in earnest. */
  demo: Demo | null
  /** Null where none is set up: nothing can be charged then, only recorded. */
  gateway: PaymentGateway | null
  /** The boxes in customers' houses; null where none is connected: nothing is measured then. */
  equipment: EquipmentPort | null
  /** What is not set up is kept in the demo's mailbox, and fails in earnest. */
  channels: MessageChannels
  /** The operator's own number, as customers are told to call it; null where nobody said. */
  supportPhone?: string | null
  /** A new password by link also ends a lock; off where nobody said. */
  resetUnlocks?: boolean
  /** Where customers reach their pages, `https://pay.example.com`; null where they do not. */
  portalUrl(): string | null
  /** An operator's VROOM server, by which days are planned; the planner built in where nobody says. */
  vroomUrl?: string | null
  /** What signs the audit outside the database; null where it is not kept, such as of a database in memory. */
  checkpoints: CheckpointKeeper | null
  /** Seals what must be read again, with a key that is not in the database. */
  secrets: SecretBox
  /** Whether agents must have an authenticator app: who has one uses it in either case. */
  secondFactor: 'required' | 'optional'
  /** Null where agents have passwords alone. */
  singleSignOn: SingleSignOn | null
  /** False: the provider is the only way in. */
  passwordSignIn: boolean
}

export type SingleSignOn = SingleSignOnOptions & { provider: Provider }

/** Who asks, after their token was checked. */
export type SignedIn = {
  sessionId: string
  agent: Agent
  idleEndsAt: string
  absoluteEndsAt: string
  /** When the agent last said the password or a code, or came from the provider. */
  provenAt: string
  /** Of the provider by which they came; null for a password. */
  issuer: string | null
}
