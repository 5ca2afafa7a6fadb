import { z } from 'zod'
import { isTimeZone } from '../../kernel/calendar.ts'
import { idSchema } from '../../kernel/ids.ts'
import { instantSchema } from '../../kernel/rows.ts'

/** The roles that every operator starts with; which permissions each has is data in the backend. */
export const roleSchema = z.enum(['agent', 'seniorAgent', 'supervisor', 'dispatcher', 'administrator', 'auditor'])
export type Role = z.infer<typeof roleSchema>

/** One permission per thing a person may do. A procedure names the one it needs in the contract. */
export const permissionSchema = z.enum([
  'customers.read',
  'customers.edit',
  'interactions.write',
  'audit.read',
  'audit.export',
  'customers.accessReport',
  'billing.adjust',
  'billing.approve',
  'billing.reverse',
  'billing.takePayment',
  'billing.recordPayment',
  'billing.refund',
  'catalog.order',
  'rewards.give',
  'rewards.redeem',
  'rewards.reverse',
  'usage.topUp',
  'usage.record',
  'outages.manage',
  'outages.record',
  'visits.book',
  'dispatch.manage',
  'dispatch.override',
  'chat.answer',
  'chat.supervise',
  'chat.configure',
  'chat.replies',
  'diagnostics.act',
  'guides.manage',
  'administration.money',
  'access.read',
  'access.unlock',
  'access.sendLink',
  'access.removeFactor',
  'access.endSessions',
  'access.forcePassword',
  'access.freeze',
  'access.unfreeze',
  'verification.override',
  'agents.read',
  'agents.unlock',
  'agents.removeFactor',
  'agents.disable',
  'roles.read',
  'roles.change',
  'privacy.erase',
])
export type Permission = z.infer<typeof permissionSchema>

export const agentSchema = z.strictObject({
  id: idSchema,
  userName: z.string(),
  displayName: z.string(),
  role: roleSchema,
  permissions: z.array(permissionSchema),
})
export type Agent = z.infer<typeof agentSchema>

/** Lengths are bounds on what is accepted for checking, not a password policy (that is the backend's). */
export const signInSchema = z.strictObject({
  userName: z.string().trim().min(1).max(100),
  password: z.string().min(1).max(128),
})
export type SignIn = z.infer<typeof signInSchema>

/** How somebody who is in can prove again that it is them: what they have here, or the browser. */
export const proofWaySchema = z.enum(['password', 'code', 'singleSignOn'])
export type ProofWay = z.infer<typeof proofWaySchema>

export const sessionSchema = z.strictObject({
  agent: agentSchema,
  /** Of a session that an older program remembers, nothing was said: those were begun with a password. */
  ways: z.array(proofWaySchema).default(['password', 'code']),
  /** Ends by itself when nothing was asked for until then; moves on with each call. */
  idleEndsAt: instantSchema,
  /** Ends then whatever happens. */
  absoluteEndsAt: instantSchema,
  /** The operator's, IANA: business days begin and end there. A desk that does not know it would tell wrong days, and lets nobody in. */
  timeZone: z.string().refine(isTimeZone),
})
export type Session = z.infer<typeof sessionSchema>

/** 256 random bits in base64url. Held by the data process alone; the window never sees it. */
export const tokenSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

export const demoAccountSchema = z.strictObject({ userName: z.string(), password: z.string(), displayName: z.string(), role: roleSchema })
export type DemoAccount = z.infer<typeof demoAccountSchema>

export const serverInfoSchema = z.strictObject({
  operatorName: z.string(),
  /** Of the API contract; see shared/contract/version.ts. */
  contractVersion: z.int(),
  /** True only where the demo's agents may sign in: a backend that answers its own machine alone. */
  demo: z.boolean(),
  /** An operator's own book was imported: its people are real, also where the demo's agents may sign in. */
  importedBook: z.boolean().default(false),
  /** Agents may sign in at the operator's own provider, which they know by this name; null where none is set up. */
  singleSignOn: z.strictObject({ name: z.string() }).nullable().default(null),
  /** False where the provider is the only way in. */
  passwordSignIn: z.boolean().default(true),
  /** Filled in demo mode only. */
  demoAccounts: z.array(demoAccountSchema),
})
export type ServerInfo = z.infer<typeof serverInfoSchema>
