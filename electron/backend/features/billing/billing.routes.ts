import { adjustmentsRoutes } from './adjustments.routes.ts'
import { billRoutes } from './bill.routes.ts'

export const billingRoutes = { ...billRoutes, ...adjustmentsRoutes }
