/** The backend's commands without HTTP before them: for long runs, and for a clock that moves by days, which would end any session. */
import { isoInstant, type Clock } from '../../shared/kernel/clock.ts'
import { newId } from '../../shared/kernel/ids.ts'
import type { DecideAdjustment, ReverseAdjustment, SubmitAdjustment, WithdrawAdjustment } from '../../shared/features/billing/adjustments.schema.ts'
import { streams, type StreamName } from '../../shared/features/sync/streams.ts'
import type { CommandResult } from '../../shared/features/sync/sync.schema.ts'
import type { Permission, Role } from '../../shared/features/session/session.schema.ts'
import { passingSecretBox } from '../../electron/backend/secret-box.ts'
import { runCommand, type CommandInput, type Effect } from '../../electron/backend/command.ts'
import { reverseAdjustment, submitAdjustment, withdrawAdjustment } from '../../electron/backend/features/billing/adjustments.commands.ts'
import { decideAdjustment } from '../../electron/backend/features/billing/approvals.commands.ts'
import type { Services, SignedIn } from '../../electron/backend/services.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { systemTimers } from '../../electron/backend/timers.ts'

/** An agent who never typed a password: nobody signs in as them. */
export async function hire(store: Store, clock: Clock, role: Role): Promise<SignedIn> {
  const id = newId(clock)
  const displayName = `${role} ${id.slice(-4)}`
  await store.db.insertInto('agent').values({ id, userName: id, displayName, role, passwordHash: '', createdAt: isoInstant(clock.now()) }).execute()
  const rights = await store.db.selectFrom('rolePermission').select('permission').where('role', '=', role).execute()
  const agent = { id, userName: id, displayName, role, permissions: rights.map(({ permission }) => permission) }
  return { sessionId: newId(clock), agent, idleEndsAt: isoInstant(clock.now()), absoluteEndsAt: isoInstant(clock.now()), provenAt: isoInstant(clock.now()), issuer: null }
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Of a backend with nothing beside its database. */
export const servicesOf = (store: Store, clock: Clock): Services => ({ store, clock, timers: systemTimers, log: silent, operatorName: 'Test', timeZone: 'America/New_York', demo: null, gateway: null, equipment: null, channels: { email: null, sms: null }, portalUrl: () => null, checkpoints: null, secrets: passingSecretBox(), secondFactor: 'optional', singleSignOn: null, passwordSignIn: true })

/** Every row of an answer is as the contract has it. */
export function sound(result: CommandResult): CommandResult {
  for (const [stream, rows] of Object.entries(result.rows)) rows.forEach((row) => streams[stream as StreamName].parse(row))
  return result
}

export function directCommands(store: Store, clock: Clock) {
  const services = servicesOf(store, clock)
  const command = <I extends CommandInput>(name: string, permission: Permission, effect: Effect<I>) => (by: SignedIn, input: I) =>
    runCommand({ services, signedIn: () => by, asked: { action: `billing.${name}`, permission, verification: 'unverified' } }, input, effect)
  return {
    submit: command<SubmitAdjustment>('submitAdjustment', 'billing.adjust', submitAdjustment),
    decide: command<DecideAdjustment>('decideAdjustment', 'billing.approve', decideAdjustment),
    withdraw: command<WithdrawAdjustment>('withdrawAdjustment', 'billing.adjust', withdrawAdjustment),
    reverse: command<ReverseAdjustment>('reverseAdjustment', 'billing.reverse', reverseAdjustment),
  }
}
