/** Pages that go, and sign-ins that end while a page is open: known at once, on every node. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChatMine } from '../../../shared/features/chat/customer-chat.schema.ts'
import { conversationsWhere, toConversation } from '../../../electron/backend/features/chat/chat.queries.ts'
import { PAGE_GRACE_MS } from '../../../electron/backend/features/chat/page-ends.ts'
import { CHAT_CHANNEL } from '../../../electron/backend/features/chat/tell.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { startTestBackend } from '../../support/api-client.ts'
import { askPortal, beginning, connectPage, openPage } from '../../support/chat-page.ts'
import { addQueue, anyRule, chatting, publishRules } from '../../support/chatting.ts'
import { openPortalBrowser } from '../../support/customer-portal.ts'
import { hire } from '../../support/direct-commands.ts'
import { CUSTOMER_PASSWORD, makeIdentity } from '../../support/identities.ts'
import { manualTime } from '../../support/manual-timers.ts'
import { freshDatabase, startPostgres, type PostgresServer } from '../../support/postgres.ts'
import { NOW, openServerStore, openTestStore } from '../../support/stores.ts'

describe.each(['one embedded node', 'two nodes on one server'] as const)('pages that end, before %s', (house) => {
  const time = manualTime(NOW)
  let stores: Store[]
  let nodes: Awaited<ReturnType<typeof startTestBackend>>[]
  let server: PostgresServer | null = null
  let agent: SignedIn
  let at: ReturnType<typeof chatting>
  beforeAll(async () => {
    if (house === 'one embedded node') stores = [await openTestStore('embedded', time.clock)]
    else {
      server = await startPostgres()
      const url = await freshDatabase(server.url)
      stores = [await openServerStore(url, time.clock), await openServerStore(url, time.clock)]
    }
    nodes = await Promise.all(stores.map((store) => startTestBackend({ store, clock: time.clock, timers: time.timers, demo: { operatorName: 'Isla Cable', accounts: [] } })))
    at = chatting(stores[0]!, time.clock)
    const queueId = await addQueue(stores[0]!, time.clock, 'Help')
    await publishRules(stores[0]!, time.clock, 1, [anyRule(queueId)])
    agent = await at.staff(await hire(stores[0]!, time.clock, 'supervisor'), [queueId], { capacity: 1 })
  })
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.close()))
    await Promise.all(stores.map((store) => store.close()))
    await server?.stop()
  })
  const [url, otherUrl] = [() => nodes[0]!.url, () => nodes.at(-1)!.url]
  const db = () => stores[0]!.db
  const isHere = async (id: string) => toConversation(await conversationsWhere(db()).where('c.id', '=', id).executeTakeFirstOrThrow(), time.clock.now()).customerHere
  async function begin(headers = {}) {
    await at.setStatus(agent, { away: null })
    const input = beginning()
    expect((await askPortal(url(), 'begin', input, headers)).body).toEqual({ open: true })
    return input
  }
  const goneAt = async (id: string) => (await db().selectFrom('chatConversation').select('customerGoneAt').where('id', '=', id).executeTakeFirstOrThrow()).customerGoneAt
  /** The page's end has come to its node, and the beats on the way have done their work. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1_000) {
      time.advance(Math.min(1_000, left))
      for (const store of stores) await store.pool.query('select 1')
    }
  }

  it('is gone within seconds of its last page, and not while another is open, at whatever node', async () => {
    const { token, conversationId } = await begin()
    const [one, two] = [await openPage(url(), token), await openPage(otherUrl(), token)]
    await one.cut()
    await expect.poll(async () => {
      await pass(1_000)
      return time.clock.now()
    }).toBeGreaterThan(NOW + 3 * PAGE_GRACE_MS)
    expect([await isHere(conversationId), await goneAt(conversationId)]).toEqual([true, null])
    await two.cut()
    const left = time.clock.now()
    await expect.poll(async () => {
      await pass(1_000)
      return isHere(conversationId)
    }).toBe(false)
    expect(await goneAt(conversationId)).not.toBeNull()
    expect(time.clock.now() - left).toBeLessThan(30_000)
    const told: string[] = []
    const stop = await stores[0]!.listen(CHAT_CHANNEL, (payload) => void (payload?.includes('"s"') && told.push(payload)))
    const back = await openPage(otherUrl(), token)
    expect(await isHere(conversationId), 'it comes again').toBe(true)
    // Whoever has it in hand hears so.
    await expect.poll(() => told.some((payload) => payload.includes(conversationId))).toBe(true)
    await stop()
    await back.cut()
  })

  it('does not flicker when it is loaded anew', async () => {
    const { token, conversationId } = await begin()
    await (await openPage(url(), token)).cut()
    await pass(2_000)
    const again = await openPage(otherUrl(), token)
    for (let second = 0; second < 2 * (PAGE_GRACE_MS / 1_000); second += 1) {
      await pass(1_000)
      expect(await isHere(conversationId)).toBe(true)
    }
    expect(await goneAt(conversationId)).toBeNull()
    await again.cut()
  })

  async function signedIn() {
    const { userName, customerId, id: identityId } = await makeIdentity(stores[0]!)
    const browser = openPortalBrowser(url())
    expect(await browser.ask('sign-in', { name: userName, password: CUSTOMER_PASSWORD, remember: false })).toMatchObject({ status: 200 })
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    return { customerId, identityId, cookie, userName }
  }
  async function openMine(node: string, cookie: string) {
    const { body } = await askPortal<ChatMine>(node, 'mine', { conversationId: null }, { cookie })
    const page = await connectPage(node)
    page.say({ type: 'open', ticket: body.conversation!.ticket, after: 0 })
    await page.hear('opened')
    return page
  }
  const endings: Record<string, (of: { identityId: string }) => Promise<unknown>> = {
    'signed out of everywhere': ({ identityId }) => db().updateTable('identitySession').set({ endedAt: new Date(time.clock.now()).toISOString() }).where('identityId', '=', identityId).execute(),
    frozen: ({ identityId }) => db().updateTable('digitalIdentity').set({ frozenAt: new Date(time.clock.now()).toISOString() }).where('id', '=', identityId).execute(),
    'to choose a new password': ({ identityId }) => db().updateTable('digitalIdentity').set({ passwordForcedAt: new Date(time.clock.now()).toISOString() }).where('id', '=', identityId).execute(),
  }
  it.each(Object.keys(endings))('ends an open page, and the key of what was begun in it, when its sign-in is %s', async (how) => {
    const who = await signedIn()
    const stranger = await begin()
    const own = await begin({ cookie: who.cookie })
    const [byToken, bySession, others] = [await openPage(url(), own.token), await openMine(otherUrl(), who.cookie), await openPage(url(), stranger.token)]
    await pass(11_000)
    expect(byToken.socket.readyState, 'the control: while it lasts').toBe(1)
    await endings[how]!(who)
    let codes: number[] = []
    void Promise.all([byToken.closed, bySession.closed]).then((all) => (codes = all))
    await expect.poll(async () => {
      await pass(1_000)
      return codes
    }).toEqual([4004, 4004])
    expect((await askPortal(url(), 'ticket', { token: own.token })).status, 'its token opens nothing').toBe(404)
    expect(others.socket.readyState, 'nobody else’s').toBe(1)
    expect((await askPortal(url(), 'ticket', { token: stranger.token })).status).toBe(200)
    await others.cut()
  })

  it('goes on when the sign-in in which it was begun only ran out', async () => {
    const who = await signedIn()
    const own = await begin({ cookie: who.cookie })
    const page = await openPage(url(), own.token)
    await db().updateTable('identitySession').set({ endsAt: new Date(time.clock.now() - 1).toISOString() }).where('identityId', '=', who.identityId).execute()
    await pass(12_000)
    expect(page.socket.readyState).toBe(1)
    await page.cut()
    expect((await askPortal(url(), 'ticket', { token: own.token })).status).toBe(200)
  })
})
