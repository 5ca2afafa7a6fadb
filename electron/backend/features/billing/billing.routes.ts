import { adjustmentsRoutes } from './adjustments.routes.ts'
import { billRoutes } from './bill.routes.ts'
import { paymentsRoutes } from './payments/payments.routes.ts'

export const billingRoutes = { ...billRoutes, ...adjustmentsRoutes, ...paymentsRoutes }
