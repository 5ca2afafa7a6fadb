/** Rules are published as a whole, upon the version that was seen, and are in force for whoever comes next. What was published is kept as it was. */
import { sql } from 'kysely'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { checkRules } from '#shared/features/chat/check-rules.ts'
import type { PublishRules } from '#shared/features/chat/chat-setup.schema.ts'
import type { RoutingRule } from '#shared/features/chat/routing.ts'
import type { Effect } from '../../command.ts'
import { requireRightNow } from '../../require-right-now.ts'
import { holdOpenQueues } from './queue-locks.ts'
import { findPublished } from './setup.queries.ts'

/** @throws AppError `conflict` of `chatRules` upon another version; `validation` at `rules.<place>`, or `rules`, with the fault; at `rules`, `unchanged` */
export const publishRules: Effect<PublishRules> = async (trx, { expectedVersion, rules }, act) => {
  // Of two who publish the later one sees what the first has done.
  await sql`lock table chat_rules in share row exclusive mode`.execute(trx)
  await requireRightNow(trx, act, 'chat.configure')
  const before = await findPublished(trx)
  const version = before?.version ?? 0
  act.note({ before: version, ...differences(before?.rules ?? [], rules) })
  if (version !== expectedVersion) throw new AppError('conflict', { stream: 'chatRules', current: before && { version }, changedBy: before?.publishedBy ?? null, changedAt: before?.publishedAt ?? null })
  // None of their queues is closed until they are in force.
  const open = await holdOpenQueues(trx, rules.map(({ queueId }) => queueId))
  const known = await trx.selectFrom('chatQueue').select('id').execute()
  const faults = checkRules(rules, known.map(({ id }) => ({ id, active: open.has(id) })))
  if (faults.length > 0) throw new AppError('validation', { issues: faults.map(({ place, fault }) => ({ path: place === null ? 'rules' : `rules.${place}`, message: fault })) })
  const text = JSON.stringify(rules)
  const { rows: [same] } = await sql<{ version: number | null }>`select max(version) as version from chat_rules where rules = ${text}::jsonb`.execute(trx)
  if (before && same?.version === before.version) throw wrong('rules', 'unchanged')
  await trx.insertInto('chatRules').values({ version: version + 1, rules: text, publishedAt: act.at, publishedBy: act.by.agent.displayName, sameAs: same?.version ?? null }).execute()
  act.note({ after: version + 1, rules: rules.length, ...(same?.version ? { sameAs: same.version } : {}) })
  return {}
}

/** Of names in one line of the audit. Each version is kept whole beside it. */
const MOST_NAMES = 400
/** By name: which came, went, and say something else now; and whether the others are in another order. */
function differences(before: readonly RoutingRule[], after: readonly RoutingRule[]): Record<string, string | boolean> {
  const names = (rules: readonly RoutingRule[]): string => rules.map(({ name }) => name).join('; ').slice(0, MOST_NAMES)
  const alike = (rules: readonly RoutingRule[], { name }: RoutingRule): RoutingRule | undefined => rules.find((rule) => rule.name === name)
  const stayed = after.filter((rule) => alike(before, rule))
  const said = ({ topics, languages, reasons, queueId, skill }: RoutingRule): string => JSON.stringify([topics, languages, reasons, queueId, skill])
  return {
    added: names(after.filter((rule) => !alike(before, rule))), removed: names(before.filter((rule) => !alike(after, rule))), changed: names(stayed.filter((rule) => said(rule) !== said(alike(before, rule)!))),
    reordered: names(stayed) !== names(before.filter((rule) => alike(after, rule))),
  }
}
