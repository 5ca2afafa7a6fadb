/** Pages that go, and sign-ins that end while a page is open: known at once, on every node. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChatMine } from '../../../shared/features/chat/customer-chat.schema.ts'
import { conversationsWhere, toConversation } from '../../../electron/backend/features/chat/chat.queries.ts'
import { PAGE_GRACE_MS } from '../../../electron/backend/features/chat/page-ends.ts'
import { CHAT_CHANNEL } from '../../../electron/backend/features/chat/tell.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import { askPortal, beginning, connectPage, openPage } from '../../support/chat-page.ts'
import { addQueue, anyRule, chatting, publishRules } from '../../support/chatting.ts'
import { openPortalBrowser } from '../../support/customer-portal.ts'
import { hire } from '../../support/direct-commands.ts'
import { houses, openHouse, type House } from '../../support/houses.ts'
import { CUSTOMER_PASSWORD, makeIdentity } from '../../support/identities.ts'
import { manualTime } from '../../support/manual-timers.ts'
import { NOW } from '../../support/stores.ts'

describe.each(houses)('pages that end, before %s', (kind) => {
  const time = manualTime(NOW)
  let house: House
  let agent: SignedIn
  let at: ReturnType<typeof chatting>
  beforeAll(async () => {
    house = await openHouse(kind, time, { demo: { operatorName: 'Isla Cable', accounts: [] } })
    at = chatting(house.store, time.clock)
    const queueId = await addQueue(house.store, time.clock, 'Help')
    await publishRules(house.store, time.clock, 1, [anyRule(queueId)])
    agent = await at.staff(await hire(house.store, time.clock, 'supervisor'), [queueId], { capacity: 1 })
  })
  afterAll(() => house.close())
  const db = () => house.store.db
  const isHere = async (id: string) => toConversation(await conversationsWhere(db()).where('c.id', '=', id).executeTakeFirstOrThrow(), time.clock.now()).customerHere
  async function begin(headers = {}) {
    await at.setStatus(agent, { away: null })
    const input = beginning()
    expect((await askPortal(house.url(), 'begin', input, headers)).body).toEqual({ open: true })
    return input
  }
  const goneAt = async (id: string) => (await db().selectFrom('chatConversation').select('customerGoneAt').where('id', '=', id).executeTakeFirstOrThrow()).customerGoneAt
  /** The page's end has come to its node, and the beats on the way have done their work. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1_000) {
      time.advance(Math.min(1_000, left))
      for (const store of house.stores) await store.pool.query('select 1')
    }
  }

  it('is gone within seconds of its last page, and not while another is open, at whatever node', async () => {
    const { token, conversationId } = await begin()
    const [one, two] = [await openPage(house.url(), token), await openPage(house.otherUrl(), token)]
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
    const stop = await house.store.listen(CHAT_CHANNEL, (payload) => void (payload?.includes('"s"') && told.push(payload)))
    const back = await openPage(house.otherUrl(), token)
    expect(await isHere(conversationId), 'it comes again').toBe(true)
    // Whoever has it in hand hears so.
    await expect.poll(() => told.some((payload) => payload.includes(conversationId))).toBe(true)
    await stop()
    await back.cut()
  })

  it('does not flicker when it is loaded anew', async () => {
    const { token, conversationId } = await begin()
    await (await openPage(house.url(), token)).cut()
    await pass(2_000)
    const again = await openPage(house.otherUrl(), token)
    for (let second = 0; second < 2 * (PAGE_GRACE_MS / 1_000); second += 1) {
      await pass(1_000)
      expect(await isHere(conversationId)).toBe(true)
    }
    expect(await goneAt(conversationId)).toBeNull()
    await again.cut()
  })

  async function signedIn() {
    const { userName, customerId, id: identityId } = await makeIdentity(house.store)
    const browser = openPortalBrowser(house.url())
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
    const [byToken, bySession, others] = [await openPage(house.url(), own.token), await openMine(house.otherUrl(), who.cookie), await openPage(house.url(), stranger.token)]
    await pass(11_000)
    expect(byToken.socket.readyState, 'the control: while it lasts').toBe(1)
    await endings[how]!(who)
    let codes: number[] = []
    void Promise.all([byToken.closed, bySession.closed]).then((all) => (codes = all))
    await expect.poll(async () => {
      await pass(1_000)
      return codes
    }).toEqual([4004, 4004])
    expect((await askPortal(house.url(), 'ticket', { token: own.token })).status, 'its token opens nothing').toBe(404)
    expect(others.socket.readyState, 'nobody else’s').toBe(1)
    expect((await askPortal(house.url(), 'ticket', { token: stranger.token })).status).toBe(200)
    await others.cut()
  })

  it('goes on when the sign-in in which it was begun only ran out', async () => {
    const who = await signedIn()
    const own = await begin({ cookie: who.cookie })
    const page = await openPage(house.url(), own.token)
    await db().updateTable('identitySession').set({ endsAt: new Date(time.clock.now() - 1).toISOString() }).where('identityId', '=', who.identityId).execute()
    await pass(12_000)
    expect(page.socket.readyState).toBe(1)
    await page.cut()
    expect((await askPortal(house.url(), 'ticket', { token: own.token })).status).toBe(200)
  })
})
