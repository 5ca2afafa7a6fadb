/** Pictures and documents in conversations, over real sockets: what is taken in and what is not, who gets it, and what is left of what nobody named. */
import { request as httpRequest } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ATTACHMENT_PART_BYTES, attachmentOf, MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS, UNNAMED_MS, type ChatAttachment } from '../../../shared/features/chat/attachments.ts'
import { RESUME_MS } from '../../../shared/features/chat/chat-times.ts'
import { isoInstant } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { seeAgent } from '../../../electron/backend/features/chat/chat-agents.ts'
import { forgetOldAttachments, forgetUnnamed } from '../../../electron/backend/features/chat/attachments/attachments.ts'
import { newToken } from '../../../electron/backend/secret-token.ts'
import { signInAs } from '../../support/api-client.ts'
import { askPortal, beginning, openPage, type PageEnd } from '../../support/chat-page.ts'
import { addQueue, anyRule, chatting, publishRules } from '../../support/chatting.ts'
import { hire } from '../../support/direct-commands.ts'
import { houses, openHouse, type House } from '../../support/houses.ts'
import { manualTime } from '../../support/manual-timers.ts'
import { makePdf, makePng, pngChunk } from '../../support/pictures.ts'
import { NOW } from '../../support/stores.ts'

const png = makePng({ width: 4, height: 3 })
/** Whole, of about so many bytes. */
const largePng = (bytes: number) => makePng({ width: 4, height: 3 }, { beside: [pngChunk('iCCP', Buffer.alloc(bytes, 7))] })
type Answer = { status: number; body: { attachment?: ChatAttachment; code?: string; data?: { unit?: string; issues?: { message: string }[] } } }
const why = ({ body: { data } }: Answer) => data?.unit ?? data?.issues?.[0]?.message

describe.each(houses)('files in chats before %s', (kind) => {
  const time = manualTime(NOW)
  const logged: string[] = []
  const pages: PageEnd[] = []
  let house: House
  let at: ReturnType<typeof chatting>
  let agent: Awaited<ReturnType<typeof signInAs>>
  let other: Awaited<ReturnType<typeof signInAs>>
  beforeAll(async () => {
    const demo = { operatorName: 'Isla Cable', accounts: [], supportPhone: '(800) 555-0142' }
    house = await openHouse(kind, time, { demo, trustedProxies: ['127.0.0.1'], log: { level: 'info', stream: { write: (line) => void logged.push(line) } } })
    at = chatting(house.store, time.clock)
    const queueId = await addQueue(house.store, time.clock, 'Help')
    await publishRules(house.store, time.clock, 1, [anyRule(queueId)])
    agent = await signInAs(house.store, house.url(), 'agent', time.clock)
    other = await signInAs(house.store, house.url(), 'agent', time.clock)
    await at.setAgent(await hire(house.store, time.clock, 'supervisor'), { agentId: agent.session.agent.id, expectedVersion: 0, queueIds: [queueId], languages: ['en'], skills: [], capacity: 20, undoSeconds: 15 })
    await agent.client.chat.setStatus({ commandId: newId(), away: null })
  })
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.cut()))
    await agent.client.chat.setStatus({ commandId: newId(), away: 'lunch' })
    await endAll()
    // Another minute for everybody, and nobody's session is over by it.
    time.advance(61_000)
  })
  afterAll(() => house.close())
  /** So that nothing is offered, or missed, behind the next test's back. */
  async function endAll(): Promise<void> {
    for (const { id } of await house.store.db.selectFrom('chatConversation').select('id').where('status', '!=', 'closed').execute()) {
      await at.leavePage(id)
      if ((await at.conversation(id)).ownerId !== null) await agent.client.chat.wrapUp({ commandId: newId(), conversationId: id, disposition: 'resolved', text: '' })
    }
  }
  async function begun({ accepted = false } = {}) {
    await seeAgent(house.store.db, agent.session.agent.id, time.clock.now())
    await agent.client.chat.setStatus({ commandId: newId(), away: null })
    const input = beginning()
    expect(await askPortal(house.url(), 'begin', input)).toEqual({ status: 200, body: { open: true } })
    const page = await openPage(house.url(), input.token)
    pages.push(page)
    if (accepted) {
      await expect.poll(async () => (await at.beat(), (await at.conversation(input.conversationId)).status)).toBe('offered')
      await agent.client.chat.accept({ commandId: newId(), conversationId: input.conversationId, contactId: newId() })
    }
    return { ...input, page }
  }
  const headersOf = ({ conversationId, id, token, name = 'modem.png' }: { conversationId: string; id: string; token: string; name?: string }) => ({
    'content-type': 'application/octet-stream', 'x-headend-conversation': conversationId, 'x-headend-attachment': id, 'x-headend-file-name': encodeURIComponent(name), authorization: `Bearer ${token}`,
  })
  async function post(to: string, headers: Record<string, string>, bytes: Buffer): Promise<Answer> {
    const answer = await fetch(to, { method: 'POST', headers, body: new Uint8Array(bytes) })
    return { status: answer.status, body: (await answer.json()) as Answer['body'] }
  }
  const upload = (chat: { conversationId: string; token: string }, bytes: Buffer, { id = newId(), name = 'modem.png', node = house.url(), from = '127.0.0.1' } = {}) => post(`${node}/portal/chat/upload`, { ...headersOf({ ...chat, id, name }), origin: node, 'x-forwarded-for': from }, bytes)
  const uploadAsAgent = (conversationId: string, bytes: Buffer, { id = newId(), name = 'bill.pdf', token = agent.token } = {}) => post(`${house.url()}/chat/attachments`, headersOf({ conversationId, id, name, token }), bytes)
  const download = (key: { token: string | null; conversationId: string }, attachmentId: string, node = house.url()) =>
    fetch(`${node}/portal/chat/attachment`, { method: 'POST', headers: { 'content-type': 'application/json', origin: node }, body: JSON.stringify({ token: key.token, conversationId: key.conversationId, attachmentId }) })
  async function attached(chat: Awaited<ReturnType<typeof begun>>, bytes: Buffer, name = 'modem.png'): Promise<string> {
    const id = newId()
    expect((await upload(chat, bytes, { id, name })).status).toBe(200)
    chat.page.say({ type: 'attach', clientId: id })
    await chat.page.hear('sent', ({ clientId }) => clientId === id)
    return id
  }
  const kept = async (conversationId: string) => (await house.store.pool.query<{ id: string; size: number }>('select id, size from chat_attachment where conversation_id = $1', [conversationId])).rows

  it('takes nothing of another type, or of none, and goes on', async () => {
    const chat = await begun()
    const { 'content-type': _type, ...rest } = headersOf({ ...chat, id: newId() })
    const posted = async (type: string | null, body: string | undefined) => (await fetch(`${house.url()}/portal/chat/upload`, { method: 'POST', headers: { ...rest, origin: house.url(), ...(type === null ? {} : { 'content-type': type }) }, ...(body === undefined ? {} : { body }) })).status
    for (const status of [await posted('application/json', '{}'), await posted('text/plain', 'word'), await posted(null, undefined)]) expect(status).toBeGreaterThanOrEqual(400)
    // What looked after a body that is none would look now.
    time.advance(20_000)
    expect((await upload(chat, png)).status).toBe(200)
  })

  it('goes some time behind the end of its chat, of strangers as soon as they cannot come back', async () => {
    const chat = await begun()
    await attached(chat, png)
    const endedAgo = (ms: number) => house.store.db.updateTable('chatConversation').set({ status: 'closed', ownerId: null, waitingSince: null, offeredUntil: null, closedBy: 'customer', closedAt: isoInstant(time.clock.now() - ms) }).where('id', '=', chat.conversationId).execute()
    await endedAgo(RESUME_MS - 1_000)
    expect([await forgetOldAttachments({ store: house.store, clock: time.clock }), (await kept(chat.conversationId)).length]).toEqual([0, 1])
    await endedAgo(RESUME_MS + 1_000)
    expect([await forgetOldAttachments({ store: house.store, clock: time.clock }), (await kept(chat.conversationId)).length]).toEqual([1, 0])
    expect((await at.messages(chat.conversationId)).some(({ kind }) => kind === 'attachment'), 'the line stays').toBe(true)
  })

  it('is a line in its place, and both sides get it as it was sent, in parts', async () => {
    const chat = await begun()
    const { conversationId, token, page } = chat
    const bytes = largePng(ATTACHMENT_PART_BYTES + 1_000)
    page.write('before')
    const id = await attached(chat, bytes)
    page.write('after')
    const lines = await page.has(3)
    expect(lines.map(({ kind, author, sequence }) => [kind, author, sequence])).toEqual([['text', 'customer', 1], ['attachment', 'customer', 2], ['text', 'customer', 3]])
    expect(attachmentOf(lines[1]!)).toEqual({ name: 'modem.png', type: 'image/png', size: bytes.length, width: 4, height: 3 })
    const answer = await download({ token, conversationId }, id, house.otherUrl())
    expect(Object.fromEntries(['content-type', 'x-content-type-options', 'content-disposition', 'content-security-policy', 'cache-control', 'cross-origin-resource-policy'].map((name) => [name, answer.headers.get(name)]))).toEqual({
      'content-type': 'image/png', 'x-content-type-options': 'nosniff', 'content-disposition': `attachment; filename*=UTF-8''modem.png`, 'content-security-policy': "default-src 'none'; sandbox", 'cache-control': 'no-store', 'cross-origin-resource-policy': 'same-origin',
    })
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
    await expect.poll(async () => (await at.beat(), (await at.conversation(conversationId)).status)).toBe('offered')
    await agent.client.chat.accept({ commandId: newId(), conversationId, contactId: newId() })
    const part = (index: number, keep = false) => agent.client.chat.attachment({ conversationId, attachmentId: id, part: index, keep })
    const [first, second] = [await part(0), await part(1)]
    expect(first.parts).toBe(2)
    expect(Buffer.concat([first, second].map(({ content }) => Buffer.from(content, 'base64'))).equals(bytes)).toBe(true)
    await expect(part(2)).rejects.toMatchObject({ code: 'notFound' })
    const audited = () => house.store.db.selectFrom('auditEntry').select(['outcome', 'detail']).where('action', '=', 'chat.attachment').execute()
    const before = (await audited()).length
    await part(0, true)
    await part(1, true)
    expect((await audited()).slice(before), 'who takes it out of the program has a line, once').toEqual([{ outcome: 'allowed', detail: { conversationId, attachmentId: id, background: false } }])
  })

  it('is once, however often it is sent and named, and another file is not the same', async () => {
    const chat = await begun()
    const id = newId()
    const [first, again] = [await upload(chat, png, { id }), await upload(chat, png, { id, node: house.otherUrl() })]
    expect(again).toEqual(first)
    expect(why(await upload(chat, makePdf(), { id }))).toBe('reused')
    for (let count = 0; count < 3; count += 1) chat.page.say({ type: 'attach', clientId: id })
    await chat.page.until((frames) => (frames.filter(({ type }) => type === 'sent').length === 3 ? true : undefined))
    expect(await at.messages(chat.conversationId)).toHaveLength(1)
    expect(await kept(chat.conversationId)).toHaveLength(1)
  })

  it('is what its content is: a page, a drawing with script in it, and half a picture are refused, recorded, and cost the conversation nothing', async () => {
    const chat = await begun()
    logged.length = 0
    const html = Buffer.from('<!doctype html><script>alert(1)</script>')
    for (const [bytes, expected] of [[html, 'notAllowed'], [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'notAllowed'], [png.subarray(0, 40), 'broken'], [makePng({ width: 1, height: 1 }, { said: { width: 60_000, height: 60_000 } }), 'tooManyPixels'], [Buffer.alloc(0), 'empty']] as const) {
      const answer = await upload(chat, bytes, { name: 'innocent.png' })
      expect([answer.status, why(answer)]).toEqual([422, expected])
    }
    expect(logged.filter((line) => line.includes('a file was refused'))).toHaveLength(5)
    expect(logged.join('\n'), 'of its name and of the key nothing').not.toMatch(new RegExp(`innocent|${chat.token}`))
    expect(await kept(chat.conversationId)).toEqual([])
    chat.page.write('still here')
    await chat.page.has(1)
    // A picture and a page in one: it is kept and given out as the picture alone.
    const id = await attached(chat, Buffer.concat([png, html]), 'page.html')
    const answer = await download(chat, id)
    expect([answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual(['image/png', `attachment; filename*=UTF-8''page.png`])
    expect(Buffer.from(await answer.arrayBuffer()).equals(png)).toBe(true)
  })

  it('is nobody else’s', async () => {
    const [chat, stranger] = [await begun({ accepted: true }), await begun()]
    const id = await attached(chat, png)
    expect((await download(chat, id)).status, 'the control').toBe(200)
    expect((await download(stranger, id)).status).toBe(404)
    expect((await download({ ...chat, token: newToken() }, id)).status).toBe(404)
    expect((await download({ ...chat, token: null }, id)).status, 'without a sign-in').toBe(404)
    expect((await upload({ ...chat, token: newToken() }, png)).status).toBe(404)
    expect(why(await upload(stranger, png, { id })), 'under an id of another conversation').toBe('reused')
    stranger.page.say({ type: 'attach', clientId: id })
    expect(await stranger.page.hear('refused')).toMatchObject({ clientId: id, why: 'noFile' })
    const asked = { conversationId: chat.conversationId, attachmentId: id, part: 0, keep: false }
    expect((await agent.client.chat.attachment(asked)).parts, 'the control').toBe(1)
    await expect(other.client.chat.attachment(asked)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(agent.client.chat.attachment({ ...asked, conversationId: stranger.conversationId })).rejects.toMatchObject({ code: 'forbidden' })
    expect((await uploadAsAgent(chat.conversationId, png, { token: other.token })).status).toBe(403)
    expect((await uploadAsAgent(chat.conversationId, png, { token: newToken() })).status).toBe(401)
    expect((await post(`${house.url()}/portal/chat/upload`, { ...headersOf({ ...chat, id: newId() }), origin: 'https://evil.example' }, png)).status, 'from another site').toBe(403)
    await expect(house.store.pool.query(`insert into chat_message (conversation_id, sequence, client_id, author, kind, body, at) values ($1, 1, $2, 'customer', 'attachment', '{}', now())`, [stranger.conversationId, id]), 'by hand').rejects.toThrow(/chat_attachment_missing/)
  })

  it('of an agent is kept back while it can be taken back, and is not the customer’s before it leaves', async () => {
    const { conversationId, token, page } = await begun({ accepted: true })
    const [taken, left] = [newId(), newId()]
    for (const id of [taken, left]) {
      expect((await uploadAsAgent(conversationId, makePdf(), { id })).body.attachment).toMatchObject({ name: 'bill.pdf', type: 'application/pdf' })
      expect(await agent.client.chat.sendAttachment({ conversationId, clientId: id, now: false })).toMatchObject({ sequence: null })
    }
    const lines = () => agent.client.chat.lines({ conversationId, afterSequence: 0, afterNote: 0 })
    expect((await lines()).outgoing.map(({ clientId, kind, own }) => [clientId, kind, own])).toEqual([[taken, 'attachment', true], [left, 'attachment', true]])
    expect((await download({ token, conversationId }, left)).status).toBe(404)
    await agent.client.chat.takeBack({ conversationId, clientId: taken })
    expect((await kept(conversationId)).map(({ id }) => id), 'what is taken back is kept nowhere').toEqual([left])
    await expect(agent.client.chat.sendAttachment({ conversationId, clientId: taken, now: true })).rejects.toMatchObject({ code: 'validation' })
    time.advance(16_000)
    await at.beat()
    const message = (await page.has(2)).at(-1)!
    expect([message.kind, message.clientId, message.author]).toEqual(['attachment', left, 'agent'])
    expect((await download({ token, conversationId }, left)).status).toBe(200)
    await expect(agent.client.chat.sendAttachment({ conversationId, clientId: left, now: true }), 'once more is the same').resolves.toMatchObject({ sequence: message.sequence })
    await expect(agent.client.chat.sendAttachment({ conversationId, clientId: newId(), now: true }), 'of nothing').rejects.toMatchObject({ code: 'validation' })
  })

  it('has an end in number and in bytes, also where two come at one moment', async () => {
    const chat = await begun()
    await house.store.pool.query(
      `insert into chat_attachment (id, conversation_id, author, name, type, size, sent_hash, created_at, stored_at, named_at) select gen_random_uuid(), $1, 'customer', 'a.pdf', 'application/pdf', 9 * 1024 * 1024, 'x', $2, $2, $2 from generate_series(1, 5)`, [chat.conversationId, new Date(time.clock.now())])
    // Five megabytes are left.
    const three = largePng(3 * 1024 * 1024)
    const both = await Promise.all([upload(chat, three), upload(chat, three, { node: house.otherUrl() })])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 429])
    expect(['uploads', 'conversationBytes'], 'one at a time of a node, and the second does not fit').toContain(why(both.find(({ status }) => status === 429)!))
    expect(why(await upload(chat, three))).toBe('conversationBytes')
    expect((await upload(chat, png)).status).toBe(200)
    expect((await kept(chat.conversationId)).reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(50 * 1024 * 1024)
    const many = await begun()
    const id = newId()
    for (let count = 0; count < MAX_ATTACHMENTS; count += 1) expect((await upload(many, png, count === 0 ? { id } : {})).status).toBe(200)
    expect(why(await upload(many, png))).toBe('files')
    expect((await upload(many, png, { id })).status, 'one that is among them is answered').toBe(200)
  })

  // A quarter of a gigabyte: once is enough, where it is quick.
  it.runIf(kind === 'two nodes on one server')('has an end for one network in a day, whatever chats it begins and whatever address of it it takes', async () => {
    // As a whole: of a picture only what is seen is kept, and counts.
    const pdf = makePdf()
    const large = Buffer.concat([pdf.subarray(0, 9), Buffer.from(`%${'x'.repeat(Math.floor(9.9 * 1024 * 1024))}\n`), pdf.subarray(9)])
    let taken = 0
    let refused = ''
    for (let chats = 0; chats < 7 && refused === ''; chats += 1) {
      const chat = await begun()
      for (let count = 0; count < 5 && refused === ''; count += 1) {
        const answer = await upload(chat, large, { name: 'house.pdf', from: `2001:db8:1:2::${chats}${count}` })
        if (answer.status === 200) taken += large.length
        else refused = why(answer) ?? 'without a reason'
      }
    }
    expect(refused).toBe('bytesPerDay')
    expect(taken).toBeGreaterThan(246 * 1024 ** 2)
    expect(taken).toBeLessThanOrEqual(256 * 1024 ** 2)
    const chat = await begun()
    expect(why(await upload(chat, large, { name: 'house.pdf', from: '2001:db8:1:2::ff' }))).toBe('bytesPerDay')
    expect((await upload(chat, png, { from: '2001:db8:1:2::ff' })).status, 'what still fits').toBe(200)
    expect((await upload(chat, large, { name: 'house.pdf', from: '2001:db8:1:3::ff' })).status, 'the network beside it').toBe(200)
  })

  it('is cut at the limit while it comes: of four gigabytes that are promised or never end, nothing stays, and others are served meanwhile', async () => {
    const [chat, neighbour] = [await begun(), await begun()]
    logged.length = 0
    const send = (more: Record<string, string>, chunk: Buffer) => new Promise<{ status: number; sent: number; body: string; cut: Promise<void> }>((resolve, reject) => {
      let sent = 0
      const asked = httpRequest(`${house.url()}/portal/chat/upload`, { method: 'POST', headers: { ...headersOf({ ...chat, id: newId() }), origin: house.url(), ...more } }, (answer) => {
        let body = ''
        answer.on('data', (part: Buffer) => (body += String(part))).on('end', () => resolve({ status: answer.statusCode ?? 0, sent, body, cut }))
      })
      const cut = new Promise<void>((closed) => asked.on('close', closed))
      asked.on('error', reject)
      const pump = (): void => {
        if (asked.destroyed) return
        sent += chunk.length
        if (asked.write(chunk)) setImmediate(pump)
        else asked.once('drain', pump)
      }
      pump()
    })
    const chunk = Buffer.concat([png, Buffer.alloc(256 * 1024)])
    const before = process.memoryUsage()
    const promised = await send({ 'content-length': String(4 * 1024 ** 3) }, chunk)
    expect([promised.status, JSON.parse(promised.body)]).toMatchObject([429, { code: 'limitExceeded', data: { unit: 'bytes' } }])
    expect(promised.sent, 'it was refused before it was read').toBeLessThan(MAX_ATTACHMENT_BYTES)
    const [endless, served] = await Promise.all([send({ 'transfer-encoding': 'chunked' }, chunk), upload(neighbour, png)])
    expect([endless.status, JSON.parse(endless.body)]).toMatchObject([429, { code: 'limitExceeded', data: { unit: 'bytes' } }])
    expect(endless.sent, 'cut, with what was under way in buffers between').toBeLessThan(MAX_ATTACHMENT_BYTES + 16 * 1024 * 1024)
    expect(served.status).toBe(200)
    // Whoever goes on sending all the same is cut off.
    time.advance(2_000)
    await Promise.all([promised.cut, endless.cut])
    expect(process.memoryUsage().arrayBuffers - before.arrayBuffers).toBeLessThan(4 * MAX_ATTACHMENT_BYTES)
    expect(await kept(chat.conversationId)).toEqual([])
    expect(logged.filter((line) => line.includes('a file was refused') && line.includes('"why":"bytes"'))).toHaveLength(2)
    expect((await upload(chat, largePng(MAX_ATTACHMENT_BYTES - 4_096))).status, 'the control: as much as one may have').toBe(200)
  })

  it('is given up where nothing comes any more, and its turn is somebody else’s', async () => {
    const chat = await begun()
    const stalled = () => {
      const asked = httpRequest(`${house.url()}/portal/chat/upload`, { method: 'POST', headers: { ...headersOf({ ...chat, id: newId() }), origin: house.url(), 'content-length': '100000' } })
      const state = { asked, status: 0, answered: new Promise<number>((resolve, reject) => asked.on('response', ({ statusCode }) => resolve((state.status = statusCode ?? 0))).on('error', reject)) }
      asked.write(png.subarray(0, 20))
      return state
    }
    let one = stalled()
    // While it is under way the conversation has no second one; where that one was first, it comes again.
    await expect.poll(async () => {
      if (one.status !== 0) one = stalled()
      return why(await upload(chat, png))
    }).toBe('uploads')
    time.advance(10_000)
    expect(await one.answered).toBe(422)
    one.asked.destroy()
    expect((await upload(chat, png)).status).toBe(200)
  })

  it('goes after a while where no line names it, and stays where one does', async () => {
    const chat = await begun()
    const named = await attached(chat, png)
    const left = newId()
    await upload(chat, png, { id: left })
    const tidy = (later: number) => forgetUnnamed({ store: house.store, clock: { now: () => time.clock.now() + later } })
    await tidy(UNNAMED_MS)
    expect((await kept(chat.conversationId)).map(({ id }) => id).sort(), 'not yet').toEqual([named, left].sort())
    await tidy(UNNAMED_MS + 1)
    expect((await kept(chat.conversationId)).map(({ id }) => id)).toEqual([named])
    const { rows } = await house.store.pool.query('select attachment_id from chat_attachment_part where attachment_id = $1', [left])
    expect(rows).toEqual([])
    expect((await download(chat, named)).status).toBe(200)
  })
})
