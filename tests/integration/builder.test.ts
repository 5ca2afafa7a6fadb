// electron.builder.yml is right for all three systems, by electron-builder's own schema, and stays shut.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')
const require = createRequire(import.meta.url)
const builder = createRequire(require.resolve('app-builder-lib/package.json'))
const config: Record<string, unknown> = builder('js-yaml').load(readFileSync(path.join(root, 'electron.builder.yml'), 'utf8'))
const validate = compile()

function compile(): (value: unknown) => string[] {
  const Ajv = require('ajv').default
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
  const check = ajv.compile(JSON.parse(readFileSync(builder.resolve('app-builder-lib/scheme.json'), 'utf8')))
  return (value) => (check(value) ? [] : check.errors.map((error: { instancePath: string; message: string }) => `${error.instancePath} ${error.message}`))
}

describe('electron.builder.yml', () => {
  it("keeps to electron-builder's schema", () => expect(validate(config)).toEqual([]))

  it.each(['win', 'mac', 'linux'])('has targets and an icon for %s', (system) => {
    expect(config[system]).toMatchObject({ icon: expect.stringContaining('resources/icons'), target: expect.any(Array) })
  })

  it.each([
    ['win', { target: [{ target: 'nsis', arch: ['z80'] }] }],
    ['mac', { hardenedRuntime: 'perhaps' }],
    ['linux', { executableNames: 'headend' }],
    ['electronFuses', { runAsNode: 'off' }],
  ])('and the schema would notice a fault in %s', (section, fault) => {
    expect(validate({ ...config, [section]: { ...(config[section] as object), ...fault } })).not.toEqual([])
  })

  it('fixes every fuse in the packaged program', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    })
  })

  it('packs native addons outside the archive, and no sources, tests or scripts', () => {
    expect(config.asarUnpack).toContain('**/*.node')
    const included = (config.files as string[]).filter((pattern) => !pattern.startsWith('!'))
    expect(included.every((pattern) => /^(out|package[.]json|node_modules)/.test(pattern))).toBe(true)
  })
})
