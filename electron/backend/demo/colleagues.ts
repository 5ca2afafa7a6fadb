/** The six who can sign in to the demo, and colleagues whose names stand under notes. All invented. */
import type { DemoAccount } from '#shared/features/session/session.schema.ts'

/** Shown on the sign-in page of a demo, so no secret; long enough for the rule that real ones obey. */
export const demoAccounts: readonly DemoAccount[] = [
  { userName: 'agent', password: 'demo agent password', displayName: 'Amy Moreno', role: 'agent' },
  { userName: 'senior', password: 'demo senior password', displayName: 'Jerome Dacosta', role: 'seniorAgent' },
  { userName: 'supervisor', password: 'demo supervisor password', displayName: 'Judith Dembele', role: 'supervisor' },
  { userName: 'dispatcher', password: 'demo dispatcher password', displayName: 'Walt Kirschner', role: 'dispatcher' },
  { userName: 'administrator', password: 'demo administrator password', displayName: 'Priscilla Ong', role: 'administrator' },
  { userName: 'auditor', password: 'demo auditor password', displayName: 'Terrence Quade', role: 'auditor' },
]

/** Of all customers of the demo; shown where a caller is verified, so no secret. */
export const demoCustomerPin = '482915'

export const agentNames: readonly string[] = [
  'Amy Moreno', 'Jerome Dacosta', 'Judith Dembele', 'Bo Tran', 'Lorna Figgis', 'Desmond Achebe', 'Rita Sandoval', 'Carl Hoffstead',
  'Nayeli Barrios', 'Pete Vandermark', 'Ilse Brandvold', 'Omar Zaki', 'Tasha Whitlock', 'Gus Papadakis', 'Keiko Arroyo',
]
export const spanishAgentNames: readonly string[] = ['Amy Moreno', 'Rita Sandoval', 'Nayeli Barrios', 'Keiko Arroyo']
export const technicianNames: readonly string[] = ['Ray Kowalczuk', 'Marlon Peters', 'Ed Guastella', 'Luz Carrión', 'Dwayne Tull']
