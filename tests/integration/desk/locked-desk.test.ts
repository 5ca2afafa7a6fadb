/** A locked screen: nothing is told, nothing is lost, its agent goes on in the same session, and anybody else finds a cleared desk. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DemoAccount } from '#shared/features/session/session.schema.ts'
import { startBackend, type Running } from '../../../electron/backend/start.ts'
import { failure, openDesk, temporaryFile, type TestDesk } from './support/test-desk.ts'

let backend: Running
let accounts: DemoAccount[]
const desks: TestDesk[] = []
const file = temporaryFile()
beforeAll(async () => {
  backend = await startBackend({ location: { kind: 'embedded', dataDirectory: null }, demo: true, port: 0 })
  const desk = openDesk({ backendUrl: backend.url })
  accounts = (await desk.window.session.serverInfo()).demoAccounts
  await desk.stop()
})
afterEach(() => Promise.all(desks.splice(0).map((desk) => desk.stop())))
afterAll(async () => {
  await backend.stop()
  file.remove()
})

const accountOf = (role: string) => accounts.find((account) => account.role === role) ?? expect.fail(`no ${role}`)
const open = (options: Parameters<typeof openDesk>[0] = {}) => {
  const desk = openDesk({ backendUrl: backend.url, scope: { kind: 'directory' }, ...options })
  desks.push(desk)
  return desk
}
const idle = (desk: TestDesk) => desk.until((state) => state.connectivity.state === 'online' && !state.sync.first && state.sync.state === 'idle' && state.session !== null)
async function atWork(options: Parameters<typeof openDesk>[0] = {}) {
  const desk = open(options)
  const { userName, password } = accountOf('agent')
  await desk.window.session.signIn({ userName, password })
  await idle(desk)
  const customerId = (await desk.window.customers.search({ text: 'rivera' })).people[0]?.customerId ?? expect.fail('nobody')
  await desk.window.workspace.saveTabs({ open: [customerId], active: customerId })
  await desk.window.workspace.saveDraft({ customerId, key: 'note', value: 'half a sentence' })
  return { desk, customerId, password }
}

describe('a locked desk', () => {
  it('tells nothing until its agent is back, who finds everything in the same session', async () => {
    const { desk, customerId, password } = await atWork()
    const before = (await desk.state()).session
    await desk.window.session.lock()
    expect(await desk.state()).toMatchObject({ session: null, sessionEnded: 'idle', locked: { userName: 'agent', displayName: accountOf('agent').displayName } })
    for (const ask of [() => desk.window.customers.view({ customerId }), () => desk.window.workspace.drafts({ customerId }), () => desk.window.customers.search({ text: 'rivera' })])
      expect(await failure(ask())).toMatchObject({ code: 'unauthenticated' })
    expect(await failure(desk.window.session.resume({ secret: 'not this one' }))).toEqual({ code: 'unauthenticated', data: { reason: 'wrongCredentials' } })
    expect((await desk.state()).locked).not.toBeNull()
    await desk.window.session.resume({ secret: password })
    const after = await idle(desk)
    expect(after).toMatchObject({ locked: null, sessionEnded: null, session: { agent: before?.agent, absoluteEndsAt: before?.absoluteEndsAt } })
    expect((await desk.window.workspace.drafts({ customerId })).drafts).toMatchObject([{ value: 'half a sentence' }])
    expect(await desk.window.workspace.tabs()).toEqual({ open: [customerId], active: customerId })
  })

  it('is locked still after a restart', async () => {
    const { desk, password } = await atWork({ cacheFile: file.path })
    await desk.window.session.lock()
    await desk.stop()
    desks.splice(desks.indexOf(desk), 1)
    const next = open({ cacheFile: file.path })
    expect(await next.state()).toMatchObject({ session: null, locked: { userName: 'agent' } })
    await next.window.session.resume({ secret: password })
    expect(await idle(next)).toMatchObject({ session: { agent: { userName: 'agent' } } })
  })

  it('is cleared for anybody else, and the session behind it is over', async () => {
    const { desk, customerId } = await atWork()
    await desk.window.session.lock()
    const { userName, password } = accountOf('supervisor')
    await desk.window.session.signIn({ userName, password })
    await idle(desk)
    expect(await desk.window.workspace.tabs()).toEqual({ open: [], active: null })
    expect((await desk.window.workspace.drafts({ customerId })).drafts).toEqual([])
    expect((await desk.state()).locked).toBeNull()
    expect(await failure(desk.window.session.resume({ secret: accountOf('agent').password }))).toMatchObject({ code: 'unauthenticated' })
  })

  it('is signed out from the locked screen as from any other', async () => {
    const { desk } = await atWork()
    await desk.window.session.lock()
    await desk.window.session.signOut()
    expect(await desk.state()).toMatchObject({ session: null, sessionEnded: null, locked: null, sync: { customers: 0 } })
  })
})
