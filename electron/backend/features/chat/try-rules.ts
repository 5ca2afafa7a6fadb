/** Where chats would go: rules that nobody has published yet, and those in force, through the function that routes in earnest. */
import { COMPARED_CONVERSATIONS, type ComparedRules, type Tried, type TriedRules, type TryRules } from '#shared/features/chat/chat-setup.schema.ts'
import { isOpen, opensAt } from '#shared/features/chat/open-hours.ts'
import { headStartOf, routeOf, tryRules, type ChatReason, type RoutingFacts, type RoutingRule } from '#shared/features/chat/routing.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import type { Services } from '../../services.ts'
import type { Queryable } from '../../store/store.ts'
import { readRules, reasonsOf } from './begin.ts'
import { instantOrNull, listLastFacts } from './setup.queries.ts'

/** Of a customer's reasons those that they have now, also where another time is asked for. */
export async function tryOut(db: Queryable, { clock, timeZone }: Pick<Services, 'clock' | 'timeZone'>, { draft, facts, who, at }: TryRules): Promise<TriedRules> {
  const now = at === null ? clock.now() : Date.parse(at)
  const reasons = who.kind === 'reasons' ? [...new Set(who.reasons)] : await reasonsOf(db, { clock }, who.customerId)
  const through = (rules: readonly RoutingRule[]): Promise<Tried> => tried(db, { rules, facts: { ...facts, reasons }, now, timeZone })
  return { at: isoInstant(now), reasons, headStart: headStartOf(reasons), published: await through(await readRules(db)), draft: draft && (await through(draft)) }
}

type Trial = { rules: readonly RoutingRule[]; facts: RoutingFacts; now: number; timeZone: string }
async function tried(db: Queryable, { rules, facts, now, timeZone }: Trial): Promise<Tried> {
  const { route, passedOver } = tryRules(rules, facts)
  const over = passedOver.map(({ place, misses }) => ({ place, name: rules[place]!.name, misses }))
  if (!route) return { route: null, passedOver: over, queue: null }
  const { name, queueId, skill } = route.rule
  return { route: { place: route.place, name, queueId, skill }, passedOver: over, queue: queueId === '' ? null : await queueThen(db, { queueId, now, timeZone }) }
}

async function queueThen(db: Queryable, { queueId, now, timeZone }: { queueId: string; now: number; timeZone: string }): Promise<Tried['queue']> {
  const queue = await db.selectFrom('chatQueue').select(['hours', 'active']).where('id', '=', queueId).executeTakeFirst()
  if (!queue) return null
  const open = queue.active && isOpen(queue.hours, timeZone, now)
  return { open, active: queue.active, opensAt: open || !queue.active ? null : instantOrNull(opensAt(queue.hours, timeZone, now)) }
}

/** Of the last that really came. What became of them since, by a transfer or an older rule, is no matter here. */
export async function compareRules(db: Queryable, draft: readonly RoutingRule[]): Promise<ComparedRules> {
  const published = await readRules(db)
  const last = await listLastFacts(db, COMPARED_CONVERSATIONS)
  const moves = new Map<string, ComparedRules['moves'][number]>()
  for (const facts of last) {
    const [from, to] = [goalOf(published, facts), goalOf(draft, facts)]
    const key = JSON.stringify([from, to])
    if (JSON.stringify(from) !== JSON.stringify(to)) moves.set(key, { from, to, count: (moves.get(key)?.count ?? 0) + 1 })
  }
  const all = [...moves.values()].sort((one, other) => other.count - one.count)
  return { looked: last.length, since: last.at(-1)?.begunAt ?? null, elsewhere: all.reduce((sum, { count }) => sum + count, 0), moves: all }
}
function goalOf(rules: readonly RoutingRule[], facts: { topic: RoutingFacts['topic']; language: string; reasons: ChatReason[] }): ComparedRules['moves'][number]['to'] {
  const rule = routeOf(rules, facts)?.rule
  return rule ? { queueId: rule.queueId, skill: rule.skill } : null
}
