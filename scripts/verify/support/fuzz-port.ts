/**
 * The desk's data process as a window reaches it, in a process of its own: frames over a message port, judged and decoded as in
 * earnest. The desk is signed in at a backend with a small book. Whatever a window says, the process lives and tells no more
 * than the closed list of errors.
 */
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink, type SupportedMessagePort } from '@orpc/client/message-port'
import { bridge } from '#shared/contract/bridge.ts'
import { guardedPort } from '#shared/contract/port-frames.ts'
import { openDesk, temporaryFile } from '../../../tests/integration/desk/support/test-desk.ts'
import { TEST_PASSWORD } from '../../../tests/support/api-client.ts'
import { seededPick } from '../../bench/support/seeded.ts'
import { faultOf } from './fuzz-answers.ts'
import { likelyInput, type Known, type Pick } from './likely-input.ts'
import { mutateBytes, mutateValue, nastyValues } from './mutations.ts'
import { settledMemory } from './settled-memory.ts'

export type PortResult = { frames: number; answers: number; dropped: number; procedures: number; unanswered: number; faults: string[]; memoryGrowth: number; alive: boolean }
type Procedure = { '~orpc': { inputSchema?: unknown } }
type Frame = { i: string; p: { b?: unknown } }

const [url = '', userName = '', count = '0', seed = '1', ids = ''] = process.argv.slice(2)
const pick: Pick = seededPick(Number(seed))
const nasty = nastyValues(Number(seed))
const known: Known = { customerId: ids.split(',') }
/** It ends in a stream without an end, or ends the session: asked like the others, but by the way that follows. */
const LASTING = new Set(['workspace.watch'])
const ENDING = new Set(['session.signOut'])
const AT_ONCE = 50
/** What nobody answers is waited for so long, in milliseconds: a frame whose number is wrong is nobody's. */
const PATIENCE_MS = 2_000

// As on a desk, what it keeps lies on the disk.
const file = temporaryFile()
const test = openDesk({ backendUrl: url, cacheFile: file.path })
await test.window.session.signIn({ userName, password: TEST_PASSWORD })
const channel = new MessageChannel()
const result: PortResult = { frames: 0, answers: 0, dropped: 0, procedures: 0, unanswered: 0, faults: [], memoryGrowth: 0, alive: false }
/** Numbers of frames that the desk took, and has not answered. */
const open = new Set<string>()
let allAnswered = (): void => undefined
const near = {
  on: (name: 'message' | 'close', heard: (event: { data: unknown }) => void) => void channel.port1.on(name, (data: unknown) => heard({ data })),
  postMessage: (data: unknown) => channel.port1.postMessage(data),
}
test.desk.connect(guardedPort(near as Parameters<typeof guardedPort>[0], () => (result.dropped += 1)))
channel.port1.start()
channel.port2.on('message', (data: unknown) => judge(typeof data === 'string' ? data : JSON.stringify(data)))

const calls = Object.entries(bridge).flatMap(([feature, procedures]) => Object.entries(procedures as Record<string, Procedure>).map(([name, procedure]) => ({ feature, name, procedure })))
  .filter(({ feature, name }) => !LASTING.has(`${feature}.${name}`) && !ENDING.has(`${feature}.${name}`))
result.procedures = calls.length
const wanted = Number(count)
let settled = 0
for (result.frames = 0; result.frames < wanted; result.frames += 1) {
  const call = calls[result.frames % calls.length] as (typeof calls)[number]
  channel.port2.postMessage(await frameOf(call, String(result.frames + 1)))
  if (result.frames % AT_ONCE === 0) await answered()
  if (result.frames === Math.floor(wanted / 5)) settled = await settledMemory()
}
// The desk still answers a right question, behind all the others on the same port: from itself, and from the backend. Not a sign-in: so
// many wrong passwords at the procedures that ask for one have locked this agent out, as they should.
result.alive = (await test.state()).connectivity.state === 'online' && (await test.window.session.serverInfo().then(() => true, () => false))
await answered()
result.memoryGrowth = (await settledMemory()) / settled - 1
process.send?.(result)
await test.stop()
file.remove()
channel.port1.close()
process.disconnect()

/** A window's frame with one thing wrong in it, or in its bytes. */
async function frameOf({ feature, name, procedure }: (typeof calls)[number], number: string): Promise<unknown> {
  const right = JSON.parse(await captured(feature, name, likelyInput(procedure['~orpc'].inputSchema, known, pick))) as Frame
  right.i = number
  const text = JSON.stringify(right)
  switch (pick(12)) {
    case 0:
      return mutateBytes(Buffer.from(text), pick).toString('latin1')
    case 1:
      return nasty[pick(nasty.length)]
    case 2:
      return Buffer.from(text)
    case 3:
    case 4:
      return JSON.stringify(mutateValue(right, nasty, pick))
    default:
      open.add(number)
      return JSON.stringify({ ...right, p: { ...right.p, b: mutateValue(right.p.b ?? {}, nasty, pick) } })
  }
}

/** Or waited for long enough. */
async function answered(): Promise<void> {
  if (open.size === 0) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, PATIENCE_MS)
    allAnswered = () => (clearTimeout(timer), resolve())
  })
  result.unanswered += open.size
  open.clear()
}

/** What the window's own client would have sent. */
function captured(feature: string, name: string, input: unknown): Promise<string> {
  return new Promise((resolve) => {
    const port = { addEventListener: () => undefined, removeEventListener: () => undefined, postMessage: (data: unknown) => resolve(String(data)) }
    const client: Record<string, Record<string, (input: unknown) => Promise<unknown>>> = createORPCClient(new RPCLink({ port: port as unknown as SupportedMessagePort }))
    void client[feature]?.[name]?.(input).catch(() => undefined)
  })
}

function judge(text: string): void {
  result.answers += 1
  if (open.delete((JSON.parse(text) as Frame).i) && open.size === 0) allAnswered()
  // `internal` with a reference is our own fault, told politely: no input may lead to it.
  const fault = faultOf(/"code":"(internal|INTERNAL_SERVER_ERROR)"/.test(text) ? 500 : 200, text)
  if (fault && result.faults.length < 50) result.faults.push(`port: ${fault}: ${text.slice(0, 200)}`)
}
