/** The page's questions. The keys are cookies that no script sees: the browser brings them along. */
import { post } from '../post.ts'
import type { Problem } from './words.ts'

export class Refused extends Error {
  readonly problem: Problem
  /** The field that it is about; null when it is about none. */
  readonly field: string | null
  constructor(problem: Problem, field: string | null = null) {
    super(problem)
    this.problem = problem
    this.field = field
  }
}

/** @throws Refused */
export async function ask<T>(what: string, body: object = {}): Promise<T> {
  const answer = await post(`/portal/account/${what}`, body).catch(() => { throw new Refused('offline') })
  if (!answer.ok) throw refusedAs(what, answer.body)
  return answer.body as T
}

type Body = { code?: string; data?: { reason?: string; unit?: string; what?: string; issues?: { path?: string; message?: string }[] } }

function refusedAs(what: string, body: unknown): Refused {
  const { code, data } = (body ?? {}) as Body
  switch (code) {
    case 'unauthenticated': return new Refused(data?.reason !== 'wrongCredentials' ? 'signedOut' : what === 'sign-in' || what === 'code' ? 'wrong' : 'wrongPassword')
    case 'limitExceeded': return new Refused(data?.unit === 'codes' ? 'codes' : 'tooMany')
    case 'validation': return ofIssue(data?.issues?.[0])
    default: return new Refused('broken')
  }
}

const byMessage: Readonly<Record<string, Problem>> = {
  tooShort: 'tooShort', tooLong: 'tooLong', common: 'common', ownName: 'ownName', taken: 'taken', userName: 'userName', missing: 'missing', noContact: 'noContact', wrong: 'wrongCode', code: 'codeForm',
}

function ofIssue(issue: { path?: string; message?: string } | undefined): Refused {
  const field = issue?.path ?? null
  const known = byMessage[issue?.message ?? '']
  if (known) return new Refused(known, field)
  return new Refused(field === 'code' ? 'codeForm' : field === 'userName' ? 'userName' : field === null || field === 'link' ? 'broken' : 'missing', field)
}
