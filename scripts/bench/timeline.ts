/**
 * Conversations of ten thousand messages in the real window: from the key that chooses one to its last lines painted, each for the first
 * time, above the painted echo of a key that asks nothing; then the wheel from the end to the beginning, frame by frame.
 */
import { systemClock, isoInstant } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import { hashToken, newToken } from '../../electron/backend/secret-token.ts'
import { demoAccounts } from '../../electron/backend/demo/colleagues.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { addQueue, anyRule, publishRules } from '../../tests/support/chatting.ts'
import { runReport } from '../lib/report.ts'
import { median, p95, rounded } from '../lib/stats.ts'
import { wanted } from '../lib/wanted.ts'
import { firstSyncEnded, newProfile, openDesk, signIn } from './support/desk.ts'
import { endWindows } from './support/electron-window.ts'
import { startOperator } from './support/operator.ts'
import { echoes, installProbe, keyToChange } from './support/painted.ts'
import { scrollUp, scrollWithin } from './support/wheel.ts'
import { withStore } from './support/with-store.ts'

const MESSAGES = wanted('messages', 10_000)
/** As many as one agent can have. */
const CONVERSATIONS = 20
const WARM = 2
const ECHOES = 100

await runReport('timeline', async (report) => {
  const operator = await startOperator({ customers: 2_000, wholeAccounts: 20, seed: report.seed, say: report.say })
  const profile = newProfile(operator)
  try {
    const ids = await withStore(operator.databaseUrl, (store) => fillConversations(store))
    report.say(`${CONVERSATIONS} conversations of ${MESSAGES} messages`)
    const { page, close } = await openDesk(profile)
    await page.setViewportSize({ width: 1_600, height: 1_000 })
    await signIn(page, operator)
    await firstSyncEnded(page, 600_000)
    await installProbe(page)
    const floor = await echoes(page, ECHOES)
    await page.getByRole('navigation').getByRole('button', { name: /^Chats/ }).click()
    const opened: number[] = []
    for (const [index, id] of ids.entries()) {
      await page.getByRole('button', { name: new RegExp(`^Ana ${index}\\b`) }).focus()
      const ms = await keyToChange(page, 'Enter', { selector: `[data-chat="${id}"] [data-last]`, attribute: 'data-last', value: String(MESSAGES) })
      if (index >= WARM) opened.push(ms)
    }
    const still = await scrollWithin(page)
    const moving = await scrollUp(page)
    await close()
    const figures = (times: readonly number[]) => ({ median: rounded(median(times)), p95: rounded(p95(times)), most: rounded(Math.max(...times)), count: times.length })
    report.figure('messages', MESSAGES)
    report.figure('baseline', 'painted echo of a key that runs no query, same window; for frames, the wheel over lines that are all drawn')
    report.figure('floorMs', figures(floor))
    report.figure('openMs', figures(opened))
    report.figure('framesOverDrawnLinesMs', figures(still))
    report.figure('framesMs', figures(moving.frames))
    report.must('scrolledToTheBeginning', moving.reached)
    report.atMost('openP95AboveFloorMs', 100, rounded(p95(opened) - p95(floor)))
    report.atMost('longestFrameMs', 33, rounded(Math.max(...moving.frames)))
    report.figure('framesOver33Ms', moving.frames.filter((ms) => ms > 33).length)
  } finally {
    endWindows()
    await operator.stop()
    profile.remove()
  }
})

/** All held by the agent who signs in. */
async function fillConversations(store: Store): Promise<string[]> {
  const clock = systemClock
  const [first] = demoAccounts
  const { id: agentId } = await store.db.selectFrom('agent').select('id').where('userName', '=', first!.userName).executeTakeFirstOrThrow()
  const queueId = await addQueue(store, clock, 'Help')
  await publishRules(store, clock, 1, [anyRule(queueId)])
  const at = isoInstant(clock.now())
  await store.db.insertInto('chatAgent').values({ agentId, queueIds: [queueId], languages: ['en'], skills: [], capacity: CONVERSATIONS, status: 'available', statusAt: at, seenAt: at, awayReason: null, statusBy: null, lastOfferedAt: null }).execute()
  const ids = Array.from({ length: CONVERSATIONS }, () => newId(clock))
  for (const [index, id] of ids.entries())
    await store.db.transaction().execute(async (trx) => {
      await trx.insertInto('chatConversation').values({
        id, name: `Ana ${index}`, topic: 'internet', language: 'en', resumeHash: hashToken(newToken()), queueId, reasons: [], status: 'active', rankAt: at, begunAt: at, acceptedAt: at, agentActiveAt: at, customerSeenAt: at, ownerId: agentId, lastSequence: MESSAGES,
      }).execute()
      await trx.updateTable('chatSlot').set({ conversationId: id }).where('agentId', '=', agentId).where('slot', '=', index + 1).execute()
    })
  await store.pool.query(`insert into chat_message (conversation_id, sequence, client_id, author, agent_id, kind, body, at)
    select c.id, n, gen_random_uuid(), case when n % 2 = 0 then 'agent' else 'customer' end, case when n % 2 = 0 then $2::uuid end, 'text',
      'Line ' || n || repeat(': the modem was restarted and its light for online still blinks', 1 + (n % 4)::int), now() - (interval '1 second' * ($3 - n))
    from unnest($1::uuid[]) as c (id) cross join generate_series(1, $3::int) as n`, [ids, agentId, MESSAGES])
  await store.pool.query('vacuum (analyze)')
  return ids
}
