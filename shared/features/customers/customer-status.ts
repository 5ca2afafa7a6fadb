/** What screens need to know of a status without loading the schemas. */
import type { CustomerStatus } from './customers.schema.ts'

/** No customer any more: nothing is sold, billed or given to them. */
export const hasLeft = (status: CustomerStatus): boolean => status === 'closed' || status === 'erased'
