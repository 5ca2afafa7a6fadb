/** How long a refusal takes, by what was wrong: whoever measures must learn nothing. The kinds take turns, so that a busy moment is everybody's. */
import { makeAgent } from '../../../tests/support/agent-sign-in.ts'
import { median, rounded } from '../../lib/stats.ts'
import type { Report } from '../../lib/report.ts'
import type { TestIdentity } from '../../../tests/support/identities.ts'
import { rightTry, wrongTry, type Answered, type Arena } from './lockout-arena.ts'
import { agentsTry, RIGHT, WRONG } from './agent-arena.ts'

const TRIES = 500
/** Of the issue, in ms. */
const MOST_APART = 5

type Measured = { body: string; status: number; times: number[] }
/** @param number of the try. @param address another for each kind and try */
type Try = (number: number, address: string) => Promise<Answered>

export async function measureCustomers(report: Report, name: string, arena: Arena): Promise<void> {
  const known: TestIdentity[] = []
  for (let number = 0; number < TRIES; number += 1) known.push(await arena.customer())
  const nameOf = (number: number): string => known[number]?.userName ?? ''
  const [locked, frozen] = [await arena.customer(), await arena.customer()]
  await arena.store.pool.query(`insert into sign_in_lockout (subject, identity_id, permanent) values (sha256(convert_to('identity:' || $1, 'utf8')), $1::uuid, true)`, [locked.id])
  await arena.store.db.updateTable('digitalIdentity').set({ frozenAt: new Date(arena.clock.now()).toISOString() }).where('id', '=', frozen.id).execute()
  await measure(report, name, arena, {
    unknownName: (number, address) => wrongTry(arena.from(address), `nobody-${number}`),
    wrongPassword: (number, address) => wrongTry(arena.from(address), nameOf(number)),
    lockedRightPassword: (_number, address) => rightTry(arena.from(address), locked.userName),
    frozenRightPassword: (_number, address) => rightTry(arena.from(address), frozen.userName),
  }, (number, address) => rightTry(arena.from(address), nameOf(number)))
}

export async function measureAgents(report: Report, name: string, arena: Arena): Promise<void> {
  const known: string[] = []
  for (let number = 0; number < TRIES; number += 1) known.push((await makeAgent(arena.store)).userName)
  const nameOf = (number: number): string => known[number] ?? ''
  const [locked, closed] = [await makeAgent(arena.store), await makeAgent(arena.store)]
  await arena.store.pool.query(`insert into sign_in_lockout (subject, agent_id, permanent) values (sha256(convert_to('agent:' || $1, 'utf8')), $1::uuid, true)`, [locked.id])
  await arena.store.db.updateTable('agent').set({ active: false }).where('id', '=', closed.id).execute()
  await measure(report, name, arena, {
    unknownName: (number, address) => agentsTry(arena, address, `nobody-${number}`, WRONG),
    wrongPassword: (number, address) => agentsTry(arena, address, nameOf(number), WRONG),
    lockedRightPassword: (_number, address) => agentsTry(arena, address, locked.userName, RIGHT),
    closedRightPassword: (_number, address) => agentsTry(arena, address, closed.userName, RIGHT),
  }, (number, address) => agentsTry(arena, address, nameOf(number), RIGHT))
}

/** @param report is told medians, the largest difference between them, and whether bodies and codes are one */
async function measure(report: Report, name: string, arena: Arena, refused: Record<string, Try>, letIn: Try): Promise<void> {
  const kinds: Record<string, Measured> = {}
  const addressOf = (kind: number, number: number): string => `10.${100 + kind}.${number >> 8}.${number & 255}`
  const right: number[] = []
  for (let number = 0; number < TRIES; number += 1) {
    for (const [at, [kind, attempt]] of Object.entries(refused).entries()) {
      const started = performance.now()
      const { status, body } = await attempt(number, addressOf(at, number))
      const took = performance.now() - started
      const of = (kinds[kind] ??= { body: JSON.stringify(body), status, times: [] })
      if (of.body !== JSON.stringify(body) || of.status !== status) of.status = 0
      of.times.push(took)
    }
    const started = performance.now()
    const { status } = await letIn(number, addressOf(9, number))
    if (status !== 200) throw new Error(`a right password was answered ${status}`)
    right.push(performance.now() - started)
    arena.clock.advance(2_000)
    if (number % 100 === 99) report.say(`${name}: ${number + 1} of ${TRIES} answers of each kind measured`)
  }
  const medians = Object.fromEntries(Object.entries(kinds).map(([kind, { times }]) => [kind, rounded(median(times), 2)]))
  report.figure(`${name}: ms to refuse, median of ${TRIES}`, medians)
  report.figure(`${name}: ms to let in, median`, rounded(median(right), 2))
  report.atMost(`${name}: ms apart`, MOST_APART, rounded(Math.max(...Object.values(medians)) - Math.min(...Object.values(medians)), 2))
  report.must(`${name}: one body and one code`, new Set(Object.values(kinds).map(({ body, status }) => `${status} ${body}`)).size === 1 && !Object.values(kinds).some(({ status }) => status === 0))
}
