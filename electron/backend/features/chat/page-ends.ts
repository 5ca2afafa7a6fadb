/** Pages that went, and pages whose sign-in somebody has ended. */
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import { notify } from '../../store/announce.ts'
import type { Services } from '../../services.ts'
import type { Queryable } from '../../store/store.ts'
import { CHAT_CHANNEL, type ChatNotice } from './tell.ts'

/** A page that is loaded anew is back within it, ms. */
export const PAGE_GRACE_MS = 8_000

/** Ids in one notice, which has room for 8000 bytes. */
const IN_NOTICE = 150

export type GoneWatch = { /** The last page of this node. */ went(id: string): void; /** Each beat: asks other nodes for theirs, and behind the grace says that nobody is there. */ look(): Promise<void> }
/** Many at once, as when a line of thousands breaks. @param isHere whether this node has a page of it again */
export function watchGone({ store, clock }: Pick<Services, 'store' | 'clock'>, isHere: (id: string) => boolean): GoneWatch {
  const fresh = new Set<string>()
  const since = new Map<string, number>()
  return {
    went(id) {
      fresh.add(id)
      since.set(id, clock.now())
    },
    async look() {
      if (since.size === 0) return
      const asked = [...fresh]
      fresh.clear()
      for (let from = 0; from < asked.length; from += IN_NOTICE) await notify(store.db, CHAT_CHANNEL, { g: asked.slice(from, from + IN_NOTICE) } satisfies ChatNotice)
      const due = [...since].filter(([, at]) => at + PAGE_GRACE_MS <= clock.now())
      const locked = await pagesWent(store.db, due.filter(([id]) => !isHere(id)))
      for (const [id] of due) if (!locked.has(id)) since.delete(id)
    },
  }
}

/** @param pages ids, and when each went, ms since 1970; nothing for those of which a page was seen since. @returns those that somebody has in hand: they are for the next time */
async function pagesWent(db: Queryable, pages: readonly (readonly [string, number])[]): Promise<Set<string>> {
  if (pages.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`with asked as (select * from unnest(${pages.map(([id]) => id)}::uuid[], ${pages.map(([, at]) => isoInstant(at))}::timestamptz[]) as t (id, at)),
    free as (select id from chat_conversation where id in (select id from asked) order by id for update skip locked),
    gone as (update chat_conversation c set customer_gone_at = asked.at from asked, free where c.id = asked.id and free.id = c.id and c.status <> 'closed' and c.customer_seen_at <= asked.at returning c.id),
    told as (select pg_notify(${CHAT_CHANNEL}, json_build_object('c', id, 's', true)::text) from gone)
    select c.id from chat_conversation c join asked on asked.id = c.id where c.id not in (select id from free) and (select count(*) from told) >= 0`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** The sign-in by which a page was opened. `own`: that alone opened it, so that its hours count as well; else the conversation was begun in it, and its token goes on. */
export type PageSession = { id: string; own: boolean }

/** Ended by whoever, frozen, or in want of a new password (features/access); gone as well. @returns the ids of those */
export async function endedAmong(db: Queryable, sessions: readonly PageSession[], now: number): Promise<Set<string>> {
  if (sessions.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select distinct asked.id from unnest(${sessions.map(({ id }) => id)}::uuid[], ${sessions.map(({ own }) => own)}::boolean[]) as asked (id, own)
    where not exists (select from identity_session s join digital_identity i on i.id = s.identity_id where s.id = asked.id and s.ended_at is null and i.frozen_at is null and i.password_forced_at is null
      and (not asked.own or s.ends_at > ${isoInstant(now)}::timestamptz))`.execute(db)
  return new Set(rows.map(({ id }) => id))
}
