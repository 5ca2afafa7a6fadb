/**
 * The backend as a process of its own, so that its memory is its own: a small demo operator on the database that the parent
 * names, with somebody signed in for each role. It says what routes it has, and how much memory it holds when asked.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'
import { systemClock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import { roleSchema } from '#shared/features/session/session.schema.ts'
import { demoOperator, fillDemo } from '../../../electron/backend/demo/demo.ts'
import { openSimulatedEntry } from '../../../electron/backend/features/billing/gateway/simulated-entry.ts'
import { createSimulator } from '../../../electron/backend/features/billing/gateway/simulator.ts'
import { hashToken, newToken } from '../../../electron/backend/secret-token.ts'
import { migrate } from '../../../electron/backend/store/migrate.ts'
import { openStore } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend } from '../../../tests/support/api-client.ts'
import { inProject } from '../../lib/paths.mjs'
import { FAULTY_ROUTE, type FromTarget, type ToTarget } from './fuzz-contract.ts'
import { settledMemory } from './settled-memory.ts'

const CUSTOMERS = 60
/** Sessions that are signed out on the way: with those that the other requests have, all would soon be refused alike. */
const ENDING = 40
/** Conversations of strangers, that wait. */
const CHATS = 40

const [databaseUrl = ''] = process.argv.slice(2)
const routes: string[] = []
subscribe('fastify.initialization', (message) => {
  const { fastify } = message as { fastify: FastifyInstance }
  fastify.addHook('onRoute', ({ method, url }) => void routes.push(...[method].flat().map((each) => `${each} ${url}`)))
  fastify.get(FAULTY_ROUTE, (_request, reply) => reply.code(500).send({ stack: new Error('on purpose').stack }))
})

const store = await openStore({ kind: 'server', url: databaseUrl })
await migrate(store)
await fillDemo(store, { clock: systemClock, customers: CUSTOMERS })
const entry = await openSimulatedEntry()
const backend = await startTestBackend({
  store, demo: demoOperator, gateway: { ...createSimulator(), entry }, pages: inProject('out', 'renderer'), trustedProxies: ['127.0.0.1'], log: { level: 'error', stream: process.stderr },
})
const tokens: string[] = []
for (const role of roleSchema.options) tokens.push((await signInAs(store, backend.url, role)).token)
const endingTokens: string[] = []
for (let times = 0; times < ENDING; times += 1) endingTokens.push((await signInAs(store, backend.url, 'agent')).token)
const ids = async (table: string): Promise<string[]> => (await store.pool.query<{ id: string }>(`select id from ${table} limit 200`)).rows.map(({ id }) => id)
const chatTokens = Array.from({ length: CHATS }, newToken)
const chatQueue = await store.db.selectFrom('chatQueue').select('id').limit(1).executeTakeFirstOrThrow()
const now = new Date().toISOString()
await store.db.insertInto('chatConversation').values(chatTokens.map((token) => ({
  id: newId(), customerId: null, identityId: null, name: 'Bo', topic: 'internet' as const, language: 'en', resumeHash: hashToken(token), queueId: chatQueue.id, skill: null, reasons: [], status: 'waiting' as const, rankAt: now, waitingSince: now, begunAt: now, customerSeenAt: now,
}))).execute()
tell({ kind: 'ready', target: { chatTokens, url: backend.url, tokens, endingTokens, routes, customerIds: await ids('customer'), billIds: await ids('customer_bill') } })

process.on('message', (message: ToTarget) => {
  if (message.kind === 'memory') return void settledMemory().then((bytes) => tell({ kind: 'memory', bytes }))
  void backend.close().then(() => entry.close()).then(() => store.close()).then(() => process.exit(0))
})
process.on('disconnect', () => process.exit(1))

function tell(message: FromTarget): void {
  process.send?.(message)
}
