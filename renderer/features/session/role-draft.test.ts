import { describe, expect, it } from 'vitest'
import { permissionSchema, roleSchema } from '#shared/features/session/session.schema.ts'
import { rightProblem, rightsProblem } from '#shared/features/session/roles.schema.ts'
import { applied, rightGroups, roleChange } from './role-draft.ts'

describe('rights that are being changed', () => {
  it('are told as what comes and what goes', () => {
    expect(roleChange(['customers.read', 'billing.refund'], new Set(['customers.read', 'billing.adjust']))).toEqual({ added: ['billing.adjust'], removed: ['billing.refund'] })
    expect(roleChange(['customers.read'], new Set(['customers.read']))).toEqual({ added: [], removed: [] })
  })

  it('stay chosen upon what a colleague has changed meanwhile', () => {
    const change = roleChange(['customers.read', 'billing.refund'], new Set(['customers.read', 'billing.adjust']))
    expect([...applied(['customers.read', 'billing.refund', 'catalog.order'], change)]).toEqual(['customers.read', 'catalog.order', 'billing.adjust'])
  })

  it('stand in groups, each right once', () => {
    const groups = rightGroups()
    expect(groups.flatMap(({ permissions }) => permissions).toSorted()).toEqual([...permissionSchema.options].toSorted())
    expect(new Set(groups.map(({ group }) => group)).size).toBe(groups.length)
  })

  it('never leave administrators without a way back or give them what they bound, nor auditors something to do', () => {
    expect(rightProblem('administrator', 'roles.change', false)).toBe('kept')
    expect(rightProblem('supervisor', 'roles.change', false)).toBeNull()
    expect(rightProblem('administrator', 'billing.refund', true)).toBe('administratorApart')
    expect(rightProblem('auditor', 'billing.adjust', true)).toBe('auditorLooks')
    expect(rightProblem('auditor', 'audit.read', true)).toBeNull()
    expect(rightsProblem('administrator', new Set())).toBe('kept')
    const whole = Object.fromEntries(roleSchema.options.map((role) => [role, rightsProblem(role, new Set(permissionSchema.options))]))
    expect(whole).toEqual({ agent: null, seniorAgent: null, supervisor: null, dispatcher: null, administrator: 'administratorApart', auditor: 'auditorLooks' })
  })
})
