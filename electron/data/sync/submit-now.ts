/**
 * The way of a command that is never queued: money. It is stored before it is sent, like every other, so that a kill or a
 * lost answer doubles nothing; but its caller waits, and what was never sent is taken back.
 *
 *   not online                           -> refused `offline`, nothing stored
 *   stored, the line goes or time is up:
 *     never sent                         -> taken back, refused `offline`
 *     sent, no answer                    -> `unknown`; it stays in the outbox and is sent again under its id until answered
 *   answered: it had its effect          -> `done`; the draft went in the same transaction
 *   answered: refused                    -> taken back, refused with the backend's own error
 *
 * The draft stays in every case but `done`. After a restart nobody waits: what was never sent is dropped at the start
 * (`dropForsaken`), the rest is sent again.
 */
import { isDeepStrictEqual } from 'node:util'
import { AppError, assertNever } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { MoneyOutcome } from '#shared/features/billing/billing.procedures.ts'
import type { Agent } from '#shared/features/session/session.schema.ts'
import type { Db } from '../database/statements.ts'
import { kickPush, type DeskCore } from '../desk-core.ts'
import { drop, dropDraft, dropUnsent, enqueue } from './outbox.commands.ts'
import { findAbout, findEntry, inputOf, type OutboxRow } from './outbox.queries.ts'

/** How long the person waits for an answer, in milliseconds. */
const WAIT_MS = 10_000

type Input = { customerId: string } & Record<string, unknown>
export type NowCommand = {
  /** As in the contract: `billing.submitAdjustment`. */
  procedure: string
  /** Without its command id. */
  input: Input
  /** Which field of the input says what it is about; about one thing there is one command of a kind at a time. */
  field: string
  /** The draft that it was typed in. */
  draftKey: string | null
  /** What the rows here say: that it had its effect before, that something else had under its id, or nothing. */
  standing(db: Db): Standing
}
export type Standing = 'none' | 'done' | 'other'

type Running = { input: Input; outcome: Promise<MoneyOutcome> }
const runningOf = new WeakMap<DeskCore, Map<string, Running>>()

/**
 * A second call about the same thing joins the one that waits, and one after it is answered from what is here.
 * @throws AppError `offline`: nothing was sent; `validation` with `alreadySent`: something else went under this id;
 *   whatever the backend refused it with; `limitExceeded` with unit `disk`
 */
export function submitNow(core: DeskCore, command: NowCommand): Promise<MoneyOutcome> {
  const running = runningOf.get(core) ?? new Map<string, Running>()
  runningOf.set(core, running)
  const agent = core.session.requireAgent()
  const key = [agent.id, command.procedure, idOf(command)].join(' ')
  const before = running.get(key)
  if (before) return isDeepStrictEqual(before.input, command.input) ? before.outcome : Promise.reject(alreadySent(command))
  const outcome = submit(core, agent, command).finally(() => running.delete(key))
  running.set(key, { input: command.input, outcome })
  return outcome
}

const idOf = ({ input, field }: NowCommand): string => String(input[field])
const alreadySent = ({ field }: NowCommand) => new AppError('validation', { issues: [{ path: field, message: 'alreadySent' }] })
const unsent = () => new AppError('offline', { detail: 'notSent' })

async function submit(core: DeskCore, agent: Agent, command: NowCommand): Promise<MoneyOutcome> {
  const standing = command.standing(core.cache.db)
  if (standing === 'other') throw alreadySent(command)
  if (standing === 'done') {
    forgetDraft(core, agent, command)
    return { outcome: 'done' }
  }
  const commandId = storedBefore(core, agent, command) ?? store(core, agent, command)
  const end = core.ends.wait(commandId, core.timing.moneyMs ?? WAIT_MS, () => isHopeless(core, agent, commandId))
  core.hub.changed(['outbox'], [command.input.customerId])
  kickPush(core)
  return outcomeOf(core, command, commandId, await end)
}

function outcomeOf(core: DeskCore, command: NowCommand, commandId: string, end: Awaited<ReturnType<DeskCore['ends']['wait']>>): MoneyOutcome {
  switch (end.kind) {
    case 'done': return { outcome: 'done' }
    case 'refused': throw end.error
    case 'unheard': return giveUp(core, command, commandId)
    case 'stopped': return { outcome: 'unknown' }
    default: return assertNever(end)
  }
}

/** In one step with the look whether it was sent: the pusher notes a send before it begins. */
function giveUp(core: DeskCore, command: NowCommand, commandId: string): MoneyOutcome {
  if (!takenBack(core, commandId)) return { outcome: 'unknown' }
  core.hub.changed(['outbox'], [command.input.customerId])
  throw unsent()
}

function takenBack(core: DeskCore, commandId: string): boolean {
  try {
    return core.cache.write((db) => dropUnsent(db, commandId)) > 0
  } catch {
    // A disk that takes nothing: it stays and may yet be sent.
    return false
  }
}

/** One that an earlier call sent, and whose answer has not come. @throws AppError `validation` when it was another one */
function storedBefore(core: DeskCore, agent: Agent, command: NowCommand): string | null {
  const entry = findAbout(core.cache.db, agent.id, { procedure: command.procedure, field: command.field, id: idOf(command) })
  if (!entry || entry.refused) return null
  if (!isDeepStrictEqual(inputOf(entry), { ...command.input, commandId: entry.commandId })) throw alreadySent(command)
  return entry.commandId
}

/** @throws AppError `offline` before anything is written */
function store(core: DeskCore, agent: Agent, command: NowCommand): string {
  if (core.connectivity.state.state !== 'online') throw unsent()
  const { procedure, input, field, draftKey } = command
  const commandId = newId(core.clock)
  core.cache.write((db) => {
    // A refusal that came when nobody waited any more: here is the next try.
    const refused = findAbout(db, agent.id, { procedure, field, id: idOf(command) })
    if (refused) drop(db, refused.commandId)
    enqueue(db, core.clock, agent, { procedure, customerId: input.customerId, input: { ...input, commandId }, now: { draftKey } })
  })
  return commandId
}

const wasSent = (row: OutboxRow | null): boolean => row === null || row.attempts > 0

/** It was never sent, and nobody will send it soon. */
function isHopeless(core: DeskCore, agent: Agent, commandId: string): boolean {
  if (wasSent(findEntry(core.cache.db, commandId))) return false
  return core.connectivity.state.state !== 'online' || core.session.session?.agent.id !== agent.id
}

function forgetDraft(core: DeskCore, agent: Agent, { input, draftKey: key }: NowCommand): void {
  if (key !== null) core.cache.write((db) => dropDraft(db, { agentId: agent.id, customerId: input.customerId, key }))
}
