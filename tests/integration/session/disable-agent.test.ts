/** An agent who is disabled is out: at the next request, and at the live line within a second, on whichever node. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { manualTime } from '../../support/manual-timers.ts'
import { NOW, openServerStore, openTestStore } from '../../support/stores.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { begin, reasonOf } from '../../support/agent-sign-in.ts'
import { signInAs, startTestBackend } from '../../support/api-client.ts'
import { connectDesk } from '../../support/live-desk.ts'
import { freshDatabase } from '../../support/postgres.ts'

const SECOND_MS = 1_000

describe.each(['one embedded node', 'two nodes on one server'] as const)('on %s', (house) => {
  // Its timers stand still: nothing is found by looking every 15 seconds.
  const { clock, timers } = manualTime(NOW)
  let stores: Store[]
  let nodes: Awaited<ReturnType<typeof startTestBackend>>[]
  beforeAll(async () => {
    const url = house === 'one embedded node' ? null : await freshDatabase(inject('postgresUrl'))
    stores = url === null ? [await openTestStore('embedded', clock)] : [await openServerStore(url, clock), await openServerStore(url, clock)]
    nodes = await Promise.all(stores.map((store) => startTestBackend({ store, clock, timers, trustedProxies: ['127.0.0.1'] })))
  })
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.close()))
    await Promise.all(stores.map((store) => store.close()))
  })
  const signIn = (role: 'agent' | 'administrator' | 'supervisor', node = nodes[0]!) => signInAs(stores[0]!, node.url, role, clock)

  it('a disabled agent’s calls end at the next request, and the socket within a second', async () => {
    const { client } = await signIn('administrator')
    const disable = async () => {
      const agent = await signIn('agent')
      const desk = await connectDesk(nodes.at(-1)!.url, agent.token)
      await desk.hearType('hello')
      const before = performance.now()
      await client.session.disableAgent({ commandId: newId(), agentId: agent.session.agent.id })
      expect(await desk.hearType('sessionEnded')).toMatchObject({ reason: 'signedOut' })
      expect(await desk.closed).toEqual({ code: 4001 })
      return { agent, ms: performance.now() - before }
    }
    const [{ agent, ms }, ...more] = [await disable(), await disable(), await disable(), await disable(), await disable()]
    for (const took of [ms, ...more.map((each) => each.ms)]) expect(took).toBeLessThan(SECOND_MS)
    expect(await reasonOf(agent.client.session.current())).toBe('signedOut')
    expect(await reasonOf(agent.client.customers.search({ text: 'anybody', limit: 1 }))).toBe('signedOut')
    expect(await reasonOf(begin(nodes[0]!.url, agent.userName))).toBe('wrongCredentials')
    await expect(connectDesk(nodes[0]!.url, agent.token)).rejects.toThrow('401')
    expect((await client.session.agents({ text: agent.userName })).agents).toMatchObject([{ disabled: true }])

    await client.session.enableAgent({ commandId: newId(), agentId: agent.session.agent.id })
    expect(await reasonOf(agent.client.session.current()), 'what was open stays ended').toBe('signedOut')
    clock.advance(2_000)
    expect((await begin(nodes[0]!.url, agent.userName)).step).toBe('in')
  })

  it('leaves the others at the line (the control)', async () => {
    const [agent, other, { client }] = [await signIn('agent'), await signIn('agent'), await signIn('administrator')]
    const desk = await connectDesk(nodes.at(-1)!.url, other.token)
    await desk.hearType('hello')
    await client.session.disableAgent({ commandId: newId(), agentId: agent.session.agent.id })
    desk.say({ type: 'ping' })
    await desk.hearType('pong')
    expect(desk.heard.some(({ type }) => type === 'sessionEnded')).toBe(false)
    await desk.close()
  })

  it('nobody disables themselves, or others without the right', async () => {
    const administrator = await signIn('administrator')
    const act = (agentId: string) => ({ commandId: newId(), agentId })
    await expect(administrator.client.session.disableAgent(act(administrator.session.agent.id))).rejects.toMatchObject({ code: 'forbidden', data: { detail: 'oneself' } })
    const supervisor = await signIn('supervisor')
    await expect(supervisor.client.session.disableAgent(act(administrator.session.agent.id))).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'agents.disable' } })
  })

  it('of two who disable each other at the same moment one remains', async () => {
    const [one, two] = [await signIn('administrator'), await signIn('administrator', nodes.at(-1)!)]
    await Promise.allSettled([one.client.session.disableAgent({ commandId: newId(), agentId: two.session.agent.id }), two.client.session.disableAgent({ commandId: newId(), agentId: one.session.agent.id })])
    const left = await stores[0]!.db.selectFrom('agent').select('id').where('active', '=', true).where('id', 'in', [one.session.agent.id, two.session.agent.id]).execute()
    expect(left).toHaveLength(1)
  })
})
