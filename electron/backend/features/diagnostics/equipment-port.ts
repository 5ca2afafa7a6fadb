/**
 * The operator's equipment, as Headend asks it. What an adapter says is what the box says: whether that is good is judged here
 * (`shared/features/diagnostics/judge-readings.ts`). Its JSON over HTTP is in this folder's README.
 */
import type { ActionKind, CheckKind, LevelPoint, Reading } from '#shared/features/diagnostics/equipment.schema.ts'
import type { Equipment } from '#shared/features/catalog/catalog.schema.ts'

/** Which box: an adapter finds it by its MAC address, or by its serial number. */
export type Box = Pick<Equipment, 'id' | 'customerId' | 'kind' | 'model' | 'macAddress' | 'serialNumber'>

export type RawReading = Pick<Reading, 'measure' | 'of' | 'value'>

/** The box cannot be reached: it is off, or the line to it is cut. Another error is the adapter's own, and says nothing about the box. */
export class BoxUnreachable extends Error {
  constructor(message = 'the box does not answer') {
    super(message)
    this.name = 'BoxUnreachable'
  }
}

export type EquipmentPort = {
  /** May never settle: whoever asks gives up by the signal, after which the work may end. @throws BoxUnreachable */
  measure(ask: { check: CheckKind; box: Box }, signal: AbortSignal): Promise<RawReading[]>
  /** The last 24 hours, oldest first. @throws BoxUnreachable */
  levels(ask: { box: Box }, signal: AbortSignal): Promise<LevelPoint[]>
  /** Done once for an `actionId`, however often it is asked; asked again, it answers what came of it. @throws BoxUnreachable */
  act(ask: { actionId: string; action: ActionKind; box: Box }, signal: AbortSignal): Promise<'done' | 'failed'>
}
