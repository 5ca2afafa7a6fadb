/** English, gathered from the features. Every other language has exactly these keys, or it does not compile. */
import { access } from './en/access.ts'
import { administration } from './en/administration.ts'
import { app } from './en/app.ts'
import { audit } from './en/audit.ts'
import { billing } from './en/billing.ts'
import { caller } from './en/caller.ts'
import { catalog } from './en/catalog.ts'
import { customers } from './en/customers.ts'
import { interactions } from './en/interactions.ts'
import { messages } from './en/messages.ts'
import { payments } from './en/payments.ts'
import { privacy } from './en/privacy.ts'
import { rewards } from './en/rewards.ts'
import { session } from './en/session.ts'
import { usage } from './en/usage.ts'
import { workspace } from './en/workspace.ts'

export const en = { ...app, ...access, ...session, ...workspace, ...customers, ...billing, ...payments, ...rewards, ...administration, ...audit, ...usage, ...catalog, ...interactions, ...caller, ...messages, ...privacy } as const
