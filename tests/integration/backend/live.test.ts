/** Hints between desks: on one embedded backend, and between two nodes over one PostgreSQL. */
import { request } from 'node:http'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { LIVE_TIMEOUT_MS, MAX_LIVE_FRAME_BYTES, type LiveMessage } from '../../../shared/features/sync/sync.schema.ts'
import { IDLE_MS } from '../../../electron/backend/features/session/sessions.ts'
import { announceChange } from '../../../electron/backend/store/announce.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { openStore } from '../../../electron/backend/store/store.ts'
import { signInAs } from '../../support/api-client.ts'
import { houses, openHouse, type House } from '../../support/houses.ts'
import { connectDesk, type Desk } from '../../support/live-desk.ts'
import { manualTime } from '../../support/manual-timers.ts'
import { freshDatabase } from '../../support/postgres.ts'
import { makeRow } from '../../support/rows.ts'
import { NOW } from '../../support/stores.ts'

type Node = House['nodes'][number]

type Changed = Extract<LiveMessage, { type: 'changed' }>
/** Of what is under test: the plant is told anew by whichever node looks at it, whenever that is. */
const isChange = (message: LiveMessage): message is Changed => message.type === 'changed' && !message.streams.includes('plantElement')
const hearChange = (desk: Desk): Promise<Changed> => desk.hear(isChange) as Promise<Changed>

describe.each(houses)('%s', (kind) => {
  const time = manualTime(NOW)
  const desks: Desk[] = []
  let house: House
  beforeAll(async () => {
    house = await openHouse(kind, time)
  })
  afterEach(async () => {
    await Promise.all(desks.splice(0).map((desk) => desk.close()))
  })
  afterAll(() => house.close())
  const first = () => house.nodes[0]!
  /** Of two nodes the other one. */
  const last = () => house.nodes.at(-1)!
  const signIn = (node: Node) => signInAs(house.store, node.url, 'agent', time.clock)
  const connect = async (node: Node, token: string) => {
    const desk = await connectDesk(node.url, token)
    desks.push(desk)
    return { desk, hello: await desk.hearType('hello') }
  }
  const newCustomer = async () => {
    const customer = makeRow('customer')
    await house.store.db.transaction().execute((trx) => bulkInsert(trx, 'customer', [customer]))
    return customer.id
  }
  const note = (customerId: string) =>
    ({ commandId: newId(), customerId, interactionId: newId(), writtenAt: new Date(time.clock.now()).toISOString(), disposition: 'resolved', text: 'x' }) as const

  it('tells all desks what a command changed, on whichever node they are', async () => {
    const { token, client } = await signIn(first())
    const [here, there] = [await connect(first(), token), await connect(last(), token)]
    const customerId = await newCustomer()
    await client.interactions.addNote(note(customerId))
    for (const { desk } of [here, there]) expect(await hearChange(desk)).toEqual({ type: 'changed', streams: ['interaction'], customerIds: [customerId] })
  })

  it('says nothing of a refused command', async () => {
    const { token, client } = await signIn(first())
    const { desk } = await connect(last(), token)
    await client.interactions.addNote(note(newId())).catch(() => undefined)
    const customerId = await newCustomer()
    await client.interactions.addNote(note(customerId))
    expect(await hearChange(desk)).toMatchObject({ customerIds: [customerId] })
  })

  it('names no customers when there are more than a hundred', async () => {
    const { token } = await signIn(first())
    const { desk } = await connect(last(), token)
    await house.store.db.transaction().execute((trx) => announceChange(trx, ['customer', 'product'], Array.from({ length: 101 }, () => newId())))
    expect(await hearChange(desk)).toEqual({ type: 'changed', streams: ['customer', 'product'], customerIds: null })
  })

  it('answers a ping', async () => {
    const { token } = await signIn(first())
    const { desk } = await connect(first(), token)
    desk.say({ type: 'ping' })
    expect(await desk.hearType('pong')).toEqual({ type: 'pong' })
  })

  it('shows who has an account open: to those here, to those who come, each agent once; and when they go', async () => {
    const [ana, ben] = [await signIn(first()), await signIn(last())]
    const customerId = newId()
    const about = (count: number) => (message: { type: string; customerId?: string; present?: unknown[] }) =>
      message.type === 'presence' && message.customerId === customerId && message.present?.length === count
    const { desk: here } = await connect(first(), ana.token)
    const { desk: there } = await connect(last(), ben.token)
    const anaIsIn = { customerId, agentId: ana.session.agent.id, displayName: ana.displayName, since: new Date(time.clock.now()).toISOString() }

    here.say({ type: 'presence', open: [customerId, customerId] })
    expect(await there.hear(about(1))).toEqual({ type: 'presence', customerId, present: [anaIsIn] })
    expect((await connect(last(), ben.token)).hello.presence).toContainEqual(anaIsIn)

    // The same agent at a second desk is still one person.
    const again = await signInAsSame(ana.userName)
    const { desk: second } = await connect(first(), again)
    second.say({ type: 'presence', open: [customerId] })
    there.say({ type: 'presence', open: [customerId] })
    const both = await here.hear(about(2))
    expect(both.type === 'presence' && both.present.map((entry) => entry.agentId).sort()).toEqual([ana.session.agent.id, ben.session.agent.id].sort())

    there.say({ type: 'presence', open: [] })
    await here.hear(about(1))
    await second.close()
    await here.close()
    await there.hear(about(0))
  })
  const signInAsSame = async (userName: string) => {
    const { apiClient, TEST_PASSWORD } = await import('../../support/api-client.ts')
    return (await apiClient(first().url).session.signIn({ userName, password: TEST_PASSWORD })).token
  }

  it('forgets the presence of a desk that vanished without a word', async () => {
    const { token } = await signIn(first())
    const gone = newId()
    // As left behind by a node that was killed.
    await house.store.db.insertInto('presence').values({
      sessionId: newId(), customerId: gone, agentId: newId(), displayName: 'Gone', since: new Date(time.clock.now()).toISOString(), seenAt: new Date(time.clock.now()).toISOString(),
    }).execute()
    const { desk, hello } = await connect(last(), token)
    expect(hello.presence.map((entry) => entry.customerId)).toContain(gone)
    time.advance(LIVE_TIMEOUT_MS - 1)
    desk.say({ type: 'ping' })
    await desk.hearType('pong')
    time.advance(16_000)
    expect(await desk.hear((message) => message.type === 'presence' && message.customerId === gone)).toMatchObject({ present: [] })
  })

  it('cuts off a desk that has said nothing for too long, and keeps one that pings', async () => {
    const { token } = await signIn(first())
    const { desk: silent } = await connect(first(), token)
    const { desk: lively } = await connect(first(), token)
    time.advance(LIVE_TIMEOUT_MS - 5_000)
    lively.say({ type: 'ping' })
    await lively.hearType('pong')
    time.advance(25_000)
    expect((await silent.closed).code).toBe(1006)
    lively.say({ type: 'ping' })
    await lively.hearType('pong')
  })

  it('ends with the session, on every node, and says why', async () => {
    const { token, client } = await signIn(first())
    const { desk } = await connect(last(), token)
    await client.session.signOut()
    expect(await desk.hearType('sessionEnded')).toEqual({ type: 'sessionEnded', reason: 'signedOut' })
    expect((await desk.closed).code).toBe(4001)
  })

  it('ends when the session idles out, though the desk keeps pinging', async () => {
    const { token } = await signIn(first())
    const { desk } = await connect(first(), token)
    for (let passed = 0; passed < IDLE_MS; passed += 30_000) {
      time.advance(30_000)
      desk.say({ type: 'ping' })
      if ((await desk.hear(({ type }) => type === 'pong' || type === 'sessionEnded')).type === 'sessionEnded') break
    }
    time.advance(15_000)
    expect((await desk.closed).code).toBe(4001)
  })

  it.each([
    ['no session', { authorization: '' }, 401],
    ['a token that nobody has', { authorization: `Bearer ${'x'.repeat(43)}` }, 401],
    ['a page of a browser', { origin: 'http://127.0.0.1' }, 403],
    ['another contract', { 'x-headend-contract': '99' }, 426],
  ])('is closed to %s', async (_who, headers, status) => {
    const { token } = await signIn(first())
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      request(`${first().url}/live`, {
        headers: { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', authorization: `Bearer ${token}`, ...headers },
      }, (response) => { resolve(response.statusCode); response.destroy() })
        .on('upgrade', (response, socket) => { socket.destroy(); resolve(response.statusCode) }).on('error', reject).end()
    })
    expect(answer).toBe(status)
  })

  it.each([
    ['nonsense', 'nonsense', 1008],
    ['another kind of message', JSON.stringify({ type: 'shout' }), 1008],
    ['too many accounts', JSON.stringify({ type: 'presence', open: Array.from({ length: 51 }, () => newId()) }), 1008],
    ['too large a frame', 'x'.repeat(MAX_LIVE_FRAME_BYTES + 1), 1009],
    ['bytes', Buffer.from([1, 2, 3]), 1008],
  ])('closes on %s, and lives on', async (_what, frame, code) => {
    const { token } = await signIn(first())
    const { desk } = await connect(first(), token)
    desk.socket.send(frame)
    expect((await desk.closed).code).toBe(code)
    await connect(first(), token)
  })

  it('holds a hint back until the feed can show the rows', async () => {
    if (house.databaseUrl === null) return
    const { token, client } = await signIn(first())
    const { desk } = await connect(last(), token)
    const customerId = await newCustomer()
    const older = new pg.Client({ connectionString: house.databaseUrl })
    await older.connect()
    await older.query('begin; select pg_current_xact_id()')
    await client.interactions.addNote(note(customerId))
    // Several looks of both nodes, all in vain.
    for (let look = 0; look < 5; look++) {
      time.advance(2_000)
      desk.say({ type: 'ping' })
      await desk.hearType('pong')
    }
    expect(desk.heard.filter(isChange)).toEqual([])
    await older.query('rollback')
    await older.end()
    const told = hearChange(desk)
    const { customerIds } = await advanceUntil(told)
    expect(customerIds).toEqual([customerId])
  })
  /** Looks take a round trip each: time moves on until what is awaited has come. */
  const advanceUntil = async <T>(awaited: Promise<T>): Promise<T> => {
    const state = { done: false }
    void awaited.finally(() => (state.done = true))
    while (!state.done) {
      time.advance(1_000)
      await house.store.pool.query('select 1')
    }
    return awaited
  }
})

it('takes up listening again after its connection was lost, and says that all may have changed', async () => {
  const url = await freshDatabase(inject('postgresUrl'))
  const store = await openStore({ kind: 'server', url })
  const heard: (string | null)[] = []
  let wake = (): void => undefined
  const next = () => new Promise<void>((resolve) => (wake = resolve))
  const stop = await store.listen('headend_test', (payload) => { heard.push(payload); wake() })
  const reconnected = next()
  await store.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'headend listen' and datname = current_database()`)
  await reconnected
  const told = next()
  await store.pool.query(`select pg_notify('headend_test', 'after')`)
  await told
  expect(heard).toEqual([null, 'after'])
  await stop()
  await store.close()
})
