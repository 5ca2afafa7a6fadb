/** How long a refusal takes, by what was wrong: whoever measures must learn nothing. The kinds take turns, so that a busy moment is everybody's. */
import { median, rounded } from '../../lib/stats.ts'
import type { Report } from '../../lib/report.ts'
import type { TestIdentity } from '../../../tests/support/identities.ts'
import { rightTry, wrongTry, type Arena } from './lockout-arena.ts'

const TRIES = 500
/** Of the issue, in ms. */
const MOST_APART = 5

type Kind = { body: string; status: number; times: number[] }

/** @param report is told medians, the largest difference between them, and whether bodies and codes are one */
export async function measureAnswers(report: Report, name: string, arena: Arena): Promise<void> {
  const known: TestIdentity[] = []
  for (let number = 0; number < TRIES; number += 1) known.push(await arena.customer())
  const [locked, frozen] = [await arena.customer(), await arena.customer()]
  await arena.store.pool.query(`insert into sign_in_lockout (subject, identity_id, permanent) values (sha256(convert_to('identity:' || $1, 'utf8')), $1::uuid, true)`, [locked.id])
  await arena.store.db.updateTable('digitalIdentity').set({ frozenAt: new Date(arena.clock.now()).toISOString() }).where('id', '=', frozen.id).execute()
  const kinds: Record<string, Kind> = {}
  const time = async (kind: string, address: string, work: (browser: ReturnType<Arena['from']>) => ReturnType<typeof wrongTry>): Promise<void> => {
    const browser = arena.from(address)
    const started = performance.now()
    const { status, body } = await work(browser)
    const took = performance.now() - started
    const of = (kinds[kind] ??= { body: JSON.stringify(body), status, times: [] })
    if (of.body !== JSON.stringify(body) || of.status !== status) of.status = 0
    of.times.push(took)
  }
  const right: number[] = []
  for (const [number, { userName }] of known.entries()) {
    const address = (kind: number) => `10.${100 + kind}.${number >> 8}.${number & 255}`
    await time('unknownName', address(0), (browser) => wrongTry(browser, `nobody-${number}`))
    await time('wrongPassword', address(1), (browser) => wrongTry(browser, userName))
    await time('lockedRightPassword', address(2), (browser) => rightTry(browser, locked.userName))
    await time('frozenRightPassword', address(3), (browser) => rightTry(browser, frozen.userName))
    const started = performance.now()
    await rightTry(arena.from(address(4)), userName)
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
