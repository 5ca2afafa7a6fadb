import { describe, expect, it } from 'vitest'
import { countTests, failuresOf } from './test-count.mjs'

const file = (status: string, ...tests: string[]) => ({ status, assertionResults: tests.map((test) => ({ status: test })) })
const report = (...testResults: object[]) => JSON.stringify({ testResults })

describe('countTests', () => {
  it('adds up', () => {
    const text = report(file('passed', 'passed', 'passed', 'skipped'), file('failed', 'passed', 'failed'))
    expect(countTests(text, 1)).toEqual({ passed: 3, failed: 1, skipped: 1 })
  })

  it('counts a file that does not load as a failure', () => {
    expect(countTests(report(file('failed'), file('passed', 'passed')), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
  })

  it('counts a bad exit code as a failure even when every test passed', () => {
    expect(countTests(report(file('passed', 'passed')), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
  })

  it('fails a run in which no test ran', () => {
    expect(countTests(report(), 0).failed).toBe(1)
    expect(countTests(report(file('passed', 'skipped')), 0)).toEqual({ passed: 0, failed: 1, skipped: 1 })
  })

  it('fails a run that left no report', () => {
    expect(countTests(undefined, 0).failed).toBe(1)
  })
})

describe('failuresOf', () => {
  const failed = { status: 'failed', fullName: 'a credit is posted', failureMessages: ['Error: 1 is not 2\n    at x.ts'] }

  it('names file, test and the first line of the error', () => {
    const text = report({ ...file('failed', 'passed'), name: '/house/a.test.ts', assertionResults: [failed] })
    expect(failuresOf(text, '/house')).toEqual(['a.test.ts > a credit is posted: Error: 1 is not 2'])
  })

  it('names a file that does not load', () => {
    const text = report({ ...file('failed'), name: '/house/a.test.ts', message: 'SyntaxError: no\nmore' })
    expect(failuresOf(text, '/house')).toEqual(['a.test.ts: SyntaxError: no'])
  })

  it('is silent about what passed, and about a run that left no report', () => {
    expect(failuresOf(report({ ...file('passed', 'passed'), name: '/house/a.test.ts' }), '/house')).toEqual([])
    expect(failuresOf(undefined, '/house')).toEqual([])
  })
})
