import { adjustmentsRoutes } from './adjustments.routes.ts'

export const billingRoutes = { ...adjustmentsRoutes }
