import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { idSchema } from '../../kernel/ids.ts'
import { moneyOutcomeSchema } from '../billing/billing.procedures.ts'
import { commandResultSchema } from '../sync/sync.schema.ts'
import { MAX_OFFERINGS, productOfferingSchema } from './offerings.schema.ts'
import { cancelOrderSchema, orderPlanChangeSchema, planChangeSchema, planPreviewSchema } from './orders.schema.ts'

const offerings = z.strictObject({ offerings: z.array(productOfferingSchema).max(MAX_OFFERINGS) })
const wanted = z.strictObject({ customerId: idSchema, ...planChangeSchema.shape })
/** It changes what the next bill asks for: like money it is never queued, and only a known caller asks for it. */
const order = { permission: 'catalog.order', verification: 'verified', offline: 'refuse' } as const

export const catalogApi = {
  /** All of them, those no longer sold included: customers have them. */
  offerings: procedure({ permission: 'customers.read' }).route({ method: 'GET', path: '/catalog/offerings' }).output(offerings),
  /** Writes nothing. A change that cannot be done is answered with its refusals, not with an error. */
  planPreview: procedure({ permission: 'catalog.order' }).route({ method: 'POST', path: '/catalog/plan-preview' }).input(wanted).output(planPreviewSchema),
  /** `validation` with the refusals' codes; `conflict` of stream `planPreview` with the new preview when the figures are others now. */
  orderPlanChange: procedure(order).route({ method: 'POST', path: '/commands/order-plan-change' }).input(orderPlanChangeSchema).output(commandResultSchema),
  cancelOrder: procedure(order).route({ method: 'POST', path: '/commands/cancel-order' }).input(cancelOrderSchema).output(commandResultSchema),
}

const fromWindow = { commandId: true } as const

export const catalogBridge = {
  /** From this desk's copy where it has one. */
  offerings: procedure({ permission: 'customers.read' }).output(offerings),
  /** `looked` as with the reads of money: somebody chose something, and no window asked again by itself. */
  planPreview: procedure({ permission: 'catalog.order' }).input(wanted.extend({ looked: z.boolean().default(false) })).output(planPreviewSchema),
  orderPlanChange: procedure(order).input(orderPlanChangeSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  cancelOrder: procedure(order).input(cancelOrderSchema.omit(fromWindow)).output(moneyOutcomeSchema),
}
