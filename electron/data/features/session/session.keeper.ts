/**
 * Who is signed in at this desk. The token lies in the encrypted cache, so that a restart goes on; it never
 * leaves this process but in the Authorization header.
 */
import type { Clock } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import type { ProcedureMeta } from '#shared/contract/procedure.ts'
import { sessionSchema, type Agent, type Session } from '#shared/features/session/session.schema.ts'
import type { Cache } from '../../database/cache.ts'
import { findRow, run } from '../../database/statements.ts'

export type EndReason = 'idle' | 'expired' | 'signedOut'
type Held = { token: string; session: Session; clockOffsetMs: number }

export type SessionKeeper = {
  readonly session: Session | null
  readonly token: string | null
  /** Why there is none, when one ended by itself. */
  readonly ended: EndReason | null
  /** @throws AppError `unauthenticated` */
  requireAgent(): Agent
  /** @throws AppError `unauthenticated` or `forbidden`. A call by a person puts the idle end off. */
  permit(permission: ProcedureMeta['permission']): void
  begin(token: string, session: Session, clockOffsetMs: number): void
  /** Later ends from the backend. */
  renew(token: string, session: Session): void
  /** Forgets the token; work stays. @param token only if it is still this one */
  end(reason: EndReason | null, token?: string): void
  /** Ends it when its time is over by this desk's own count. Call now and then. */
  check(): void
  /** Reads the cache again, after it was replaced. */
  reload(): void
}

/** @param onChange after a session began or ended */
export function createSessionKeeper(cache: Cache, clock: Clock, onChange: () => void): SessionKeeper {
  let held = findHeld(cache)
  let ended: EndReason | null = null
  let usedAt = clock.now()
  let idleMs = idleLimitOf(held)

  const end = (reason: EndReason | null) => {
    held = null
    ended = reason
    onChange()
    try {
      cache.write((db) => run(db, 'delete from session'))
    } catch {
      // The disk is full: the person is signed out all the same, and the backend no longer takes the token.
    }
  }
  const keeper: SessionKeeper = {
    get session() {
      return held?.session ?? null
    },
    get token() {
      return held?.token ?? null
    },
    get ended() {
      return ended
    },
    requireAgent() {
      keeper.check()
      if (!held) throw new AppError('unauthenticated', { reason: ended ?? 'signedOut' })
      return held.session.agent
    },
    permit(permission) {
      if (permission === 'public') return
      const agent = keeper.requireAgent()
      usedAt = clock.now()
      if (permission !== 'session' && !agent.permissions.includes(permission)) throw new AppError('forbidden', { permission })
    },
    begin(token, session, clockOffsetMs) {
      held = { token, session, clockOffsetMs }
      store(cache, held)
      ended = null
      usedAt = clock.now()
      idleMs = idleLimitOf(held, clock)
      onChange()
    },
    renew(token, session) {
      if (held?.token !== token) return
      const changed = JSON.stringify(held.session.agent) !== JSON.stringify(session.agent)
      held = { ...held, session }
      idleMs = idleLimitOf(held, clock)
      if (changed) store(cache, held)
      if (changed) onChange()
    },
    end: (reason, token) => {
      if (held && (token === undefined || token === held.token)) end(reason)
    },
    check() {
      if (!held) return
      if (clock.now() + held.clockOffsetMs >= Date.parse(held.session.absoluteEndsAt)) end('expired')
      else if (clock.now() - usedAt >= idleMs) end('idle')
    },
    reload() {
      held = findHeld(cache)
      onChange()
    },
  }
  return keeper
}

/**
 * How long a desk may lie unused: what the backend grants, counted here by the person's own calls, because the
 * desk's background calls keep the backend's count from ever running out.
 */
function idleLimitOf(held: Held | null, clock?: Clock): number {
  if (!held || !clock) return Number.POSITIVE_INFINITY
  return Math.max(60_000, Date.parse(held.session.idleEndsAt) - clock.now() - held.clockOffsetMs)
}

function store(cache: Cache, held: Held): void {
  cache.write((db) =>
    run(db, 'insert or replace into session(id, token, session, clockOffset) values (1, ?, ?, ?)', held.token, JSON.stringify(held.session), held.clockOffsetMs),
  )
}

function findHeld(cache: Cache): Held | null {
  const row = findRow<{ token: string; session: string; clockOffset: number }>(cache.db, 'select token, session, clockOffset from session')
  // A session of another shape, from an older program, is simply asked for again.
  if (!row) return null
  // A session of another shape, from an older program, is simply asked for again.
  const session = sessionSchema.safeParse(JSON.parse(row.session))
  return session.success ? { token: row.token, session: session.data, clockOffsetMs: row.clockOffset } : null
}
