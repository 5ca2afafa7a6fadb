import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { namesIn } from './command.mjs'
import { inProject } from './paths.mjs'
import { checkOptions, helpText, readProof } from './proof-options.mjs'

const proofs = ['verify', 'bench'].flatMap((kind) => namesIn(kind).map((name) => [kind, name] as const))
const sourceOf = (kind: string, name: string) => readFileSync(inProject('scripts', kind, `${name}.ts`), 'utf8')
const run = (...args: string[]) => spawnSync(process.execPath, [inProject('scripts', 'proof.mjs'), ...args], { encoding: 'utf8' })

describe('what a proof can be told', () => {
  it.each(proofs)('%s %s says what it is, and asks the command line by `wanted` alone', (kind, name) => {
    const source = sourceOf(kind, name)
    expect(readProof(source).about.length).toBeGreaterThan(40)
    expect(source).not.toContain('process.argv')
    expect(readProof(source).options.length, 'each of them was read').toBe(source.split(/(?<![.\w])wanted\(/).length - 1)
  })

  it('is read from its text, once each', () => {
    const { about, options } = readProof("/**\n * Counts.\n * Twice.\n */\nconst A = wanted('agents', 1_000)\nconst B = wanted('on-database', Math.min(20, A))\n")
    expect(about).toBe('Counts.\nTwice.')
    expect(options).toEqual([{ name: 'agents', usual: '1000' }, { name: 'on-database', usual: null }])
    expect(helpText('bench x', { about, options })).toMatch(/^npm run bench -- x \[options\]\n\nCounts\.\nTwice\.\n\n {2}--agents=N {8}1000, /)
  })

  it('is told and nothing run', () => {
    const { status, stdout, stderr } = run('bench', 'chat', '--help')
    expect([status, stderr]).toEqual([0, ''])
    for (const option of ['--agents=N', '--customers=N', '--rate=N', '--duration=N', '--seed=N', '--json']) expect(stdout).toContain(option)
    expect(run('verify', '--help').stdout).toContain('authz, booking, chat')
  })

  it('is nothing else: a slip is no run at the usual size', () => {
    const options = [{ name: 'agents', usual: '1000' }]
    expect(() => checkOptions(['--agents=5', '--seed=7', '--json'], options)).not.toThrow()
    for (const slip of ['--agnets=5', '--agents', '--agents=', '--agents=many', '--agents=-1', 'agents=5', '--seed']) expect(() => checkOptions([slip], options), slip).toThrow()
    const { status, stderr } = run('bench', 'chat', '--agnets=5')
    expect([status, stderr.trim()]).toEqual([1, '[headend] There is no option --agnets=5; --help says which there are.'])
  })
})
