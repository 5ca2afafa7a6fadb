/**
 * However contacts are begun, ended and shared out among agents, and whenever: a level is only where the right PIN was said in
 * that very contact, and nobody guesses oftener than the limits of the contact and of the account say.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { isAppError } from '../../../shared/kernel/errors.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { CONTACT_IDLE_MS } from '../../../shared/features/interactions/contact-life.ts'
import { MAX_CONTACT_FAILURES, type EndContact, type StartContact, type VerifyContact } from '../../../shared/features/interactions/contacts.schema.ts'
import { runCommand, type CommandInput, type Effect } from '../../../electron/backend/command.ts'
import { FAILURES_IN_A_ROW, FAILURES_PER_DAY } from '../../../electron/backend/features/interactions/attempt-limits.ts'
import { endContact, startContact } from '../../../electron/backend/features/interactions/contacts.commands.ts'
import { findOpenContact } from '../../../electron/backend/features/interactions/contacts.queries.ts'
import { verifyContact } from '../../../electron/backend/features/interactions/verification.commands.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { hire, servicesOf } from '../../support/direct-commands.ts'
import { makeRow } from '../../support/rows.ts'
import { NOW, openTestStore } from '../../support/stores.ts'
import { givePin, TEST_PIN } from '../../support/verifying.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const agent = fc.nat(2)
type Step = { kind: 'start' | 'end' | 'wrong' | 'right'; agent: number } | { kind: 'wait'; ms: number }
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('start' as const), agent }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), agent }) },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('wrong' as const), agent }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('right' as const), agent }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(60_000, CONTACT_IDLE_MS, 6 * 3_600_000, DAY_MS) }) },
)

let store: Store
const clock = manualClock(NOW)
let agents: SignedIn[] = []
beforeAll(async () => {
  store = await openTestStore('embedded', clock)
  agents = [await hire(store, clock, 'agent'), await hire(store, clock, 'seniorAgent'), await hire(store, clock, 'supervisor')]
})
afterAll(() => store.close())

const run = <I extends CommandInput>(by: SignedIn, name: string, input: I, effect: Effect<I>) =>
  runCommand({ services: servicesOf(store, clock), signedIn: () => by, asked: { action: `interactions.${name}`, permission: 'interactions.write', verification: 'unverified' } }, input, effect)

/** What must be, kept beside the program. */
type Model = { open: Map<number, { id: string; used: number; started: number; failures: number; known: boolean }>; failed: number[]; row: number }

async function play(steps: readonly Step[]): Promise<void> {
  const customer = makeRow('customer')
  await store.db.transaction().execute((trx) => bulkInsert(trx, 'customer', [customer]))
  await givePin(store, customer.id)
  const model: Model = { open: new Map(), failed: [], row: 0 }
  for (const each of steps) {
    if (each.kind === 'wait') clock.advance(each.ms)
    else await act(customer.id, each, model)
    for (const [number, by] of agents.entries()) {
      const now = live(model, number)
      const found = await findOpenContact(store.db, clock, by, customer.id)
      expect(found && { id: found.id, level: found.level, failures: found.failures }).toEqual(now && { id: now.id, level: now.known ? 'verified' : 'unverified', failures: now.failures })
    }
  }
  expect(Math.max(0, ...model.failed.map((at) => model.failed.filter((later) => later >= at && later < at + DAY_MS).length))).toBeLessThanOrEqual(FAILURES_PER_DAY)
}

function live(model: Model, number: number) {
  const open = model.open.get(number)
  return open && clock.now() < open.used + CONTACT_IDLE_MS && clock.now() < open.started + 16 * CONTACT_IDLE_MS ? open : null
}

async function act(customerId: string, { kind, agent: number }: Exclude<Step, { kind: 'wait' }>, model: Model): Promise<void> {
  const by = agents[number]!
  const open = live(model, number)
  if (kind === 'start') {
    const id = newId()
    await run<StartContact>(by, 'startContact', { commandId: newId(), customerId, contactId: id, channel: 'call' }, startContact)
    return void model.open.set(number, { id, used: clock.now(), started: clock.now(), failures: 0, known: false })
  }
  if (!open) return
  open.used = clock.now()
  if (kind === 'end') {
    await run<EndContact>(by, 'endContact', { commandId: newId(), customerId, contactId: open.id, disposition: 'resolved', text: '' }, endContact)
    return void model.open.delete(number)
  }
  const pin = kind === 'right' ? TEST_PIN : '000000'
  const refused = await run<VerifyContact>(by, 'verifyContact', { commandId: newId(), customerId, contactId: open.id, proof: { way: 'pin', pin } }, verifyContact)
    .then(() => null, (error: unknown) => (isAppError(error, 'limitExceeded') ? error.data.unit : String(error)))
  const closed = model.row >= FAILURES_IN_A_ROW || model.failed.filter((at) => at > clock.now() - DAY_MS).length >= FAILURES_PER_DAY
  expect(refused).toBe(open.failures >= MAX_CONTACT_FAILURES ? 'failures' : closed ? 'accountFailures' : null)
  if (refused !== null) return
  // Two attempts are not of one instant: the order of those is of no meaning to a limit.
  clock.advance(1)
  if (kind === 'right') {
    open.known = true
    model.row = 0
    return
  }
  open.failures += 1
  model.row += 1
  model.failed.push(clock.now() - 1)
  if (open.failures >= MAX_CONTACT_FAILURES) open.known = false
}

it('lets nobody in without the PIN, nor guess oftener than the limits say', async () => {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  console.info(`seed ${seed}`)
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80 }), play), { numRuns: 25, seed })
}, 300_000)

it('closes the PIN after a long row of failures over many days, until somebody is known by another way', async () => {
  const day: Step[] = [0, 1, 2].flatMap((number) => [{ kind: 'start', agent: number } as const, ...[1, 2, 3].map(() => ({ kind: 'wrong', agent: number }) as const)])
  await play([...Array.from({ length: 5 }, () => [...day, { kind: 'wait', ms: DAY_MS } as const]).flat(), { kind: 'start', agent: 0 }, { kind: 'right', agent: 0 }])
})
