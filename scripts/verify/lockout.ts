/**
 * What guessing is worth at the customers' sign-in, over HTTP, on PGlite and on PostgreSQL, by a clock that is moved: an attacker at
 * full speed for 24 h has 15 guesses at a customer from any number of addresses, ten from one; the customer can still be
 * helped; and whoever tries ten thousand times at others from one address locks nobody out. With the lock taken out the
 * same attack must have more, or the proof could not have failed. Then: how long each kind of failure takes.
 */
import { freshDatabase, startPostgres } from '../../tests/support/postgres.ts'
import { makeIdentity, sentTo, type TestIdentity } from '../../tests/support/identities.ts'
import type { CustomerBrowser } from '../../tests/support/customer-portal.ts'
import type { StoreLocation } from '../../electron/backend/store/store.ts'
import { runReport, type Report } from '../lib/report.ts'
import { comparedOf, openArena, rightTry, wrongTry, type Arena } from './support/lockout-arena.ts'
import { measureAnswers } from './support/lockout-times.ts'

const DAY_MS = 24 * 60 * 60_000
/** Two at the same moment, each minute, as long as any could count; then one each five minutes, as nothing moves any more. */
const FAST = { untilMs: 2 * 60 * 60_000, stepMs: 60_000, atOnce: 2 }
const SLOW = { untilMs: DAY_MS, stepMs: 5 * 60_000, atOnce: 1 }
const NEIGHBOURS = 2_000
const ATTEMPTS = 10_000

const addressOf = (number: number): string => `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`

/** @param addresses how many the attacker has. @returns guesses that were compared in 24 h */
async function attack(arena: Arena, name: string, customerId: string, addresses: number): Promise<number> {
  const browsers = Array.from({ length: addresses }, (_, number) => arena.from(addressOf(number + 1)))
  let [since, tries] = [0, 0]
  for (const { untilMs, stepMs, atOnce } of [FAST, SLOW]) {
    for (; since < untilMs; since += stepMs) {
      const turn = Array.from({ length: atOnce }, () => browsers[(tries += 1) % addresses] as CustomerBrowser)
      await Promise.all(turn.map((browser) => wrongTry(browser, name)))
      arena.clock.advance(stepMs)
    }
  }
  return comparedOf(arena, customerId)
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
  report.must(`${name}: the agent sees why`, (await agent.access.state({ customerId: ana.customerId })).state.state === 'locked')
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
    await arena.store.pool.query('delete from sign_in_lockout')
    await arena.store.pool.query('delete from sign_in_source')
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
    await measureAnswers(report, name, arena)
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
