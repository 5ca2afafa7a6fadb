/** Which box of a customer's is meant by a check or an action. */
import { wrong } from '#shared/kernel/errors.ts'
import type { ActionKind, CheckKind } from '#shared/features/diagnostics/equipment.schema.ts'
import { planSpeed } from '#shared/features/diagnostics/judge-readings.ts'
import type { Equipment } from '#shared/features/catalog/catalog.schema.ts'
import { readRows } from '../../store/rows.ts'
import type { Queryable } from '../../store/store.ts'

/** The first that the customer has is meant: where the line ends, before what stands behind it. */
const access: readonly Equipment['kind'][] = ['ont', 'gateway', 'modem']
const wanted: Record<CheckKind, readonly Equipment['kind'][]> = {
  online: access, signal: access, errors: access, stability: access, speed: access, wifi: ['gateway', 'router'], setTop: ['setTop'], phone: ['phoneAdapter', 'gateway', 'ont'],
}
const acted: Record<ActionKind, readonly Equipment['kind'][]> = { reboot: access, reprovision: access, refreshSetTop: ['setTop'] }

/** Most set-tops that are asked at once. */
const MAX_BOXES = 6

/** Empty where there is none. Of set-tops all, of the others the one. */
export async function boxesOf(db: Queryable, customerId: string, check: CheckKind): Promise<Equipment[]> {
  const found = await findBoxes(db, customerId, wanted[check])
  return found.slice(0, check === 'setTop' ? MAX_BOXES : 1)
}

/** @param preferred the one that was found bad, where there are several. @throws AppError `validation` where there is none */
export async function boxToActOn(db: Queryable, customerId: string, action: ActionKind, preferred: string | null): Promise<Equipment> {
  const box = await findBoxToActOn(db, customerId, action, preferred)
  if (!box) throw wrong('customerId', 'noEquipment')
  return box
}

export async function findBoxToActOn(db: Queryable, customerId: string, action: ActionKind, preferred: string | null): Promise<Equipment | null> {
  const found = await findBoxes(db, customerId, acted[action])
  return found.find(({ id }) => id === preferred) ?? found[0] ?? null
}

async function findBoxes(db: Queryable, customerId: string, kinds: readonly Equipment['kind'][]): Promise<Equipment[]> {
  const ids = await db.selectFrom('equipment').select('id').where('customerId', '=', customerId).where('kind', 'in', [...kinds]).where('removedAt', 'is', null).execute()
  const boxes = await readRows(db, 'equipment', ids.map(({ id }) => id))
  // The newest of a kind: the one before may still be on the account.
  return boxes.toSorted((one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind) || (other.installedOn ?? '').localeCompare(one.installedOn ?? '') || one.id.localeCompare(other.id))
}

/** Mbps downstream as it is sold today; null where there is none, or its name does not say. */
export async function soldSpeed(db: Queryable, customerId: string): Promise<number | null> {
  const sold = await db.selectFrom('product').select('name').where('customerId', '=', customerId).where('kind', '=', 'internet').where('status', '<>', 'ended').where('removedAt', 'is', null).orderBy('id', 'desc').execute()
  return sold.map(({ name }) => planSpeed(name)).find((speed) => speed !== null) ?? null
}
