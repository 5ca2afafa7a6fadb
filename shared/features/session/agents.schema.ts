/** The agents' own sign-in, as a colleague may see it and help with it. No secret is in any of it. */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { instantSchema } from '../../kernel/rows.ts'
import { roleSchema } from './session.schema.ts'

/** Most that are shown at once; whoever looks for one among more types a part of the name. */
export const MAX_AGENTS = 200

/** `until` null: until a colleague unlocks it. `everywhere` false: for one network address alone, from all others it works. */
export const signInLockSchema = z.strictObject({ until: instantSchema.nullable(), everywhere: z.boolean() })
export type SignInLock = z.infer<typeof signInLockSchema>

export const agentSignInSchema = z.strictObject({
  id: idSchema,
  userName: z.string(),
  displayName: z.string(),
  role: roleSchema,
  /** They may disable others, or change rights: nobody takes their app away who may not. */
  managesAgents: z.boolean(),
  /** They are known at the operator's provider, and sign in there. */
  singleSignOn: z.boolean(),
  /** Nothing opens it, and what was open has ended. */
  disabled: z.boolean(),
  lock: signInLockSchema.nullable(),
  /** Null: no authenticator app. */
  secondFactorSince: instantSchema.nullable(),
  wrongPasswords: z.int().min(0),
  wrongCodes: z.int().min(0),
  lastFailureAt: instantSchema.nullable(),
})
export type AgentSignIn = z.infer<typeof agentSignInSchema>

export const findAgentsSchema = z.strictObject({ text: z.string().trim().max(100) })
export const agentsFoundSchema = z.strictObject({ agents: z.array(agentSignInSchema).max(MAX_AGENTS), more: z.boolean() })
export type AgentsFound = z.infer<typeof agentsFoundSchema>

/** What one may do for a colleague, and never for oneself. */
export const agentActSchema = z.strictObject({ commandId: commandIdSchema, agentId: idSchema })
export type AgentAct = z.infer<typeof agentActSchema>
