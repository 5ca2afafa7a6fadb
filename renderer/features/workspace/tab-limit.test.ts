import { expect, it } from 'vitest'
import { MAX_TABS } from '#shared/features/workspace/workspace.schema.ts'
import { TAB_LIMIT } from './tab-limit.ts'

it('is the limit of the contract', () => expect(TAB_LIMIT).toBe(MAX_TABS))
