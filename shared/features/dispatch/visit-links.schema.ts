/** What a customer's page shows of their visit, and what they may do with it: whoever has the link's token is the customer, and is told nothing else of the account. */
import { z } from 'zod'
import { instantSchema } from '../../kernel/rows.ts'

/** Windows that are offered on the page. */
export const MAX_LINK_OFFERS = 6
/** `changing`: nobody comes as promised, and they are called. `over`: the window has begun. `missed`: nobody came in it. `underWay`: the technician is coming. `replaced`: a newer link was sent. */
export const portalVisitSchema = z.strictObject({
  state: z.enum(['open', 'confirmed', 'changing', 'cancelled', 'over', 'missed', 'underWay', 'replaced']),
  operatorName: z.string(),
  language: z.enum(['en', 'es']),
  lastFour: z.string(),
  /** In words of that language, by the operator's clock. */
  when: z.string(),
  work: z.string(),
  /** The operator's own number, as customers are told to call it. */
  supportPhone: z.string().nullable(),
})
export type PortalVisit = z.infer<typeof portalVisitSchema>

export const linkWindowSchema = z.strictObject({ windowStart: instantSchema, windowEnd: instantSchema })
export const linkOffersSchema = z.strictObject({ offers: z.array(linkWindowSchema.extend({ when: z.string() })).max(MAX_LINK_OFFERS) })
export type LinkOffers = z.infer<typeof linkOffersSchema>
