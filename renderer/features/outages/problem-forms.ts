/** What is being typed about outages: kept while the window lives, so that a panel that is closed loses nothing. */
import { reactive } from 'vue'
import type { AffectedService, ProblemCause, ProblemKind, ProblemPhase, ServiceProblem } from '#shared/features/outages/outages.schema.ts'
import { MAX_PROBLEM_NODES } from '#shared/features/outages/problem-limits.ts'
import { areaFields, draftOf, figureTrouble, figureWords, type AreaDraft, type AreaTrouble } from '../../app/area/area-draft.ts'
import type { MessageKey } from '../../app/i18n.ts'
import { keptForms } from './kept-forms.ts'
import { momentText, readMoment } from './moment-text.ts'

export type ProblemForm = AreaDraft & {
  cause: ProblemCause
  phase: ProblemPhase
  services: AffectedService[]
  /** As typed, separated by commas. */
  nodes: string
  began: string
  estimate: string
  text: string
  parentId: string
  /** Nodes that go. */
  apart: string[]
  /** Of the problem, once it was sent: the same for each further try. */
  id: string
  /** The problem as it was when this was begun; null for a new one. */
  base: ServiceProblem | null
}

/** @param current the problem as it is now: what nobody has touched since the form was begun follows it */
export function formFor(key: string, begin: () => ProblemForm, current: ServiceProblem | null): ProblemForm {
  let form = keptForms.get(key) as ProblemForm | undefined
  if (!form) keptForms.set(key, (form = reactive(begin())))
  else if (current) rebase(form, current)
  return form
}
export const forgetForm = (key: string): void => void keptForms.delete(key)

const followed = ['cause', 'phase', 'services', 'nodes', 'began', 'estimate'] as const

/** Upon another version of the problem: fields that stand as they were begun become what is there now, typed ones stay. */
export function rebase(form: ProblemForm, current: ServiceProblem): void {
  if (form.base === null || form.base.version === current.version) return
  const [before, now] = [formOf(form.base), formOf(current)]
  // What is typed of a corner is typed upon the corners that are there.
  for (const field of figureTrouble(form) ? followed : ([...followed, ...areaFields] as const)) if (JSON.stringify(form[field]) === JSON.stringify(before[field])) Object.assign(form, { [field]: now[field] })
  form.base = current
}

export const newProblemForm = (kind: ProblemKind): ProblemForm => ({
  cause: kind === 'maintenance' ? 'plannedWork' : 'unknown', phase: 'assessing', services: ['internet', 'tv', 'phone'], nodes: '', ...draftOf([]), began: momentText(kind === 'outage' ? new Date().toISOString() : null), estimate: '', text: '',
  parentId: '', apart: [], id: crypto.randomUUID(), base: null,
})

export const formOf = (problem: ServiceProblem): ProblemForm => ({
  cause: problem.cause, phase: problem.phase, services: [...problem.services], nodes: problem.nodes.join(', '), ...draftOf(problem.area?.ring ?? []), began: momentText(problem.beganAt), estimate: momentText(problem.estimatedRestorationAt),
  text: '', parentId: '', apart: [], id: crypto.randomUUID(), base: problem,
})

/** In the order in which they were typed, each once, letter by letter: an operator's plant may have `hub 3` and `Yk-07`. */
export const readNodes = (text: string): string[] => [...new Set(text.split(/[,;\n]+/).map((node) => node.trim()).filter(Boolean))]

/** The rule's words; nodes have a `tooMany` of their own. */
export const areaWords: Record<AreaTrouble, MessageKey> = {
  ...figureWords,
  tooFew: 'outage.problems.tooFew', tooMany: 'outage.problems.tooManyCorners', tooWide: 'outage.problems.tooWide', tooSmall: 'outage.problems.tooSmall', crossing: 'outage.problems.crossing',
}

export type FormProblems = Partial<Record<'services' | 'nodes' | 'area' | 'began' | 'estimate', MessageKey>>

/** What is wrong with a form before anything is sent; the backend has the rules. `drawn`: what is wrong with its area, or whether there is one. */
export function problemsOfForm({ services, nodes, began, estimate }: ProblemForm, { kind, drawn, now }: { kind: ProblemKind; drawn: AreaTrouble | boolean; now: number }): FormProblems {
  const problems: FormProblems = {}
  const named = readNodes(nodes)
  if (services.length === 0) problems.services = 'outage.problems.services'
  if (typeof drawn === 'string') problems.area = areaWords[drawn]
  if (named.length === 0 && !drawn) problems.nodes = 'outage.problems.nodes'
  else if (named.length > MAX_PROBLEM_NODES) problems.nodes = 'outage.problems.tooMany'
  const [from, until] = [readMoment(began), readMoment(estimate)]
  if (from === 'wrong' || from === null) problems.began = 'outage.problems.moment'
  else if (kind === 'outage' && Date.parse(from) > now + 5 * 60_000) problems.began = 'outage.problems.future'
  if (until === 'wrong') problems.estimate = 'outage.problems.moment'
  else if (until !== null && Date.parse(until) <= now) problems.estimate = 'outage.problems.past'
  else if (until === null && kind === 'maintenance') problems.estimate = 'outage.problems.missing'
  return problems
}
