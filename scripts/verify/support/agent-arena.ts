/** Agents before the same backend: what they try, from where, and what of it was compared. */
import { clientFrom, phoneWith } from '../../../tests/support/agent-sign-in.ts'
import { TEST_PASSWORD } from '../../../tests/support/api-client.ts'
import { CONTRACT_HEADER, CONTRACT_VERSION } from '../../../shared/contract/version.ts'
import type { Answered, Arena } from './lockout-arena.ts'

export const RIGHT = TEST_PASSWORD
export const WRONG = 'this is a guess at it'

/** Past every client, so that body and code are seen as they are sent. */
export async function agentsTry({ url }: Arena, address: string, userName: string, password: string): Promise<Answered> {
  const answer = await fetch(`${url}/session`, {
    method: 'POST', headers: { 'content-type': 'application/json', 'x-forwarded-for': address, [CONTRACT_HEADER]: String(CONTRACT_VERSION) }, body: JSON.stringify({ userName, password }),
  })
  return { status: answer.status, body: await answer.json() }
}

/** @returns the codes that an agent's phone shows from now on */
export async function giveApp({ url, clock }: Arena, userName: string): Promise<() => string> {
  const address = '172.16.0.4'
  const { token } = await clientFrom(url, address).session.signIn({ userName, password: RIGHT })
  const { session } = clientFrom(url, address, token)
  const { secret } = await session.beginSecondFactor({ password: RIGHT })
  const code = phoneWith(secret, clock)
  await session.confirmSecondFactor({ code: code() })
  clock.advance(60_000)
  return code
}

/** Guesses that were compared with what the agent has: a refusal while it was locked says so in the audit, and counts nothing. */
export async function comparedOfAgent({ store }: Arena, agentId: string): Promise<number> {
  const { rows } = await store.pool.query<{ compared: number }>(
    `select count(*)::int as compared from audit_entry where agent_id = $1 and action in ('session.signIn', 'session.confirmCode') and outcome = 'refused' and detail ? 'failures'`, [agentId])
  return rows[0]?.compared ?? 0
}
