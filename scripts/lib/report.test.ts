import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(path.join(os.tmpdir(), 'headend-report-'))
afterAll(() => rmSync(folder, { recursive: true }))

function runProof(body: string, ...args: string[]) {
  const file = path.join(folder, `${Math.random().toString(36).slice(2)}.ts`)
  const library = pathToFileURL(path.join(import.meta.dirname, 'report.ts')).href
  writeFileSync(file, `import { runReport } from '${library}'\nawait runReport('trial', async (report) => { ${body} })\n`)
  const { status, stdout } = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' })
  return { status, last: stdout.trim().split('\n').at(-1) ?? '' }
}

describe('runReport', () => {
  it('prints one object, and ends with 0 although a bound is missed', () => {
    const { status, last } = runProof(`report.atMost('p95 ms', 5, 7); report.atLeast('rows/s', 5, 7)`, '--json', '--seed=42')
    const result = JSON.parse(last)
    expect(status).toBe(0)
    expect(result).toMatchObject({ name: 'trial', ok: false, seed: 42, 'p95 ms': 7, 'rows/s': 7 })
    expect(result.misses).toEqual([{ what: 'p95 ms', bound: 5, measured: 7 }])
    expect(result.machine.cores).toBeGreaterThan(0)
  })

  it('is ok when nothing is missed', () => {
    expect(JSON.parse(runProof(`report.must('it holds', true)`, '--json').last)).toMatchObject({ ok: true, misses: [] })
  })

  it('takes a figure that is not a number for a miss', () => {
    expect(JSON.parse(runProof(`report.atMost('p95 ms', 5, NaN)`, '--json').last).ok).toBe(false)
  })

  it('ends with 1 and says why when it could not run', () => {
    const { status, last } = runProof(`throw new Error('no window')`, '--json')
    expect(status).toBe(1)
    expect(JSON.parse(last)).toMatchObject({ ok: false, error: 'no window' })
  })
})
