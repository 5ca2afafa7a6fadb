/** What was decided about one's own requests is told until it was read: on every desk, to nobody else, and no more than a list holds. */
import { describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import type { Adjustment, DecideAdjustment } from '../../../shared/features/billing/adjustments.schema.ts'
import { decisionsSchema, MAX_DECISIONS } from '../../../shared/features/billing/decisions.schema.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { answered, credit, decision, reversal, withdrawal } from '../../support/adjusting.ts'
import { apiClient, signInAs, TEST_PASSWORD } from '../../support/api-client.ts'
import { withBillingBackend, type TestBackend } from '../../support/billing-backend.ts'
import { connectDesk } from '../../support/live-desk.ts'
import { openAccount, type Account } from '../../support/simple-billing.ts'
import { storeKinds, testClock } from '../../support/stores.ts'

describe.each(storeKinds)('decisions on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: TestBackend
  withBillingBackend(kind, clock, (opened) => void ({ store, backend } = opened))

  const signIn = (role: 'agent' | 'seniorAgent' | 'supervisor' = 'agent') => signInAs(store, backend.url, role, clock)
  type Agent = Awaited<ReturnType<typeof signIn>>
  const ask = async ({ client }: Agent, account: Account, amount = 6_000): Promise<Adjustment> => answered(await client.billing.submitAdjustment(credit(account, amount)))
  const decide = async ({ client }: Agent, asked: Adjustment, more: Partial<DecideAdjustment> = {}) => answered(await client.billing.decideAdjustment(decision(asked, more)))
  const told = async ({ client }: Agent) => decisionsSchema.parse(await client.billing.decisions()).decisions
  const readAs = ({ client }: Agent, { customerId, id, version }: Pick<Adjustment, 'customerId' | 'id' | 'version'>) => client.billing.acknowledgeDecision({ commandId: newId(), customerId, adjustmentId: id, expectedVersion: version })
  /** As it is now. */
  const read = async (agent: Agent, { customerId, id }: Pick<Adjustment, 'customerId' | 'id'>) => {
    const { version } = await store.db.selectFrom('adjustment').select('version').where('id', '=', id).executeTakeFirstOrThrow()
    return readAs(agent, { customerId, id, version })
  }
  const idsOf = async (agent: Agent) => (await told(agent)).map(({ id }) => id)

  it('stay with whoever asked until they have read them, whatever desk they sit at', async () => {
    const [asking, supervisor, account] = [await signIn(), await signIn('supervisor'), await openAccount(store, { givenName: 'Rosa', familyName: 'Díaz' })]
    const asked = await ask(asking, account)
    expect(await told(asking)).toEqual([])
    await decide(supervisor, asked, { amount: 4_000, comment: 'Half of it was the weather' })
    // More than the day for which an account tells it, and at another desk.
    clock.advance(40 * 3_600_000)
    const { token } = await apiClient(backend.url).session.signIn({ userName: asking.userName, password: TEST_PASSWORD })
    const elsewhere = { ...asking, client: apiClient(backend.url, token) }
    expect(await told(elsewhere)).toEqual([{
      id: asked.id, customerId: account.customerId, version: 2, direction: 'credit', currency: 'USD', amount: 4_000, requestedAmount: 6_000, requestedAt: asked.requestedAt,
      decidedAt: expect.any(String) as string, decidedBy: supervisor.displayName, decisionComment: 'Half of it was the weather', reversedAt: null, reversedBy: null, reversalReason: null, state: 'posted',
      customerName: 'Rosa Díaz', accountNumber: expect.any(String) as string,
    }])
    await read(elsewhere, asked)
    expect(await told(elsewhere)).toEqual([])
    await expect(read(elsewhere, asked)).resolves.toEqual({ rows: {} })
  })

  it('are nobody else\'s to see or to put away', async () => {
    const [asking, colleague, supervisor, account] = [await signIn(), await signIn(), await signIn('supervisor'), await openAccount(store)]
    const asked = await ask(asking, account)
    await decide(supervisor, asked, { decision: 'refuse', comment: 'Not our fault' })
    expect([await idsOf(colleague), await idsOf(supervisor)]).toEqual([[], []])
    for (const other of [colleague, supervisor]) await expect(read(other, asked)).rejects.toMatchObject({ code: 'forbidden', data: { detail: 'notOwn' } })
    await expect(read(asking, { ...asked, customerId: newId() })).rejects.toMatchObject({ code: 'notFound' })
    expect(await told(asking)).toMatchObject([{ id: asked.id, state: 'refused', amount: 6_000, decisionComment: 'Not our fault' }])
  })

  it('are none where nobody else decided, and say what was taken back since', async () => {
    const [asking, supervisor] = [await signIn(), await signIn('supervisor')]
    await ask(asking, await openAccount(store), 100)
    const withdrawn = await ask(asking, await openAccount(store))
    await asking.client.billing.withdrawAdjustment(withdrawal(withdrawn))
    expect(await told(asking)).toEqual([])
    const asked = await ask(asking, await openAccount(store))
    await supervisor.client.billing.reverseAdjustment(reversal(await decide(supervisor, asked)))
    expect(await told(asking)).toMatchObject([{ id: asked.id, state: 'reversed', decidedBy: supervisor.displayName, reversedBy: supervisor.displayName }])
  })

  it('tell what somebody else took back, read before or posted at once; one\u2019s own taking back is no news', async () => {
    const [asking, supervisor] = [await signIn('seniorAgent'), await signIn('supervisor')]
    const own = await connectDesk(backend.url, asking.token)
    try {
      const posted = await ask(asking, await openAccount(store), 100)
      expect([posted.state, await told(asking)]).toEqual(['posted', []])
      await supervisor.client.billing.reverseAdjustment(reversal(posted))
      await own.hearType('decisions')
      expect(await told(asking)).toMatchObject([{ id: posted.id, state: 'reversed', decidedBy: null, reversedBy: supervisor.displayName, reversalReason: 'Given to the wrong account' }])
      await read(asking, posted)
      clock.advance(1_000)
      const approved = await decide(supervisor, await ask(asking, await openAccount(store), 20_000))
      await read(asking, approved)
      expect(await told(asking)).toEqual([])
      await supervisor.client.billing.reverseAdjustment(reversal(approved))
      expect(await idsOf(asking)).toEqual([approved.id])
      await read(asking, approved)
      const mine = await ask(asking, await openAccount(store), 100)
      await asking.client.billing.reverseAdjustment(reversal(mine))
      expect([await told(asking), await told(supervisor)]).toEqual([[], []])
    } finally {
      await own.close()
    }
  })

  it('are not put away with an older word: what was done since must be read too', async () => {
    const [asking, supervisor, account] = [await signIn(), await signIn('supervisor'), await openAccount(store)]
    await decide(supervisor, await ask(asking, account))
    const [seen] = await told(asking)
    const [{ adjustment: [now] = [] }] = [(await supervisor.client.billing.reverseAdjustment(reversal(seen as unknown as Adjustment))).rows]
    await expect(readAs(asking, seen!)).rejects.toMatchObject({ code: 'conflict', data: { stream: 'adjustment', current: { state: 'reversed' } } })
    expect(await told(asking)).toMatchObject([{ id: seen!.id, state: 'reversed', version: now?.version }])
    await read(asking, (await told(asking))[0]!)
    expect(await told(asking)).toEqual([])
  })

  it('are undone with the decision that did not come about', async () => {
    const [asking, supervisor, account] = [await signIn(), await signIn('supervisor'), await openAccount(store)]
    const asked = await ask(asking, account)
    await store.db.updateTable('customer').set({ status: 'closed' }).where('id', '=', account.customerId).execute()
    await expect(decide(supervisor, asked)).rejects.toMatchObject({ code: 'validation' })
    expect(await told(asking)).toEqual([])
  })

  it('are at most what one answer holds, the newest first', async () => {
    const [asking, supervisor, account] = [await signIn(), await signIn('supervisor'), await openAccount(store)]
    const ids: string[] = []
    for (let count = 0; count <= MAX_DECISIONS; count += 1) {
      clock.advance(1_000)
      const asked = await ask(asking, account, 6_000 + count)
      await decide(supervisor, asked, { decision: 'refuse', comment: 'No' })
      ids.unshift(asked.id)
    }
    const { decisions, more } = await asking.client.billing.decisions()
    expect([decisions.map(({ id }) => id), more]).toEqual([ids.slice(0, MAX_DECISIONS), true])
    await read(asking, decisions[0]!)
    const after = await asking.client.billing.decisions()
    expect([after.decisions.map(({ id }) => id), after.more]).toEqual([ids.slice(1), false])
  })

  it('are said to the desks of whoever asked, and to no other', async () => {
    const [asking, supervisor, account] = [await signIn(), await signIn('supervisor'), await openAccount(store)]
    const [own, other] = [await connectDesk(backend.url, asking.token), await connectDesk(backend.url, supervisor.token)]
    try {
      const asked = await ask(asking, account)
      await decide(supervisor, asked)
      await own.hearType('decisions')
      await read(asking, asked)
      await own.hearType('decisions')
      // Told after them: whatever was to be said before has been said.
      await asking.client.billing.submitAdjustment(credit(await openAccount(store), 100))
      await other.hear((message) => message.type === 'changed' && message.streams.includes('adjustment') && !message.customerIds?.includes(account.customerId))
      expect(other.heard.filter(({ type }) => type === 'decisions')).toEqual([])
    } finally {
      await Promise.all([own.close(), other.close()])
    }
  })
})
