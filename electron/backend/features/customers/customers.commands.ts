/** Changes to how a customer is reached and addressed. Each leaves a line in the account's history. */
import { z } from 'zod'
import { AppError } from '#shared/kernel/errors.ts'
import {
  normalizeContactValue,
  type AccountChange,
  type AddContactMedium,
  type ChangeContactMedium,
  type ContactMedium,
  type SetPreferredLanguage,
} from '#shared/features/customers/customers.schema.ts'
import type { RowsByStream } from '#shared/features/sync/sync.schema.ts'
import type { Act, Effect } from '../../command.ts'
import { insertNew, readRows } from '../../store/rows.ts'
import { tellOfChange } from '../../messages/tell-of-change.ts'
import type { Transaction } from '../../store/store.ts'
import { writeChange } from '../../write-change.ts'
import { listReach, type Reach } from './contacts.queries.ts'
import { findLastLanguageChange, getCustomer, lockCustomer } from './customers.queries.ts'
import { refreshCustomers } from './refresh-customers.ts'

export const addContactMedium: Effect<AddContactMedium> = async (trx, input, act) => {
  await lockCustomer(trx, input.customerId)
  const medium: ContactMedium = {
    id: input.contactMediumId, customerId: input.customerId, version: 1,
    ...contactFields(input), validFrom: act.at, changedBy: act.by.agent.displayName,
  }
  const reach = await listReach(trx, medium.customerId)
  await insertNew(trx, 'contactMedium', medium, 'contactMediumId')
  await tellOfChange(trx, act, { customerId: medium.customerId, template: 'contactAdded', reach: reach.filter(({ to }) => to !== medium.value) })
  return settleContact(trx, act, medium, null)
}

export const changeContactMedium: Effect<ChangeContactMedium> = async (trx, input, act) => {
  await lockCustomer(trx, input.customerId)
  const before = await getContactMedium(trx, input)
  if (before.version !== input.expectedVersion)
    throw new AppError('conflict', { stream: 'contactMedium', current: before, changedBy: before.changedBy, changedAt: before.validFrom })
  const change = { ...contactFields(input), version: before.version + 1, validFrom: act.at, changedBy: act.by.agent.displayName }
  const reach = await listReach(trx, before.customerId)
  await trx.updateTable('contactMedium').set(change).where('id', '=', before.id).execute()
  if (before.mediumType === 'email' && change.mediumType !== 'email') await requireReachForBills(trx, before.customerId)
  // First what follows from it: another that was preferred is so no more.
  const rows = await settleContact(trx, act, { ...before, ...change }, before)
  const told = change.value === before.value ? ifRedirected(reach, await listReach(trx, before.customerId)) : oldReach(reach, before, change.value)
  await tellOfChange(trx, act, { customerId: before.customerId, template: 'contactChanged', reach: told })
  return rows
}

/** Bills that go out by e-mail need one. @throws AppError `validation` where the account is paperless and no address is left */
async function requireReachForBills(trx: Transaction, customerId: string): Promise<void> {
  if ((await listReach(trx, customerId)).some(({ channel }) => channel === 'email')) return
  const paperless = await trx.selectFrom('billingAccount').select('id').where('customerId', '=', customerId).where('paperless', '=', true).where('removedAt', 'is', null).executeTakeFirst()
  if (paperless) throw new AppError('validation', { issues: [{ path: 'mediumType', message: 'paperless' }] })
}

/** A preference or a use that is another can send what we write elsewhere, with no value changed: told as if one were. */
const ifRedirected = (before: readonly Reach[], now: readonly Reach[]): readonly Reach[] =>
  before.every((was) => now.some(({ channel, to }) => channel === was.channel && to === was.to)) ? [] : before

/** Where they were reached, and what is replaced even if it was not preferred: whoever has it must hear that it is no more. */
function oldReach(reach: readonly Reach[], { mediumType, use, value }: ContactMedium, now: string): Reach[] {
  const replaced: Reach[] = mediumType === 'email' ? [{ channel: 'email', to: value }] : use === 'mobile' ? [{ channel: 'sms', to: value }] : []
  return [...replaced, ...reach.filter(({ to }) => to !== value && to !== now)]
}

export const setPreferredLanguage: Effect<SetPreferredLanguage> = async (trx, input, act) => {
  const { languageVersion } = await lockCustomer(trx, input.customerId)
  const before = await getCustomer(trx, input.customerId)
  // Both wanted the same: nothing to tell apart.
  if (before.language === input.language) return { customer: [before] }
  if (languageVersion > input.expectedVersion) return refuseStaleLanguage(trx, before)
  const version = before.version + 1
  await trx.updateTable('customer').set({ language: input.language, version, languageVersion: version }).where('id', '=', before.id).execute()
  const change = await noteChange(trx, act, before.id, { what: 'language', before: before.language, after: input.language })
  return { customer: [{ ...before, language: input.language, version }], accountChange: [change] }
}

async function refuseStaleLanguage(trx: Transaction, current: { id: string }): Promise<never> {
  const { by, at } = await findLastLanguageChange(trx, current.id)
  throw new AppError('conflict', { stream: 'customer', current: { ...current }, changedBy: by, changedAt: at })
}

type ContactInput = Pick<AddContactMedium, 'mediumType' | 'use' | 'value' | 'preferred'>

/** @throws AppError `validation` at `value`. */
function contactFields({ mediumType, use, value, preferred }: ContactInput): ContactInput {
  try {
    return { mediumType, use, value: normalizeContactValue(mediumType, value), preferred }
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    throw new AppError('validation', { issues: error.issues.map(({ message }) => ({ path: 'value', message })) })
  }
}

async function getContactMedium(trx: Transaction, input: ChangeContactMedium): Promise<ContactMedium> {
  const [found] = await readRows(trx, 'contactMedium', [input.contactMediumId])
  if (found?.customerId !== input.customerId) throw new AppError('notFound', { what: 'contactMedium' })
  return found
}

/** What follows from a contact that is now as it is: one preferred of its kind, history, the customer's copies. */
async function settleContact(trx: Transaction, act: Act, medium: ContactMedium, before: ContactMedium | null): Promise<RowsByStream> {
  const demoted = medium.preferred ? await demoteOthers(trx, act, medium) : []
  const changed = [{ before: before && describe(before), after: describe(medium) }, ...demoted.map(demotion)]
  const changes: AccountChange[] = []
  for (const change of changed) changes.push(await noteChange(trx, act, medium.customerId, { what: 'contactMedium', ...change }))
  await refreshCustomers(trx, [medium.customerId], { today: act.today })
  return { contactMedium: [medium, ...demoted], accountChange: changes, customer: [await getCustomer(trx, medium.customerId)] }
}

async function demoteOthers(trx: Transaction, act: Act, { id, customerId, mediumType }: ContactMedium): Promise<ContactMedium[]> {
  const demoted = await trx
    .updateTable('contactMedium')
    .set(({ eb }) => ({ preferred: false, version: eb('version', '+', 1), validFrom: act.at, changedBy: act.by.agent.displayName }))
    .where('customerId', '=', customerId)
    .where('mediumType', '=', mediumType)
    .where('id', '!=', id)
    .where('preferred', '=', true)
    .where('removedAt', 'is', null)
    .returning('id')
    .execute()
  return readRows(trx, 'contactMedium', demoted.map((row) => row.id))
}

const describe = ({ value, use, preferred }: ContactMedium): string => [value, use, ...(preferred ? ['preferred'] : [])].join(' · ')

/** Only the preference moved. */
const demotion = (medium: ContactMedium) => ({ before: describe({ ...medium, preferred: true }), after: describe(medium) })

const noteChange = (trx: Transaction, { at, by, services }: Act, customerId: string, change: Pick<AccountChange, 'what' | 'before' | 'after'>): Promise<AccountChange> =>
  writeChange(trx, services.clock, { customerId, at, by: by.agent.displayName, ...change })
