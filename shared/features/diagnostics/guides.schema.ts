/**
 * A guide that leads a colleague through a fault on the phone, as data: an operator's own people write it (YAML), and
 * `check-guide.ts` says whether it leads somewhere. Which version it is, is counted where it is kept. The first thing that is asked, whether there is an
 * outage, is the engine's and is in no guide.
 */
import { z } from 'zod'
import { affectedServiceSchema } from '../outages/outages.schema.ts'
import { actionKindSchema, checkKindSchema } from './equipment.schema.ts'

export const MAX_GUIDE_STEPS = 60
export const MAX_CHOICES = 8
/** Characters of a guide's file. */
export const MAX_GUIDE_SOURCE = 64_000

/** In the languages that colleagues work in; both are there, or the guide is not taken. */
export const saidSchema = z.strictObject({ en: z.string().trim().min(1).max(600), es: z.string().trim().min(1).max(600) })
export type Said = z.infer<typeof saidSchema>

/** `no-internet`, `check-signal`: stable names of guides and steps. */
export const slugSchema = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)
/** As the operator's kinds of work are named, such as `noInternet`. */
export const workTypeCodeSchema = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,39}$/)
const next = slugSchema

const sayStepSchema = z.strictObject({ kind: z.literal('say'), id: slugSchema, say: saidSchema, next })
const askStepSchema = z.strictObject({
  kind: z.literal('ask'), id: slugSchema, ask: saidSchema,
  choices: z.array(z.strictObject({ answer: saidSchema, next })).min(2).max(MAX_CHOICES),
})
/** `marginal`: left out, it goes where `bad` goes. */
const checkStepSchema = z.strictObject({
  kind: z.literal('check'), id: slugSchema, check: checkKindSchema, say: saidSchema,
  next: z.strictObject({ good: next, marginal: next.optional(), bad: next, noAnswer: next }),
})
const actStepSchema = z.strictObject({ kind: z.literal('act'), id: slugSchema, act: actionKindSchema, say: saidSchema, next: z.strictObject({ done: next, failed: next }) })
const solvedStepSchema = z.strictObject({ kind: z.literal('solved'), id: slugSchema, say: saidSchema })
const visitStepSchema = z.strictObject({
  kind: z.literal('visit'), id: slugSchema, say: saidSchema, reason: saidSchema, workType: workTypeCodeSchema, skills: z.array(slugSchema).max(6).default([]),
})
const ticketStepSchema = z.strictObject({ kind: z.literal('ticket'), id: slugSchema, say: saidSchema, reason: saidSchema })
/** Another part of the desk, or another team, goes on: `say` has the words of it. */
const handoverStepSchema = z.strictObject({ kind: z.literal('handover'), id: slugSchema, say: saidSchema })

export const guideStepSchema = z.discriminatedUnion('kind', [
  sayStepSchema, askStepSchema, checkStepSchema, actStepSchema, solvedStepSchema, visitStepSchema, ticketStepSchema, handoverStepSchema,
])
export type GuideStep = z.infer<typeof guideStepSchema>
export type StepOf<K extends GuideStep['kind']> = Extract<GuideStep, { kind: K }>
export const outcomeKinds = ['solved', 'visit', 'ticket', 'handover'] as const
export type OutcomeStep = StepOf<(typeof outcomeKinds)[number]>
export const isOutcome = (step: GuideStep): step is OutcomeStep => (outcomeKinds as readonly string[]).includes(step.kind)

export const guideSchema = z.strictObject({
  id: slugSchema,
  title: saidSchema,
  /** Whose outages end it before it begins. Empty: no outage explains it, such as of a bill. */
  services: z.array(affectedServiceSchema).max(3).refine((all) => new Set(all).size === all.length, 'repeated'),
  /** The first one begins. */
  steps: z.array(guideStepSchema).min(1).max(MAX_GUIDE_STEPS),
})
export type Guide = z.infer<typeof guideSchema>

/** Where each of its answers leads. */
export function nextsOf(step: GuideStep): string[] {
  switch (step.kind) {
    case 'say': return [step.next]
    case 'ask': return step.choices.map(({ next: to }) => to)
    case 'check': return [step.next.good, step.next.marginal ?? step.next.bad, step.next.bad, step.next.noAnswer]
    case 'act': return [step.next.done, step.next.failed]
    default: return []
  }
}
