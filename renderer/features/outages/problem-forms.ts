/** What is being typed about outages: kept while the window lives, so that a panel that is closed loses nothing. */
import { reactive } from 'vue'
import { MAX_PROBLEM_NODES, type AffectedService, type ProblemCause, type ProblemKind, type ProblemPhase, type ServiceProblem } from '#shared/features/outages/outages.schema.ts'
import type { MessageKey } from '../../app/i18n.ts'
import { momentText, readMoment } from './moment-text.ts'

export type ProblemForm = {
  cause: ProblemCause
  phase: ProblemPhase
  services: AffectedService[]
  /** As typed, separated by commas or spaces. */
  nodes: string
  began: string
  estimate: string
  text: string
  parentId: string
  /** Nodes that go. */
  apart: string[]
  /** Of the problem, once it was sent: the same for each further try. */
  id: string
  /** Upon which version it was begun; 0 for a new one. */
  version: number
}

const kept = new Map<string, ProblemForm>()

/** Everything of the first try, so that what a form began with and what is there now can be told apart. */
export function formFor(key: string, begin: () => ProblemForm): ProblemForm {
  let form = kept.get(key)
  if (!form) kept.set(key, (form = reactive(begin())))
  return form
}
export const forgetForm = (key: string): void => void kept.delete(key)

export const newProblemForm = (kind: ProblemKind): ProblemForm => ({
  cause: kind === 'maintenance' ? 'plannedWork' : 'unknown', phase: 'assessing', services: ['internet', 'tv', 'phone'], nodes: '', began: momentText(kind === 'outage' ? new Date().toISOString() : null), estimate: '', text: '',
  parentId: '', apart: [], id: crypto.randomUUID(), version: 0,
})

export const formOf = ({ cause, phase, services, nodes, beganAt, estimatedRestorationAt, version }: ServiceProblem): ProblemForm => ({
  cause, phase, services: [...services], nodes: nodes.join(', '), began: momentText(beganAt), estimate: momentText(estimatedRestorationAt), text: '', parentId: '', apart: [], id: crypto.randomUUID(), version,
})

/** In the order in which they were typed, each once, as the plant writes them. */
export const readNodes = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).map((node) => node.trim().toUpperCase()).filter(Boolean))]

export type FormProblems = Partial<Record<'services' | 'nodes' | 'began' | 'estimate', MessageKey>>

/** What is wrong with a form before anything is sent; the backend has the rules. `drawn`: an area says where it is as well. */
export function problemsOfForm({ services, nodes, began, estimate }: ProblemForm, { kind, drawn, now }: { kind: ProblemKind; drawn: boolean; now: number }): FormProblems {
  const problems: FormProblems = {}
  const named = readNodes(nodes)
  if (services.length === 0) problems.services = 'outage.problems.services'
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
