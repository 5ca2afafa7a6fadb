/**
 * Served beside oRPC, by the same rules: PostgreSQL has already written these answers as JSON. A test holds them
 * to the contract's schemas.
 */
import { StandardBracketNotationSerializer } from '@orpc/openapi-client/standard'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { api } from '#shared/contract/api.ts'
import type { ProcedureMeta } from '#shared/contract/procedure.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { idSchema } from '#shared/kernel/ids.ts'
import { pullInputSchema, type PullInput } from '#shared/features/sync/sync.schema.ts'
import { isBackground, requirePermission, whoAsks } from '../../http/authentication.ts'
import { sendJson } from '../../http/send-json.ts'
import type { Services, SignedIn } from '../../services.ts'
import { writeAudit } from '../../write-audit.ts'
import { accountSnapshot } from './account.ts'
import { pullPage } from './pull.ts'

const brackets = new StandardBracketNotationSerializer()
const accountInputSchema = z.strictObject({ customerId: idSchema })

/** The query as the contract's client writes it: `territory[0]=10701`. */
function readQuery(request: FastifyRequest): Record<string, unknown> {
  const { searchParams } = new URL(request.url, 'http://backend')
  return brackets.deserialize([...searchParams]) as Record<string, unknown>
}

export function registerSyncRoutes(app: FastifyInstance, services: Services): void {
  app.get('/sync/pull', async (request, reply) => {
    // A desk pulls by itself, all day; that is no sign of a person.
    const signedIn = await whoAsks(services, request.headers.authorization, false)
    await requirePermission(services, signedIn, { action: 'sync.pull', permission: permissionOf(api.sync.pull) })
    // A query has no null: the beginning is told by leaving it out.
    const input = pullInputSchema.parse({ after: null, ...readQuery(request) })
    const onBegin = () => auditPull(services, signedIn, input)
    return sendJson(request, reply, await pullPage(services.store, services.clock, input, onBegin))
  })
  app.get('/sync/account', async (request, reply) => {
    const background = isBackground(request.headers)
    const signedIn = await whoAsks(services, request.headers.authorization, !background)
    const { customerId } = accountInputSchema.parse(readQuery(request))
    // What a desk fetches by itself is kept apart from what somebody looked at.
    const action = background ? 'sync.refresh' : 'sync.account'
    await requirePermission(services, signedIn, { action, permission: permissionOf(api.sync.account), customerId })
    const snapshot = accountSnapshot(services, signedIn, { customerId, action }).catch(refused(services, signedIn, { customerId, action }))
    return sendJson(request, reply, await snapshot)
  })
}

/** An account that is asked for and not there is an act too. */
const refused = ({ store, clock }: Services, by: SignedIn, ask: { customerId: string; action: string }) => async (error: unknown): Promise<never> => {
  if (error instanceof AppError && error.code !== 'internal') await writeAudit(store.db, clock, { ...ask, by, refusedAs: error.code })
  throw error
}

/** One line for a pull, not for each of its pages: what was taken is the whole stream, or its territory. */
async function auditPull({ store, clock }: Services, by: SignedIn, { stream, territory }: PullInput): Promise<void> {
  const detail = { stream, ...(territory ? { territory: territory.join(',') } : {}) }
  await writeAudit(store.db, clock, { action: 'sync.pull', by, detail })
}

const permissionOf = (procedure: typeof api.sync.pull | typeof api.sync.account) => (procedure['~orpc'].meta as ProcedureMeta).permission
