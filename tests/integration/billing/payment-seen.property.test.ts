/**
 * Several agents look at one debt and charge what they saw, in any order and with the gateway's answers in between: it is paid
 * once. Each charge for itself is sound; only what was seen tells that the debt is another one's by now. A failure prints
 * fast-check's seed and path.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dateIn } from '../../../shared/kernel/calendar.ts'
import type { TakePayment } from '../../../shared/features/billing/payments.schema.ts'
import { createSimulator } from '../../../electron/backend/features/billing/gateway/simulator.ts'
import { createGatewayWorker } from '../../../electron/backend/features/billing/payments/gateway-worker.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { balanceIn, refusalOf } from '../../support/adjusting.ts'
import { hire } from '../../support/direct-commands.ts'
import { manualTime } from '../../support/manual-timers.ts'
import { addMethod, charge, check, payingDesk } from '../../support/paying.ts'
import { issueBill, openAccount } from '../../support/simple-billing.ts'
import { NOW, openTestStore, storeKinds } from '../../support/stores.ts'

const RUNS = 40
const AGENTS = 3
type Step = { kind: 'look' | 'pay' | 'together' | 'check' | 'answer'; who: number }
const step: fc.Arbitrary<Step> = fc.record({ kind: fc.constantFrom('look', 'pay', 'pay', 'together', 'check', 'answer'), who: fc.nat(AGENTS - 1) })
const given = fc.record({ debt: fc.integer({ min: 1, max: 60_000 }), steps: fc.array(step, { minLength: 1, maxLength: 14 }) })

describe.each(storeKinds)('a debt on the %s store', (kindOfStore) => {
  let store: Store
  let agents: SignedIn[]
  let cashier: SignedIn
  const { clock, timers } = manualTime(NOW)
  beforeAll(async () => {
    store = await openTestStore(kindOfStore)
    agents = await Promise.all(Array.from({ length: AGENTS }, () => hire(store, clock, 'agent')))
    cashier = await hire(store, clock, 'supervisor')
  })
  afterAll(() => store.close())

  /** @param claim what a panel says that it saw. @returns how much more was paid than was owed, minor units */
  async function play(debt: number, steps: readonly Step[], claim: (seen: number, now: number) => number): Promise<number> {
    const gateway = createSimulator(() => ({ kind: 'approve' }), () => Promise.resolve())
    const desk = payingDesk({ store, clock, timers, gateway })
    const account = await openAccount(store)
    const method = await addMethod(store, clock, account)
    await issueBill(store, account, { clock, today: dateIn('America/New_York', clock.now()) }, { service: debt })
    const seen = new Array<number>(AGENTS).fill(debt)
    const asked = async (who: number): Promise<TakePayment | null> => {
      const saw = seen[who] as number
      return saw > 0 ? charge(account, method, saw, { balanceSeen: claim(saw, await balanceIn(store, account)) }) : null
    }
    const pay = async (who: number): Promise<void> => {
      const input = await asked(who)
      // Refused because something else is owed, or another charge is out: then the panel shows what is owed now.
      if (input && !(await desk.take(agents[who] as SignedIn, input).then(() => true, () => false))) seen[who] = await balanceIn(store, account)
    }
    for (const { kind, who } of steps) {
      if (kind === 'look') seen[who] = await balanceIn(store, account)
      if (kind === 'pay') await pay(who)
      if (kind === 'together') await Promise.all(agents.map((_, number) => pay(number)))
      if (kind === 'check') await desk.record(cashier, check(account, 1, `${who}`)).catch(() => undefined)
      if (kind === 'answer') await answer(desk.services)
    }
    await answer(desk.services)
    return Math.max(0, -(await balanceIn(store, account)))
  }
  async function answer(services: Parameters<typeof createGatewayWorker>[0]): Promise<void> {
    const worker = createGatewayWorker(services)
    await worker.work()
    await worker.close()
  }
  /** A check may come while a charge is out, which no charge can know: of so many cents more may be there. */
  const checksIn = (steps: readonly Step[]): number => new Set(steps.filter(({ kind }) => kind === 'check').map(({ who }) => who)).size

  it('is paid once, however many saw it', async () => {
    await fc.assert(fc.asyncProperty(given, async ({ debt, steps }) => {
      expect(await play(debt, steps, (saw) => saw)).toBeLessThanOrEqual(checksIn(steps))
    }), { numRuns: RUNS })
  }, 300_000)

  const twice: Step[] = [{ kind: 'pay', who: 0 }, { kind: 'answer', who: 0 }, { kind: 'pay', who: 1 }]
  it('is paid twice by panels that forget what they saw (the control)', async () => {
    expect(await play(8_420, twice, (_saw, now) => now)).toBe(8_420)
    expect(await play(8_420, twice, (saw) => saw)).toBe(0)
  })

  it('says to whoever comes second what is owed now', async () => {
    const gateway = createSimulator(() => ({ kind: 'approve' }), () => Promise.resolve())
    const desk = payingDesk({ store, clock, timers, gateway })
    const account = await openAccount(store)
    const method = await addMethod(store, clock, account)
    await issueBill(store, account, { clock, today: dateIn('America/New_York', clock.now()) }, { service: 8_420 })
    const paid = charge(account, method, 5_000, { balanceSeen: 8_420 })
    await desk.take(agents[0] as SignedIn, paid)
    await answer(desk.services)
    expect(await refusalOf(desk.take(agents[1] as SignedIn, charge(account, method, 8_420, { balanceSeen: 8_420 })))).toMatchObject({ code: 'conflict', data: { stream: 'billingAccount', current: { balance: 3_420 }, changedBy: null } })
    // Asked again, the first gets its first answer: the balance is not looked at a second time.
    expect((await desk.take(agents[0] as SignedIn, paid)).rows.payment).toMatchObject([{ id: paid.paymentId, state: 'pending' }])
  })
})
