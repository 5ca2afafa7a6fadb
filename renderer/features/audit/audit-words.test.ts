import { isContractProcedure } from '@orpc/contract'
import { expect, it } from 'vitest'
import { api } from '#shared/contract/api.ts'
import { identityEventKindSchema } from '#shared/features/access/access.schema.ts'
import { errorCodes } from '#shared/kernel/errors.ts'
import { audit } from '../../app/locales/en/audit.ts'

/** Nothing is recorded of these when they are allowed, and anybody may. */
const UNRECORDED = ['session.serverInfo', 'session.beginSingleSignOn', 'session.current', 'session.secondFactor', 'billing.adjustmentReasons', 'billing.lineNames']
const words = audit.auditAction as Record<string, Record<string, string>>
const recorded = Object.entries(api).flatMap(([feature, procedures]) =>
  Object.entries(procedures).filter(([, procedure]) => isContractProcedure(procedure)).map(([name]) => [feature, name] as const)).filter(([feature, name]) => !UNRECORDED.includes(`${feature}.${name}`))

it.each(recorded)('%s.%s has words for the audit (renderer/app/locales/*/audit.ts)', (feature, name) => {
  expect(words[feature]?.[name]).toBeTruthy()
  expect(audit.auditFeature).toHaveProperty(feature)
})

it.each(identityEventKindSchema.options)('what a customer did has words: portal.%s', (kind) => {
  expect(words['portal']?.[kind]).toBeTruthy()
})

it('has words for every reason of a refusal', () => {
  expect(Object.keys(audit.audit.refusedBecause).sort()).toEqual([...errorCodes].sort())
})
