/** Whatever the contract can be asked leaves its line in the audit, allowed or refused; or stands here with its reason. */
import { isContractProcedure } from '@orpc/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../../../shared/contract/api.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { keepBegun } from '../../../electron/backend/features/session/single-sign-on/begun.ts'
import { passingSecretBox } from '../../../electron/backend/secret-box.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend, TEST_PASSWORD, apiClient, type ApiClient } from '../../support/api-client.ts'
import { begin, makeAgent } from '../../support/agent-sign-in.ts'
import { everyGuardedProcedure, giveEveryRight } from '../../support/every-procedure.ts'
import { makeRow } from '../../support/rows.ts'
import { optionsOf, REDIRECT } from '../../support/single-sign-on.ts'
import { openTestStore, testClock } from '../../support/stores.ts'

/** Allowed without a line: what is asked tells nothing of anybody, and nothing is changed that a person decides. Refused, each has its line. */
const WITHOUT_LINE: Record<string, string> = {
  'session.serverInfo': 'the operator\'s name and the version, for anybody before they sign in',
  'session.beginSingleSignOn': 'nobody is known yet; whatever comes back from the browser for what was begun has its line',
  'session.secondFactor': 'whether the asker has an authenticator app, asked by the asker',
  'session.current': 'the asker\'s own session, asked by the desk itself',
  'billing.adjustmentReasons': 'the operator\'s list of reasons',
  'billing.lineNames': 'what lines of bills are called in the other language',
  'dispatch.offerVisits': 'windows that technicians have free; what is held and promised of them has its line',
  'dispatch.dayLink': 'whether a link to a technician\'s day stands, and until when: the token is nowhere; making and ending one have their lines',
  'dispatch.proposal': 'how far a plan is that the asker has begun; that has its line',
  'dispatch.cancelProposal': 'a plan that the asker gives up before it is taken',
  'catalog.offerings': 'what the operator sells',
  'chat.alerts': 'which queues are about to break their promise, of nobody; who says that they have one in hand has a line',
  'diagnostics.guides': 'which guides there are',
  'diagnostics.guide': 'the steps of a guide',
  'chat.desk': 'whose conversations are whose, asked at every hint; that one was accepted, or is watched, has its line',
  'chat.colleagues': 'who takes chats now, and has room: names of colleagues, and of no customer',
  'chat.lines': 'what was written to a conversation that the asker holds, or is beside: that they came to it has its line',
  'chat.send': 'a line of a conversation is kept as it is, with who wrote it and when',
  'chat.sendAttachment': 'as chat.send: the file is a line of the conversation, with who sent it and when',
  'chat.attachment': 'as chat.lines: a part of a file of a conversation that the asker holds, or is beside; that one is saved outside the program has its line',
  'chat.takeBack': 'what nobody has read, by whoever wrote it a moment ago; it is kept for a day',
  'chat.typing': 'that somebody types',
  'chat.rulesOf': 'which rules were published once, of nobody',
  'chat.compareRules': 'how many of the last chats other rules would send elsewhere, without whose they were',
  'chat.replies': 'canned text, asked at every slash; that an account is looked into for it has a line, once in a conversation (chat/replies.test.ts)',
  'chat.read': 'how far the one who holds a conversation has read it',
  'outages.plantState': 'how many modems are off at each node, asked again and again by every open map; of no customer',
  'outages.recordTelemetry': 'what a machine measures, every few seconds; what comes of it stands in the history of an outage, by Headend',
  'privacy.erasedAmong': 'who of those that a desk holds was erased, asked by the desk itself so that it forgets them',
}

const names = Object.entries(api).flatMap(([feature, procedures]) => Object.entries(procedures).filter(([, procedure]) => isContractProcedure(procedure)).map(([name]) => `${feature}.${name}`))

describe('every procedure of the contract', () => {
  const clock = testClock()
  const secrets = passingSecretBox()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let customerId: string
  beforeAll(async () => {
    store = await openTestStore('embedded', clock)
    // A provider that is away: what comes of a sign-in that was begun is its refusal.
    backend = await startTestBackend({ store, clock, secrets, singleSignOn: optionsOf({ issuer: 'http://127.0.0.1:9', secret: null }) })
    const customer = makeRow('customer')
    customerId = customer.id
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'customer', [customer]))
    await giveEveryRight(store, 'supervisor')
    await store.db.deleteFrom('rolePermission').where('role', '=', 'dispatcher').execute()
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })

  /** One for each role, but for who signs out: many sign-ins take long. */
  const agents = new Map<string, ReturnType<typeof signInAs>>()
  const agentOf = (role: 'supervisor' | 'dispatcher') => {
    const known = agents.get(role) ?? signInAs(store, backend.url, role, clock)
    agents.set(role, known)
    return known
  }
  const callsOf = async (role: 'supervisor' | 'dispatcher'): Promise<Record<string, () => Promise<unknown>>> => {
    const { client, userName } = await agentOf(role)
    const open = (anyone: ApiClient) => ({
      'session.serverInfo': () => anyone.session.serverInfo(),
      'session.beginSingleSignOn': () => anyone.session.beginSingleSignOn({ purpose: 'signIn', redirectUri: 'http://127.0.0.1:4000/callback' }),
      'session.signInBySingleSignOn': async () => {
        const transaction = await keepBegun({ store, clock, secrets }, { state: 'y', nonce: 'z', verifier: 'v'.repeat(43) }, { redirectUri: REDIRECT, sessionId: null })
        return anyone.session.signInBySingleSignOn({ transaction, callback: 'code=x&state=y' })
      },
      'session.proveBySingleSignOn': () => anyone.session.proveBySingleSignOn({ transaction: 'x'.repeat(43), callback: 'code=x&state=y' }),
      'session.current': () => anyone.session.current(),
      'session.signIn': () => apiClient(backend.url).session.signIn({ userName, password: TEST_PASSWORD }),
      'session.confirmCode': async () => (await halfIn()).session.confirmCode({ code: '000000' }),
      'session.beginSecondFactor': () => anyone.session.beginSecondFactor({ password: TEST_PASSWORD }),
      'session.confirmSecondFactor': () => anyone.session.confirmSecondFactor({ code: '000000' }),
      'session.resume': () => anyone.session.resume({ secret: 'not this one' }),
      'session.stepUp': () => anyone.session.stepUp({ secret: 'not this one' }),
      'session.secondFactor': () => anyone.session.secondFactor(),
      'session.renewRecoveryCodes': () => anyone.session.renewRecoveryCodes({ password: 'not this one' }),
      'session.changePassword': () => anyone.session.changePassword({ password: 'not this one', newPassword: 'another one of mine' }),
      'session.signOut': async () => (await signInAs(store, backend.url, role, clock)).client.session.signOut(),
      'billing.adjustmentReasons': () => anyone.billing.adjustmentReasons(),
      'billing.lineNames': () => anyone.billing.lineNames(),
    })
    return { ...everyGuardedProcedure(client, customerId), ...open(client) }
  }
  /** Somebody with an app, who has said the password and no code yet. */
  const halfIn = async (): Promise<ApiClient> => {
    const { id, userName } = await makeAgent(store)
    await store.db.insertInto('agentFactor').values({ id: newId(), agentId: id, secret: 'v1.AAAA', state: 'active', addedAt: new Date(clock.now()).toISOString() }).execute()
    return (await begin(backend.url, userName)).client
  }
  const lines = (action: string, outcome: 'allowed' | 'refused') => store.db.selectFrom('auditEntry').select(['id', 'customerId']).where('action', '=', action).where('outcome', '=', outcome).execute()
  const newLines = async (action: string, call: () => Promise<unknown>) => {
    const count = async () => (await lines(action, 'allowed')).length + (await lines(action, 'refused')).length
    const before = await count()
    await call().catch(() => undefined)
    return (await count()) - before
  }

  it('is called here', async () => {
    expect(Object.keys(await callsOf('supervisor')).sort()).toEqual([...names].sort())
  })

  it.each(names.filter((name) => !(name in WITHOUT_LINE)))('%s has a line for who may', async (name) => {
    expect(await newLines(name, (await callsOf('supervisor'))[name]!)).toBeGreaterThan(0)
  })

  it.each(Object.keys(everyGuardedProcedure(apiClient(''), newId())))('%s has a line for who may not', async (name) => {
    const before = (await lines(name, 'refused')).length
    await expect((await callsOf('dispatcher'))[name]!()).rejects.toMatchObject({ code: 'forbidden' })
    expect((await lines(name, 'refused')).length).toBe(before + 1)
  })

  it.each(Object.keys(WITHOUT_LINE))('%s has none, as the list says', async (name) => {
    expect(await newLines(name, (await callsOf('supervisor'))[name]!)).toBe(0)
  })

  it('has a line for an account that is not there, with the name under which it was asked', async () => {
    const { client } = await signInAs(store, backend.url, 'supervisor', clock)
    const nobody = newId()
    await expect(client.sync.account({ customerId: nobody })).rejects.toMatchObject({ code: 'notFound' })
    await expect(client.billing.nextBill({ customerId: nobody })).rejects.toMatchObject({ code: 'notFound' })
    const told = await store.db.selectFrom('auditEntry').select(['action', 'outcome', 'errorCode']).where('customerId', '=', nobody).orderBy('seq').execute()
    expect(told).toEqual(['sync.account', 'billing.nextBill'].map((action) => ({ action, outcome: 'refused', errorCode: 'notFound' })))
  })

  it('has a line for a command under another\'s id', async () => {
    const { client } = await signInAs(store, backend.url, 'supervisor', clock)
    const commandId = newId()
    const readAt = new Date(clock.now()).toISOString()
    await client.audit.recordAccountRead({ commandId, customerId, readAt })
    await expect(client.audit.recordAccountRead({ commandId, customerId, readAt: '2026-01-01T00:00:00.000Z' })).rejects.toMatchObject({ code: 'validation' })
    const told = await store.db.selectFrom('auditEntry').select(['outcome', 'errorCode']).where('commandId', '=', commandId).orderBy('seq').execute()
    expect(told).toEqual([{ outcome: 'allowed', errorCode: null }, { outcome: 'refused', errorCode: 'validation' }])
  })
})
