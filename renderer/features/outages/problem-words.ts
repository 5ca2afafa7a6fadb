/** A problem in sentences that an agent can read out. */
import { computed, type ComputedRef } from 'vue'
import type { ProblemEvidence, ServiceProblem, UpdateFacts } from '#shared/features/outages/outages.schema.ts'
import type { Formats } from '../../app/format.ts'
import { useOperatorDay } from '../../app/operator-day.ts'
import type { Translate } from '../../app/use-text.ts'

/** Nodes that are named before the rest is counted: nobody listens to more. */
const MOST_NAMED = 3

/** By the operator's day and the backend's clock. */
export function useMoment(): ComputedRef<Moment> {
  const { today, dayOf, now } = useOperatorDay()
  return computed(() => ({ now: now.value, dayOf, today: today.value }))
}

/** Of a notice or a mark; never without words beside it. */
export const problemTone = ({ kind, restoredAt }: Pick<ServiceProblem, 'kind' | 'restoredAt'>) => (restoredAt !== null ? 'done' : kind === 'outage' ? 'stop' : 'look')

export type Moment = { now: number; /** The business day of an instant. */ dayOf: (instant: string) => string; today: string }

/** Of today the time alone; of another day the day as well. */
export const whenText = (instant: string, { dayOf, today }: Moment, formats: Formats): string => (dayOf(instant) === today ? formats.time(instant) : formats.moment(instant))

/** `Fiber cut at node BK-114` */
export function problemTitle({ cause, nodes }: Pick<ServiceProblem, 'cause' | 'nodes'>, t: Translate): string {
  const named = { cause: t(`outage.causes.${cause}`), nodes: nodes.slice(0, MOST_NAMED).join(', ') }
  if (nodes.length === 0) return t('outage.say.inArea', named)
  if (nodes.length > MOST_NAMED) return t('outage.say.atMore', { ...named, count: nodes.length - MOST_NAMED })
  return t(nodes.length === 1 ? 'outage.say.atNode' : 'outage.say.atNodes', named)
}

/** `Crew at work since 2:10 PM` */
export function phaseText({ phase, phaseSince, restoredAt }: ServiceProblem, moment: Moment, t: Translate, formats: Formats): string {
  return t(`outage.say.phase.${phase}`, { time: whenText(restoredAt ?? phaseSince, moment, formats) })
}

/** Null once it is back. */
export function backText({ kind, restoredAt, estimatedRestorationAt }: ServiceProblem, moment: Moment, t: Translate, formats: Formats): string | null {
  if (restoredAt !== null) return null
  if (estimatedRestorationAt === null) return t('outage.say.noEstimate')
  const time = whenText(estimatedRestorationAt, moment, formats)
  if (Date.parse(estimatedRestorationAt) >= moment.now) return t('outage.say.back', { time })
  return t(kind === 'maintenance' ? 'outage.say.plannedPast' : 'outage.say.late', { time })
}

/** How far it is and until when: of planned work its hours, of an outage what is being done. */
export function stateSentences(problem: ServiceProblem, moment: Moment, t: Translate, formats: Formats): string[] {
  const { kind, beganAt, estimatedRestorationAt, restoredAt } = problem
  if (kind === 'maintenance' && restoredAt === null && estimatedRestorationAt !== null && Date.parse(estimatedRestorationAt) > moment.now)
    return [t(Date.parse(beganAt) > moment.now ? 'outage.say.planned' : 'outage.say.plannedNow', { from: whenText(beganAt, moment, formats), until: whenText(estimatedRestorationAt, moment, formats) })]
  // Nobody has said more of planned work than its hours.
  const phase = kind === 'maintenance' && problem.phase === 'reported' ? null : phaseText(problem, moment, t, formats)
  return [phase, backText(problem, moment, t, formats)].filter((sentence) => sentence !== null)
}

/** What is said of it after its title, in the order in which callers ask. */
export function problemSentences(problem: ServiceProblem, moment: Moment, t: Translate, formats: Formats): string[] {
  const { services, customersAffected } = problem
  const affects = t('outage.say.services', { services: services.map((service) => t(`outage.services.${service}`)).join(', ') })
  return [...stateSentences(problem, moment, t, formats), affects, ...(customersAffected > 0 ? [t('outage.say.customers', {}, customersAffected)] : [])]
}

type When = (instant: string) => string
const namedNodes = (nodes: readonly string[], more: boolean): string => [...nodes, ...(more ? ['…'] : [])].join(', ')

/** `2 nodes: 40 of 60 modems offline since 11:50 AM, usual 1 (YK-01 20 of 30, YK-02 20 of 30); 6 calls or chats in 10 minutes` */
export function evidenceText({ nodes, off, modems, usual, since, contacts, worst, more }: ProblemEvidence, when: When, t: Translate): string {
  const figures = t('outage.found.modems', { off, modems, usual, time: when(since) })
  const each = namedNodes(worst.map((node) => t('outage.found.node', node)), more)
  return [nodes > 1 ? t('outage.found.nodes', { count: nodes, figures, each }) : figures, contacts > 0 ? t('outage.found.contacts', { count: contacts }, contacts) : null].filter(Boolean).join('; ')
}

/** What Headend wrote by itself. */
export function factsText({ kind, since, nodes, more, affected, stillOff }: UpdateFacts, when: When, t: Translate): string {
  return t(`outage.byItself.${kind}`, { time: since === null ? '' : when(since), nodes: namedNodes(nodes, more), affected: affected ?? 0, off: stillOff ?? 0 })
}
