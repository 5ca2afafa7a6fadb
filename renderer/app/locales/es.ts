/** Español neutro de América, trato de usted. */
import type { Messages } from '../i18n.ts'
import { access } from './es/access.ts'
import { administration } from './es/administration.ts'
import { app } from './es/app.ts'
import { audit } from './es/audit.ts'
import { billing } from './es/billing.ts'
import { caller } from './es/caller.ts'
import { catalog } from './es/catalog.ts'
import { customers } from './es/customers.ts'
import { interactions } from './es/interactions.ts'
import { messages } from './es/messages.ts'
import { payments } from './es/payments.ts'
import { rewards } from './es/rewards.ts'
import { session } from './es/session.ts'
import { usage } from './es/usage.ts'
import { workspace } from './es/workspace.ts'

export const es: Messages = { ...app, ...access, ...session, ...workspace, ...customers, ...billing, ...payments, ...rewards, ...administration, ...audit, ...usage, ...catalog, ...interactions, ...caller, ...messages }
