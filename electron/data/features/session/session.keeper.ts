/**
 * Who is signed in at this desk.
 *
 *   in      nothing done for the idle time, or somebody locks it   -> locked: nobody may anything, the work and the token stay
 *   locked  password or code of the same agent                     -> in, the same session
 *   any     its longest time, a sign-out, the backend says so      -> out: the token is forgotten, the work stays
 *
 * The token lies in the encrypted cache, so that a restart goes on; it never
 * leaves this process but in the Authorization header.
 */
import { z } from 'zod'
import type { Clock } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import type { ProcedureMeta } from '#shared/contract/procedure.ts'
import { sessionSchema, type Agent, type Session } from '#shared/features/session/session.schema.ts'
import type { Cache } from '../../database/cache.ts'
import { findMeta, setMeta } from '../../database/migrate.ts'
import { findRow, run } from '../../database/statements.ts'

export type EndReason = 'idle' | 'expired' | 'signedOut'
/** The last use is written at most this often, in milliseconds: the idle end after a restart may come that much early. */
const STORE_USE_MS = 30_000
const useSchema = z.object({ usedAt: z.number(), idleMs: z.number(), locked: z.boolean().default(false) })
type Held = { token: string; session: Session; clockOffsetMs: number }

export type SessionKeeper = {
  readonly session: Session | null
  readonly token: string | null
  /** The backend's clock minus this desk's when the session began, in ms; 0 without one. */
  readonly clockOffsetMs: number
  /** Why there is none, when one ended by itself. */
  readonly ended: EndReason | null
  /** Whose session waits behind the locked screen. */
  readonly locked: Held | null
  /** @throws AppError `unauthenticated` */
  requireAgent(): Agent
  /** @throws AppError `unauthenticated` or `forbidden` */
  permit(permission: ProcedureMeta['permission']): void
  /** A person did something: the idle end is put off. What a window asks for by itself must not count. */
  noteUse(): void
  /** A call in this session put the idle end off at the backend as well. */
  extended(token: string): void
  /** Called when the person has worked here for a third of the idle time without the backend hearing of it. */
  onExtend: () => void
  /** @throws AppError `limitExceeded` with unit `disk`; then everything is as before */
  begin(token: string, session: Session, clockOffsetMs: number): void
  /** Later ends from the backend. @param asUse false: asked in the background, so its idle end tells no full span */
  renew(token: string, session: Session, asUse: boolean): void
  /** Locks the screen; the session goes on behind it. */
  lock(): void
  /** It was its agent who came back. @throws AppError `unauthenticated` when it is not locked any more */
  unlock(session: Session): void
  /** Locks when it was idle; for any other reason forgets the token. Work stays. @param token only if it is still this one */
  end(reason: EndReason | null, token?: string): void
  /** Ends it when its time is over by this desk's own count. Call now and then. */
  check(): void
  /** Reads the cache again, after it was replaced. */
  reload(): void
}

/** @param onChange after a session began or ended */
export function createSessionKeeper(cache: Cache, clock: Clock, onChange: () => void): SessionKeeper {
  let held = findHeld(cache)
  let locked: Held | null = null
  let ended: EndReason | null = null
  const kept = held && findUse(cache)
  let usedAt = kept?.usedAt ?? clock.now()
  let idleMs = kept?.idleMs ?? Number.POSITIVE_INFINITY
  let extendedAt = clock.now()
  let storedAt = usedAt
  const storeUse = () => {
    storedAt = usedAt
    try {
      cache.write((db) => setMeta(db, 'sessionUse', JSON.stringify({ usedAt, idleMs, locked: locked !== null })))
    } catch {
      // A full disk: after a restart the count begins a little earlier.
    }
  }

  const forget = () => {
    try {
      cache.write((db) => run(db, 'delete from session'))
    } catch {
      // The disk is full: the person is signed out all the same, and the backend no longer takes the token.
    }
  }
  const end = (reason: EndReason | null) => {
    ;[held, locked, ended] = [null, null, reason]
    onChange()
    forget()
  }
  const lock = () => {
    ;[locked, held, ended] = [held, null, 'idle']
    onChange()
    storeUse()
  }
  const isOver = ({ session, clockOffsetMs }: Held) => clock.now() + clockOffsetMs >= Date.parse(session.absoluteEndsAt)
  const go = (next: Held) => {
    ;[held, locked, ended] = [next, null, null]
    usedAt = extendedAt = clock.now()
    idleMs = idleLimitOf(next, clock)
    storeUse()
    onChange()
  }
  const keeper: SessionKeeper = {
    get session() {
      return held?.session ?? null
    },
    get token() {
      return held?.token ?? null
    },
    get clockOffsetMs() {
      return held?.clockOffsetMs ?? 0
    },
    get ended() {
      return ended
    },
    get locked() {
      return locked
    },
    requireAgent() {
      keeper.check()
      if (!held) throw new AppError('unauthenticated', { reason: ended ?? 'signedOut' })
      return held.session.agent
    },
    permit(permission) {
      if (permission === 'public') return
      const agent = keeper.requireAgent()
      if (permission !== 'session' && permission !== 'signingIn' && !agent.permissions.includes(permission)) throw new AppError('forbidden', { permission })
    },
    noteUse() {
      if (!held) return
      usedAt = clock.now()
      if (usedAt - storedAt >= STORE_USE_MS) storeUse()
    },
    extended(token) {
      if (held?.token === token) extendedAt = clock.now()
    },
    onExtend: () => undefined,
    begin(token, session, clockOffsetMs) {
      const begun = { token, session, clockOffsetMs }
      // First of all: a full disk refuses it, and nobody is half signed in.
      store(cache, begun)
      go(begun)
    },
    renew(token, session, asUse) {
      if (held?.token !== token) return
      const changed = JSON.stringify(saidToWindows(held.session)) !== JSON.stringify(saidToWindows(session))
      held = { ...held, session }
      if (asUse) idleMs = idleLimitOf(held, clock)
      if (changed) store(cache, held)
      if (changed) onChange()
    },
    lock() {
      if (held) lock()
    },
    unlock(session) {
      if (!locked) throw new AppError('unauthenticated', { reason: ended ?? 'signedOut' })
      go({ ...locked, session })
    },
    end: (reason, token) => {
      const known = held ?? locked
      if (!known || (token !== undefined && token !== known.token)) return
      if (reason !== 'idle') end(reason)
      else if (held) lock()
    },
    check() {
      if (locked && isOver(locked)) end('expired')
      if (!held) return
      if (isOver(held)) end('expired')
      else if (clock.now() - usedAt >= idleMs) lock()
      else if (usedAt > extendedAt && clock.now() - extendedAt >= idleMs / 3) keeper.onExtend()
    },
    reload() {
      held = locked ? null : findHeld(cache)
      onChange()
    },
  }
  // One whose time ran out while the program was closed is locked before anything is shown; and one of which nobody knows, as after
  // a damaged file. Nobody is told: who would listen is not there yet.
  if (held && (!kept || kept.locked || clock.now() - usedAt >= idleMs)) {
    const over = isOver(held)
    ;[locked, held, ended] = [over ? null : held, null, over ? 'expired' : 'idle']
    if (over) forget()
    else storeUse()
  }
  return keeper
}

/**
 * How long a desk may lie unused: what the backend grants, counted here by the person's own calls, because the
 * desk's background calls keep the backend's count from ever running out.
 */
function idleLimitOf(held: Held, clock: Clock): number {
  return Math.max(60_000, Date.parse(held.session.idleEndsAt) - clock.now() - held.clockOffsetMs)
}

/** How the last run left the session; null when that was never noted. */
function findUse(cache: Cache): z.infer<typeof useSchema> | null {
  const parsed = useSchema.safeParse(JSON.parse(findMeta(cache.db, 'sessionUse') ?? 'null'))
  return parsed.success ? parsed.data : null
}

/** Its ends move on with every call, and no screen shows them. */
const saidToWindows = ({ agent, ways, timeZone }: Session) => ({ agent, ways, timeZone })

function store(cache: Cache, held: Held): void {
  cache.write((db) =>
    run(db, 'insert or replace into session(id, token, session, clockOffset) values (1, ?, ?, ?)', held.token, JSON.stringify(held.session), held.clockOffsetMs),
  )
}

function findHeld(cache: Cache): Held | null {
  const row = findRow<{ token: string; session: string; clockOffset: number }>(cache.db, 'select token, session, clockOffset from session')
  if (!row) return null
  // A session of another shape, from an older program, is simply asked for again.
  const session = sessionSchema.safeParse(JSON.parse(row.session))
  return session.success ? { token: row.token, session: session.data, clockOffsetMs: row.clockOffset } : null
}
