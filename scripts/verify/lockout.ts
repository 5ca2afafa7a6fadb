/**
 * What guessing is worth at the customers' sign-in and at the agents', over HTTP, on PGlite and on PostgreSQL, by a clock that is moved: an
 * attacker at full speed for 24 h has 15 guesses at a customer from any number of addresses, ten from one; 15 at an agent's password, and
 * 15 at the code of an agent whose password is known; both can still be helped; and whoever tries ten thousand times at others from one
 * address locks nobody out. With the lock taken out the same attack must have more, or the proof could not have failed. Then: how long
 * each kind of failure takes.
 */
import { clientFrom, makeAgent, reasonOf } from '../../tests/support/agent-sign-in.ts'
import { freshDatabase, startPostgres } from '../../tests/support/postgres.ts'
import { makeIdentity, sentTo, type TestIdentity } from '../../tests/support/identities.ts'
import type { CustomerBrowser } from '../../tests/support/customer-portal.ts'
import type { StoreLocation } from '../../electron/backend/store/store.ts'
import { runReport, type Report } from '../lib/report.ts'
import { comparedOf, openArena, rightTry, wrongTry, type Arena } from './support/lockout-arena.ts'
import { agentsTry, comparedOfAgent, giveApp, RIGHT, WRONG } from './support/agent-arena.ts'
import { measureAgents, measureCustomers } from './support/lockout-times.ts'

const DAY_MS = 24 * 60 * 60_000
/** Two at the same moment, each minute, as long as any could count; then one each five minutes, as nothing moves any more. */
const FAST = { untilMs: 2 * 60 * 60_000, stepMs: 60_000, atOnce: 2 }
const SLOW = { untilMs: DAY_MS, stepMs: 5 * 60_000, atOnce: 1 }
const NEIGHBOURS = 2_000
const ATTEMPTS = 10_000

const addressOf = (number: number): string => `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`

/** For 24 h. @param attempt what is tried, as the n-th */
async function atFullSpeed({ clock }: Arena, attempt: (tries: number) => Promise<unknown>): Promise<void> {
  let [since, tries] = [0, 0]
  for (const { untilMs, stepMs, atOnce } of [FAST, SLOW]) {
    for (; since < untilMs; since += stepMs) {
      await Promise.all(Array.from({ length: atOnce }, () => attempt((tries += 1))))
      clock.advance(stepMs)
    }
  }
}

/** @param addresses how many the attacker has. @returns guesses that were compared in 24 h */
async function attack(arena: Arena, name: string, customerId: string, addresses: number): Promise<number> {
  const browsers = Array.from({ length: addresses }, (_, number) => arena.from(addressOf(number + 1)))
  await atFullSpeed(arena, (tries) => wrongTry(browsers[tries % addresses] as CustomerBrowser, name))
  return comparedOf(arena, customerId)
}

/** At an agent's password; at the code of one whose password is known; and a second person helps. */
async function agents(report: Report, name: string, arena: Arena): Promise<void> {
  const [jo, mia] = [await makeAgent(arena.store), await makeAgent(arena.store)]
  const code = await giveApp(arena, mia.userName)
  const anywhere = (tries: number): string => addressOf(100_000 + (tries % 500))
  await atFullSpeed(arena, (tries) => agentsTry(arena, anywhere(tries), jo.userName, WRONG))
  report.atMost(`${name}: guesses at an agent's password in 24 h`, 15, await comparedOfAgent(arena, jo.id))
  report.must(`${name}: the agent is locked for good`, (await agentsTry(arena, '172.16.0.3', jo.userName, RIGHT)).status === 401)
  report.say(`${name}: an agent's password attacked`)
  await atFullSpeed(arena, (tries) => guessCode(arena, mia.userName, anywhere(tries), String(tries).padStart(6, '0')))
  report.atMost(`${name}: guesses at an agent's code in 24 h`, 15, await comparedOfAgent(arena, mia.id))
  report.must(`${name}: the right code opens nothing then`, !(await guessCode(arena, mia.userName, '172.16.0.3', code())))
  report.say(`${name}: an agent's code attacked`)
  const colleague = await arena.agent()
  for (const { id: agentId } of [jo, mia]) await colleague.session.unlockAgent({ commandId: arena.newId(), agentId })
  report.must(`${name}: helped by a colleague`, (await agentsTry(arena, '172.16.0.3', jo.userName, RIGHT)).status === 200 && (await guessCode(arena, mia.userName, '172.16.0.3', code())))
  report.figure(`${name}: guesses at an agent's password without the lock`, await agentsWithoutLock(report, name, arena))
}

/** With the right password first. @returns whether it is in */
async function guessCode(arena: Arena, userName: string, address: string, code: string): Promise<boolean> {
  const begun = await clientFrom(arena.url, address).session.signIn({ userName, password: RIGHT }).catch(() => null)
  return begun !== null && (await reasonOf(clientFrom(arena.url, address, begun.token).session.confirmCode({ code }))) === 'in'
}

/** The control, as `withoutLock`. */
async function agentsWithoutLock(report: Report, name: string, arena: Arena): Promise<number> {
  const jo = await makeAgent(arena.store)
  for (let tries = 0; tries < 60; tries += 1) {
    await forgetAll(arena)
    await agentsTry(arena, addressOf(200_000), jo.userName, WRONG)
    arena.clock.advance(60_000)
  }
  const compared = await comparedOfAgent(arena, jo.id)
  report.must(`${name}: controlCaught of agents`, compared > 15, compared)
  return compared
}

async function forgetAll({ store }: Arena): Promise<void> {
  await store.pool.query('delete from sign_in_lockout')
  await store.pool.query('delete from sign_in_source')
}

async function guesses(report: Report, name: string, arena: Arena): Promise<void> {
  const [ana, bea] = [await arena.customer(), await arena.customer()]
  report.atMost(`${name}: guesses from 500 addresses in 24 h`, 15, await attack(arena, ana.userName, ana.customerId, 500))
  report.say(`${name}: attacked from 500 addresses`)
  report.must(`${name}: locked for good`, (await rightTry(arena.from('172.16.0.1'), ana.userName)).status === 401)
  report.atMost(`${name}: guesses from one address in 24 h`, 15, await attack(arena, bea.userName, bea.customerId, 1))
  report.say(`${name}: attacked from one address`)
  report.must(`${name}: from home it works`, (await rightTry(arena.from('172.16.0.1'), bea.userName)).status === 200)
}

/** The one who is locked for good is unlocked by an agent, and has a new password by a link to the contact of record. */
async function help(report: Report, name: string, arena: Arena): Promise<void> {
  const ana = await arena.customer()
  for (let tries = 0; tries < 20; tries += 1) {
    await wrongTry(arena.from(addressOf(tries)), ana.userName)
    arena.clock.advance(900_001)
  }
  const agent = await arena.agent()
  const ask = { commandId: arena.newId(), customerId: ana.customerId }
  report.must(`${name}: the agent sees why`, (await agent.access.state({ customerId: ana.customerId })).lock !== null)
  await agent.access.unlock(ask)
  report.must(`${name}: helped by unlocking`, (await rightTry(arena.from('172.16.0.2'), ana.userName)).status === 200)
  await agent.access.sendLink({ ...ask, commandId: arena.newId(), channel: 'email' })
  const link = (await sentTo(arena.store, ana.customerId)).find(({ template }) => template === 'signInReset')
  const token = link?.params.link?.split('#')[1] ?? ''
  const password = 'a new one on the north wall'
  const browser = arena.from('172.16.0.2')
  report.must(`${name}: the link sets a new password`, (await browser.ask('set-password', { token, userName: null, password })).status === 200)
  report.must(`${name}: it opens`, (await browser.ask('sign-in', { name: ana.userName, password, remember: false })).status === 200)
}

/** Names in turn, and again and again the same five: both ways of locking many, or few for sure. */
async function neighbours(report: Report, name: string, arena: Arena): Promise<void> {
  const all: TestIdentity[] = []
  for (let number = 0; number < NEIGHBOURS; number += 1) all.push(await makeIdentity(arena.store))
  const stranger = arena.from('203.0.113.66')
  for (let tries = 0; tries < ATTEMPTS; tries += 1) {
    const victim = tries % 2 === 0 ? all[(tries / 2) % NEIGHBOURS] : all[((tries - 1) / 2) % 5]
    if (victim) await wrongTry(stranger, victim.userName)
    arena.clock.advance(2_000)
    if (tries % 1_000 === 999) report.say(`${name}: ${tries + 1} of ${ATTEMPTS} tries at neighbours`)
  }
  let locked = 0
  for (const [number, { userName }] of all.entries()) {
    // Those that were tried most, and a sample of the others.
    if (number >= 5 && number % 10 !== 0) continue
    if ((await rightTry(arena.from(addressOf(70_000 + number)), userName)).status !== 200) locked += 1
  }
  report.atMost(`${name}: neighbours locked out`, 0, locked)
}

/** The counters are wiped before each try, as if nothing were remembered. @returns guesses in an hour */
async function withoutLock(arena: Arena): Promise<number> {
  const ana = await arena.customer()
  const browser = arena.from('10.200.0.1')
  for (let tries = 0; tries < 60; tries += 1) {
    await forgetAll(arena)
    await wrongTry(browser, ana.userName)
    arena.clock.advance(60_000)
  }
  return comparedOf(arena, ana.customerId)
}

async function proveOn(report: Report, name: string, location: StoreLocation): Promise<void> {
  const arena = await openArena(location)
  try {
    await guesses(report, name, arena)
    await help(report, name, arena)
    await neighbours(report, name, arena)
    const caught = await withoutLock(arena)
    report.figure(`${name}: guesses without the lock`, caught)
    report.must(`${name}: controlCaught`, caught > 15, caught)
    await agents(report, name, arena)
    await measureCustomers(report, `${name}: customers`, arena)
    await measureAgents(report, `${name}: agents`, arena)
  } finally {
    await arena.close()
  }
}

await runReport('lockout', async (report) => {
  await proveOn(report, 'embedded', { kind: 'embedded', dataDirectory: null })
  const postgres = await startPostgres()
  try {
    await proveOn(report, 'server', { kind: 'server', url: await freshDatabase(postgres.url) })
  } finally {
    await postgres.stop()
  }
})
