/** The real commands of points. */
import { sql } from 'kysely'
import { newId } from '../../../shared/kernel/ids.ts'
import type { Role } from '../../../shared/features/session/session.schema.ts'
import { expirePoints } from '../../../electron/backend/features/billing/rewards/expire-points.ts'
import { gift, redemption, rewardsDesk, takingBack } from '../rewarding.ts'
import type { Stage } from './database-program.ts'
import { GIFT_LIMITS, type LotNow, type Program } from './program.ts'

type Part = Pick<Program, 'redeem' | 'give' | 'takeBack'> & { dayOf(): Promise<void>; now(account: number): Promise<LotNow[]> }

export async function pointsOnDatabase({ store, clock, today, account, agent, numberOf, name, outcome }: Stage): Promise<Part> {
  for (const [role, { perDay }] of Object.entries(GIFT_LIMITS)) await store.db.updateTable('rewardLimit').set({ perDay }).where('role', '=', role as Role).execute()
  const desk = rewardsDesk(store, clock)
  const deeds: string[] = []
  const keep = (number: number, id: string): void => {
    deeds[number] = id
    name(id, number)
  }
  return {
    redeem: async ({ deed, agent: by, account: of, points }) => {
      const input = redemption(account(of), points, { commandId: newId(clock), redemptionId: newId(clock) })
      const came = await outcome(desk.redeem(agent(by), input), () => 'redeemed')
      if (came === 'redeemed') keep(deed, input.redemptionId)
      return came
    },
    give: async ({ deed, agent: by, account: of, points }) => {
      const input = gift(account(of), points, { commandId: newId(clock), giftId: newId(clock) })
      const came = await outcome(desk.give(agent(by), input), () => 'given')
      if (came === 'given') keep(deed, input.giftId)
      return came
    },
    takeBack: ({ deed, agent: by, account: of }) =>
      outcome(desk.reverse(agent(by), takingBack({ customerId: account(of).customerId, id: deeds[deed] as string }, { commandId: newId(clock), reversalId: newId(clock) })), () => 'reversed'),
    dayOf: async () => void (await expirePoints(desk.services, { today: today() })),
    /** A batch that came back beside an old one came with the counter-entry. */
    now: async (number) => {
      const { rows } = await sql<Omit<LotNow, 'source'> & { kind: string; transactionId: string; sourceId: string | null; earnedFor: string | null }>`
        select origin, earned_on::text as "earnedOn", expires_on::text as until, remaining as left, kind, came.id as "transactionId", source_id as "sourceId", earned_for as "earnedFor"
        from loyalty_batch batch join loyalty_transaction came on came.id = batch.transaction_id
        where batch.customer_id = ${account(number).customerId} and remaining > 0 order by batch.id`.execute(store.db)
      return rows.map(({ origin, earnedOn, until, left, kind, transactionId, sourceId, earnedFor }) => ({
        origin, earnedOn, until, left,
        source: kind === 'earned' ? `${earnedFor === 'payment' ? 'p' : 'b'}${numberOf(sourceId ?? '')}` : kind === 'goodwill' ? `d${numberOf(transactionId)}` : 'again',
      }))
    },
  }
}
