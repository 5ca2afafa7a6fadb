/** The customers' side of a chat over real sockets: what a page may ask, what becomes of it when it is cut, and what nobody gets by asking. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { RESUME_MS } from '../../../shared/features/chat/chat-times.ts'
import { TICKET_MS, type ChatDoor, type ChatMine, type ChatTicket } from '../../../shared/features/chat/customer-chat.schema.ts'
import { isoInstant } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { newToken } from '../../../electron/backend/secret-token.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import { askPortal, beginning, connectPage, openPage, type PageEnd } from '../../support/chat-page.ts'
import { addQueue, anyRule, chatting, publishRules } from '../../support/chatting.ts'
import { openPortalBrowser } from '../../support/customer-portal.ts'
import { hire } from '../../support/direct-commands.ts'
import { houses, openHouse, type House } from '../../support/houses.ts'
import { CUSTOMER_PASSWORD, makeIdentity } from '../../support/identities.ts'
import { manualTime } from '../../support/manual-timers.ts'
import { NOW } from '../../support/stores.ts'

describe.each(houses)('the chat page before %s', (kind) => {
  const time = manualTime(NOW)
  const pages: PageEnd[] = []
  let house: House
  let at: ReturnType<typeof chatting>
  let agent: SignedIn
  let queueId: string
  beforeAll(async () => {
    const demo = { operatorName: 'Isla Cable', accounts: [], supportPhone: '(800) 555-0142' }
    house = await openHouse(kind, time, { demo })
    at = chatting(house.store, time.clock)
    queueId = await addQueue(house.store, time.clock, 'Help')
    await publishRules(house.store, time.clock, 1, [anyRule(queueId)])
    agent = await at.staff(await hire(house.store, time.clock, 'supervisor'), [queueId], { capacity: 20 })
  })
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.cut()))
    await at.setStatus(agent, { away: 'lunch' })
    await endAll()
    // Another minute for everybody: limits are tried by one test alone.
    time.advance(61_000)
    await at.setStatus(agent, { away: null })
    await at.see(agent)
  })
  afterAll(() => house.close())
  const keep = (page: PageEnd): PageEnd => (pages.push(page), page)
  const begin = async (more = {}) => {
    const input = beginning(more)
    expect(await askPortal(house.url(), 'begin', input)).toEqual({ status: 200, body: { open: true } })
    return input
  }
  const open = async (token: string, after = 0, node = house.url()) => keep(await openPage(node, token, after))
  const began = async () => {
    const input = await begin()
    return { ...input, page: await open(input.token) }
  }
  const sequences = (page: PageEnd) => page.messages().map(({ sequence }) => sequence)
  const bodies = (page: PageEnd) => page.messages().filter(({ kind }) => kind === 'text').map(({ body }) => body)
  /** So that nothing is offered behind the next test's back. */
  async function endAll(): Promise<void> {
    const all = await house.store.db.selectFrom('chatConversation').select('id').where('status', '!=', 'closed').execute()
    for (const { id } of all) {
      await at.leavePage(id)
      if ((await at.conversation(id)).ownerId !== null) await at.wrapUp(agent, { conversationId: id, disposition: 'resolved', text: '' })
    }
  }
  const accept = async (conversationId: string) => {
    // Any node may have offered it already, or does so now.
    await expect.poll(async () => {
      await at.beat()
      return (await at.conversation(conversationId)).status
    }).toBe('offered')
    await at.accept(agent, { conversationId, contactId: newId(time.clock) })
  }

  it('begins once, however often it is asked, and under nobody else’s token', async () => {
    const input = await begin()
    expect(await askPortal(house.url(), 'begin', input)).toEqual({ status: 200, body: { open: true } })
    expect((await askPortal(house.url(), 'begin', { ...input, token: newToken() })).status).toBe(422)
    const { rows } = await house.store.pool.query('select id from chat_conversation where id = $1', [input.conversationId])
    expect(rows).toHaveLength(1)
  })

  it('says at the door how many wait, and that nobody is there when nobody is', async () => {
    await begin()
    const door = () => askPortal<ChatDoor>(house.url(), 'door', { topic: 'bill', language: 'es' })
    expect((await door()).body).toMatchObject({ open: true, waiting: expect.any(Number) })
    await at.setStatus(agent, { away: 'lunch' })
    expect((await door()).body).toMatchObject({ open: false, why: 'nobodyThere' })
    expect((await askPortal<ChatDoor>(house.url(), 'begin', beginning())).body).toMatchObject({ open: false, why: 'nobodyThere' })
  })

  it('gets exactly the rest after it was cut, and what it sends once more is once', async () => {
    const { token, conversationId, page } = await began()
    const clientId = page.write('one')
    await page.hear('sent', (frame) => frame.clientId === clientId)
    await page.has(1)
    await page.cut()
    await accept(conversationId)
    await at.answer(agent, conversationId, 'two')
    const again = await open(token, 1, house.otherUrl())
    again.write('one', clientId)
    again.write('three')
    await again.has(3)
    expect(sequences(again)).toEqual([2, 3, 4])
    expect(bodies(again)).toEqual(['two', 'three'])
    const whole = await open(token)
    expect((await whole.has(4)).map(({ body }) => body)).toEqual(['one', agent.agent.displayName, 'two', 'three'])
  })

  it('has each line in its order, whichever node an agent writes at', async () => {
    const { conversationId, token, page } = await began()
    const other = await open(token, 0, house.otherUrl())
    await accept(conversationId)
    const there = chatting(house.stores.at(-1)!, time.clock)
    await Promise.all(Array.from({ length: 40 }, (_each, index) => (index % 2 === 0 ? at : there).answer(agent, conversationId, `line ${index}`)))
    for (const side of [page, other]) {
      await side.has(41)
      expect(sequences(side)).toEqual(Array.from({ length: 41 }, (_each, index) => index + 1))
    }
    expect(bodies(page)).toEqual(bodies(other))
  })

  it('is told of its place, of its agent and of typing, and tells what it has read', async () => {
    const { conversationId, page } = await began()
    expect((await page.hear('opened')).state).toMatchObject({ status: 'waiting', position: expect.any(Number), agentName: null })
    await accept(conversationId)
    await page.hear('state', ({ state }) => state.agentName === agent.agent.displayName)
    await page.has(1)
    // What it was never told it cannot have read.
    page.say({ type: 'read', sequence: 2 })
    await page.hear('refused', ({ why }) => why === 'notAMessage')
    page.say({ type: 'read', sequence: 1 })
    await expect.poll(async () => (time.advance(500), (await at.conversation(conversationId)).customerRead)).toBe(1)
    page.say({ type: 'leave' })
    await page.hear('state', ({ state }) => state.status === 'wrapUp')
    // Lines and states come by ways of their own.
    await page.has(2)
    expect(page.messages().at(-1)).toMatchObject({ kind: 'closed', body: 'customer' })
  })

  it('opens one connection with a ticket, once, and within a minute', async () => {
    const { token } = await begin()
    const { body: { ticket } } = await askPortal<ChatTicket>(house.url(), 'ticket', { token })
    const first = keep(await connectPage(house.url()))
    first.say({ type: 'open', ticket, after: 0 })
    await first.hear('opened')
    const second = keep(await connectPage(house.otherUrl()))
    second.say({ type: 'open', ticket, after: 0 })
    expect(await second.closed, 'a second time').toBe(4004)
    const { body: late } = await askPortal<ChatTicket>(house.url(), 'ticket', { token })
    time.clock.advance(TICKET_MS)
    const third = keep(await connectPage(house.url()))
    third.say({ type: 'open', ticket: late.ticket, after: 0 })
    expect(await third.closed, 'too late').toBe(4004)
  })

  it('refuses the pages of others, and whoever is no page', async () => {
    await expect(connectPage(house.url(), { origin: 'https://evil.example' })).rejects.toThrow('403')
    await expect(connectPage(house.url(), { origin: undefined })).rejects.toThrow('403')
    expect((await askPortal(house.url(), 'door', { topic: 'bill', language: 'en' }, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await askPortal(house.url(), 'ticket', { token: newToken() })).status, 'a token of nothing').toBe(404)
  })

  it('goes on for a week after its end, and no longer', async () => {
    const { token, page, conversationId } = await began()
    page.say({ type: 'leave' })
    await page.hear('state', ({ state }) => state.status === 'closed')
    // Its end is put back, not the clock on: a week of beats would be half a million.
    const endedAgo = (ms: number) => house.store.db.updateTable('chatConversation').set({ closedAt: isoInstant(time.clock.now() - ms) }).where('id', '=', conversationId).execute()
    await endedAgo(RESUME_MS - 1)
    expect((await askPortal(house.url(), 'ticket', { token })).status).toBe(200)
    await endedAgo(RESUME_MS)
    expect((await askPortal(house.url(), 'ticket', { token })).status).toBe(404)
  })

  it('is another’s neither by its id nor by a frame', async () => {
    const mine = await began()
    const other = await began()
    other.page.write('a secret')
    await other.page.has(1)
    mine.page.socket.send(JSON.stringify({ type: 'send', clientId: newId(), body: 'x', conversationId: other.conversationId }))
    expect(await mine.page.hear('refused')).toMatchObject({ why: 'notAMessage' })
    mine.page.socket.send(JSON.stringify({ type: 'open', ticket: other.token, after: 0 }))
    expect(await mine.page.closed).toBe(1008)
    expect(JSON.stringify(mine.page.heard)).not.toContain('secret')
    const guest = keep(await connectPage(house.url()))
    guest.say({ type: 'open', ticket: other.token, after: 0 })
    expect(await guest.closed, 'a token is no ticket').toBe(4004)
  })

  it('is open on another device for whoever began it signed in, and for nobody else', async () => {
    const [own, stranger] = [await makeIdentity(house.store), await makeIdentity(house.store)]
    const cookieOf = async (userName: string) => {
      const browser = openPortalBrowser(house.url())
      expect(await browser.ask('sign-in', { name: userName, password: CUSTOMER_PASSWORD, remember: false })).toMatchObject({ status: 200 })
      return { cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
    }
    const [mine, other] = [await cookieOf(own.userName), await cookieOf(stranger.userName)]
    const input = beginning()
    await askPortal(house.url(), 'begin', input, mine)
    const ask = (headers: Record<string, string>, conversationId: string | null = null) => askPortal<ChatMine>(house.otherUrl(), 'mine', { conversationId }, headers).then(({ body }) => body)
    const found = await ask(mine)
    expect(found).toMatchObject({ operatorName: 'Isla Cable', phone: '(800) 555-0142', conversation: { conversationId: input.conversationId } })
    expect(found.name).not.toBeNull()
    const page = keep(await connectPage(house.otherUrl()))
    page.say({ type: 'open', ticket: found.conversation!.ticket, after: 0 })
    await page.hear('opened')
    for (const headers of [other, {} as Record<string, string>]) {
      expect((await ask(headers)).conversation).toBeNull()
      expect((await ask(headers, input.conversationId)).conversation, 'by its id').toBeNull()
    }
    const anonymous = await begin()
    expect((await ask(mine, anonymous.conversationId)).conversation, 'begun by nobody who was signed in').toBeNull()
    await house.store.db.deleteFrom('identitySession').execute()
    expect((await ask(mine)).conversation, 'signed out').toBeNull()
  })

  it('answers no frame of nonsense, and lives on', async () => {
    const { token } = await begin()
    const broken = async (data: string | Buffer, binary = false) => {
      const page = await open(token)
      page.socket.send(data, { binary })
      return page.closed
    }
    expect(await broken('x'.repeat(10 * 1024 * 1024)), '10 MB').toSatisfy((code: number) => code === 1009 || code === 1006)
    expect(await broken(Buffer.from([0xc3, 0x28, 0xa0]), false), 'no UTF-8').toSatisfy((code: number) => code === 1007 || code === 1006)
    expect(await broken(Buffer.from('{"type":"ping"}'), true), 'binary').toBe(1008)
    expect(await broken('{"type":'), 'no JSON').toBe(1008)
    const page = await open(token)
    page.socket.send('{"type":"dance"}')
    expect(await page.hear('refused')).toMatchObject({ why: 'notAMessage', clientId: null })
    page.say({ type: 'ping' })
    await page.hear('pong')
    expect((await fetch(`${house.url()}/health`)).status).toBe(200)
  })

  it('lets nobody say that they have what was never said', async () => {
    const { token, page } = await began()
    const { body: { ticket } } = await askPortal<ChatTicket>(house.url(), 'ticket', { token })
    const early = keep(await connectPage(house.url()))
    early.say({ type: 'open', ticket, after: 7 })
    expect(await early.closed).toBe(1008)
    page.say({ type: 'read', sequence: 7 })
    expect(await page.hear('refused')).toMatchObject({ clientId: null })
  })

  it('slows whoever floods, then cuts them off; all else goes on, and nothing that was refused is there', async () => {
    const flooded = await began()
    const calm = await began()
    const ids = Array.from({ length: 1_000 }, () => flooded.page.write('spam'))
    expect(await flooded.page.closed).toBe(4008)
    calm.page.write('hello')
    await calm.page.has(1)
    const refused = new Set(flooded.page.heard.flatMap((frame) => (frame.type === 'refused' && frame.why === 'tooFast' ? [frame.clientId] : [])))
    expect(refused.size).toBeGreaterThan(100)
    const kept = new Set((await at.messages(flooded.conversationId)).map(({ clientId }) => clientId))
    expect(kept.size).toBeLessThanOrEqual(30)
    expect(ids.filter((id) => kept.has(id) && refused.has(id))).toEqual([])
    expect((await fetch(`${house.url()}/health`)).status).toBe(200)
  })

  it('says why a message was not taken, and keeps the connection', async () => {
    const { page } = await began()
    const refusal = async (body: string) => {
      const clientId = page.write(body)
      return (await page.hear('refused', (frame) => frame.clientId === clientId)).why
    }
    expect(await refusal('my card: 4242 4242 4242 4242')).toBe('cardNumber')
    expect(await refusal('x'.repeat(4_001))).toBe('tooLong')
    expect(await refusal('   ')).toBe('notAMessage')
    expect(await refusal('bell \u0007')).toBe('notAMessage')
    const clientId = page.write('once')
    await page.has(1)
    page.write('twice', clientId)
    expect(await page.hear('refused', (frame) => frame.clientId === clientId)).toMatchObject({ why: 'reused' })
  })

  it('keeps markup as text and takes out what only misleads', async () => {
    const said = ['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', "'; drop table chat_message; --", 'مرحبا, שלום, 你好 👩‍👩‍👧', '{"type":"messages"}']
    const { conversationId, page } = await began()
    for (const body of said) page.write(body)
    page.write('pay\u202Etxt.exe\u202C \u200Bnow\uFEFF')
    await page.has(said.length + 1)
    expect(bodies(page)).toEqual([...said, 'paytxt.exe now'])
    expect((await at.messages(conversationId)).map(({ body }) => body)).toEqual(bodies(page))
    const named = await begin({ name: '  Ana\u202E   <b>Rivera</b> ' })
    expect((await at.conversation(named.conversationId)).name).toBe('Ana <b>Rivera</b>')
  })

  it('begins again by a word where somebody is there, and gives the word back where nobody is', async () => {
    const { page, conversationId } = await began()
    page.write('hello')
    page.say({ type: 'leave' })
    await page.hear('state', ({ state }) => state.status === 'closed')
    await at.setStatus(agent, { away: 'lunch' })
    const early = page.write('one more thing')
    expect(await page.hear('refused', (frame) => frame.clientId === early)).toMatchObject({ why: 'nobodyThere' })
    await at.setStatus(agent, { away: null })
    page.write('one more thing', early)
    await page.hear('sent', (frame) => frame.clientId === early)
    await expect.poll(async () => (await at.conversation(conversationId)).closedAt).toBeNull()
  })

  it('is cut when it says nothing and answers nothing, not when its browser still answers', async () => {
    const { token } = await begin()
    const alive = await open(token)
    const dead = keep(await connectPage(house.url(), { autoPong: false }))
    const { body: { ticket } } = await askPortal<ChatTicket>(house.url(), 'ticket', { token })
    dead.say({ type: 'open', ticket, after: 0 })
    await dead.hear('opened')
    let answered = 0
    alive.socket.on('ping', () => { answered += 1 })
    for (let round = 1; round <= 8; round += 1) {
      time.advance(10_000)
      await expect.poll(() => answered).toBeGreaterThanOrEqual(round)
      // Its answer has come when a word behind it has been answered by the other side of the same socket.
      alive.say({ type: 'ping' })
      await alive.until((frames) => (frames.filter(({ type }) => type === 'pong').length >= round ? true : undefined))
    }
    await dead.closed
    expect(alive.socket.readyState).toBe(alive.socket.OPEN)
  })
})
