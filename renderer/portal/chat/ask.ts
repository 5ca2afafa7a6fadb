/** The page's questions before there is a connection. */
import { post } from '../post.ts'
import type { Problem } from './chat-words.ts'

export class Refused extends Error {
  readonly problem: Problem
  /** The field that it is about. */
  readonly field: string | null
  constructor(problem: Problem, field: string | null = null) {
    super(problem)
    this.problem = problem
    this.field = field
  }
}

/** @returns null where what is asked for is not there. @throws Refused */
export async function ask<T>(what: string, body: object): Promise<T | null> {
  const answer = await post(`/portal/chat/${what}`, body).catch(() => { throw new Refused('offline') })
  if (answer.ok) return answer.body as T
  const { code, data } = (answer.body ?? {}) as { code?: string; data?: { unit?: string; issues?: { path?: string; message?: string }[] } }
  if (code === 'notFound') return null
  if (code === 'limitExceeded') throw new Refused(data?.unit === 'messages' ? 'full' : 'tooOften')
  if (code === 'validation') throw ofIssue(data?.issues?.[0])
  throw new Refused('broken')
}

const fields: Readonly<Record<string, Problem>> = { name: 'name', reach: 'reach', text: 'text' }
function ofIssue(issue: { path?: string; message?: string } | undefined): Refused {
  const field = issue?.path ?? null
  if (issue?.message === 'cardNumber') return new Refused('cardNumber', field)
  return new Refused(fields[field ?? ''] ?? 'broken', field)
}

export const problemIn = (error: unknown): Problem => (error instanceof Refused ? error.problem : 'broken')
