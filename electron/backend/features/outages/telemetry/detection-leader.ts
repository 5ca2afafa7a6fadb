/**
 * Counts what modems and callers say, on one node at a time (`detector-lease.ts`). Whatever the detector finds is written in one
 * transaction with its state and with how far it has read: whoever takes over goes on from there, and finds what was not written yet
 * once more, as the first one did. A fault makes it forget what it knows and begin again from what was saved.
 */
import { newId } from '#shared/kernel/ids.ts'
import type { ModemReport } from '#shared/features/outages/telemetry.schema.ts'
import { toAppError } from '../../../http/errors.ts'
import { repeated } from '../../../repeated.ts'
import type { Services } from '../../../services.ts'
import { openDetector, type Detector } from '../detection/detector.ts'
import { hourOfWeekIn } from '../detection/local-time.ts'
import { LONGEST_MS, type Change } from '../detection/suspicions.ts'
import { LATENESS_MS, type ContactEvent } from '../detection/telemetry.ts'
import { contactsSince, openCallers } from './contacts-since.queries.ts'
import { LeaseLost, openLease, type Lease, type Saved } from './detector-lease.ts'
import { openKnownPlant } from './known-plant.ts'
import { openStateKeeper } from './state-keeper.ts'
import { dismissLeftBehind, writeSuspicions } from './suspected-problems.ts'

/** A map is at most so old, ms; and a loop's beat. */
export const LOOK_MS = 5_000
/** Saved at least so often, ms, so that whoever takes over has little to read again. */
const SAVE_MS = 30 * 60_000
/** Read at once. */
const BATCHES = 50

type LeaderServices = Pick<Services, 'store' | 'clock' | 'log' | 'timeZone'>
/** `heardAt`: when the last telemetry that is counted was received, ms since 1970; null before any. */
type Lead = { detector: Detector; cursor: number; savedAt: number; heardAt: number | null }
export type DetectionLeader = { work(): Promise<void>; close(): Promise<void> }

export function openDetectionLeader(services: Services): DetectionLeader {
  const leader = createDetectionLeader(services)
  const stop = services.timers.every(LOOK_MS, () => void leader.work())
  return {
    work: leader.work,
    close: () => {
      stop()
      return leader.close()
    },
  }
}

/** Without timers. @param lease of this node alone */
export function createDetectionLeader(services: LeaderServices, lease: Lease = openLease(services, newId(services.clock))): DetectionLeader {
  const { store, clock, log } = services
  const plant = openKnownPlant(store.db)
  const states = openStateKeeper(clock)
  const callerOf = openCallers()
  let lead: Lead | null = null
  let closed = false

  async function takeOver(): Promise<Lead | null> {
    const saved = await lease.take()
    if (!saved) return null
    await plant.renew(clock.now())
    states.forget()
    return { detector: await begin(saved), cursor: saved.cursor, savedAt: clock.now(), heardAt: saved.heard === null ? null : Date.parse(saved.heard) }
  }

  /** One that had saved nothing yet may have died over it. @returns ms since 1970; now where nothing waits */
  async function unreadSince({ cursor }: Saved): Promise<number> {
    const oldest = await store.db.selectFrom('telemetryBatch').select('receivedAt').where('seq', '>', cursor).orderBy('seq').limit(1).executeTakeFirst()
    return oldest ? Math.max(Date.parse(oldest.receivedAt) - LATENESS_MS, clock.now() - LONGEST_MS) : clock.now()
  }

  async function begin(saved: Saved): Promise<Detector> {
    const fresh = { from: await unreadSince(saved), placeOf: plant.placeOf, isHeld: plant.isHeld, hourOfWeek: hourOfWeekIn(services.timeZone) }
    const known = saved.state && restored(() => openDetector({ ...fresh, saved: saved.state }))
    // Of what happened meanwhile nobody knows anything, and what was usual then need not be now.
    if (known && known.now() > clock.now() - LONGEST_MS) return known
    await lease.write((trx) => dismissLeftBehind(trx, services))
    return openDetector(fresh)
  }

  function restored(open: () => Detector): Detector | null {
    try {
      return open()
    } catch (error) {
      log.warn({ type: error instanceof Error ? error.name : typeof error }, 'what the detection of outages had saved is not read, and it begins anew')
      return null
    }
  }

  async function count(one: Lead): Promise<void> {
    const began = clock.now()
    for (;;) {
      const batches = await store.db.selectFrom('telemetryBatch').select(['seq', 'receivedAt', 'events']).where('seq', '>', one.cursor).orderBy('seq').limit(BATCHES).execute()
      if (await plant.renew(clock.now())) one.detector.settlePlaces()
      const contacts = openContacts(one.detector, await contactsSince(store.db, one.detector.judgedUntil(), callerOf))
      const changes: Change[] = []
      for (const { seq, receivedAt, events } of batches) {
        changes.push(...contacts.advance(Date.parse(receivedAt)))
        for (const report of events) one.detector.offer(toEvent(report))
        one.cursor = seq
        one.heardAt = Date.parse(receivedAt)
      }
      const all = batches.length < BATCHES
      if (all) changes.push(...contacts.advance(began))
      await write(one, changes)
      if (all || closed) return
    }
  }

  async function write(one: Lead, changes: readonly Change[]): Promise<void> {
    const heard = one.detector.sizes().modems > 0
    if (changes.length === 0 && (!heard || clock.now() - one.savedAt < SAVE_MS)) return
    await lease.write(async (trx) => {
      await writeSuspicions(trx, changes, { services, plant })
      await lease.save(trx, { cursor: one.cursor, state: Buffer.from(one.detector.save()) })
    })
    one.savedAt = clock.now()
  }

  async function look(): Promise<void> {
    if (closed) return
    try {
      lead ??= await takeOver()
      if (!lead) return
      await lease.keep(lead.heardAt)
      await count(lead)
      await states.keep(lease, lead, plant)
    } catch (error) {
      lead = null
      if (!(error instanceof LeaseLost)) toAppError(error, log)
    }
  }
  const work = repeated(look)

  async function leave(): Promise<void> {
    if (!lead) return
    const { detector, cursor } = lead
    lead = null
    if (detector.sizes().modems > 0) await lease.write((trx) => lease.save(trx, { cursor, state: Buffer.from(detector.save()) }))
    await lease.giveUp()
  }

  return {
    work,
    close: async () => {
      closed = true
      await work()
      await leave().catch((error: unknown) => void (error instanceof LeaseLost || toAppError(error, log)))
    },
  }
}

const toEvent = ({ modem, node, online, at }: ModemReport) => ({ kind: 'modem' as const, modem, node, online, at: Date.parse(at) })

/** Contacts are not in the order of what modems say: each is offered before its minute is judged, and never from the future. */
function openContacts(detector: Detector, contacts: readonly ContactEvent[]) {
  let next = 0
  return {
    advance(to: number): Change[] {
      const changes: Change[] = []
      for (; next < contacts.length && contacts[next]!.at <= to; next += 1) {
        changes.push(...detector.advance(contacts[next]!.at))
        detector.offer(contacts[next]!)
      }
      return [...changes, ...detector.advance(to)]
    },
  }
}

