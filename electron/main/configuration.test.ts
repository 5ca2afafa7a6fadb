import { chmodSync as chmod, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigurationError, configurationFrom, holdsDemoAlone, isDemo } from './configuration.ts'
import { launchOptions } from './launch-options.ts'
import { policyFile as placeOf, readPolicy } from './policy-file.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'headend-policy-'))
afterAll(() => rmSync(folder, { recursive: true }))

function policyFile(content: string): string {
  const file = path.join(folder, `${crypto.randomUUID()}.json`)
  writeFileSync(file, content, { mode: 0o644 })
  return file
}

describe('launch options', () => {
  it('takes the command line before the environment, and the last of two', () => {
    const argv = ['electron', '.', '--scope=all', '--scope=directory', '--enable-logging']
    const env = { HEADEND_SCOPE: 'workingSet', HEADEND_BACKEND_URL: 'https://desk.example', HEADEND_OTHER: 'x' }
    expect(launchOptions(argv, env)).toEqual({ scope: 'directory', backendUrl: 'https://desk.example' })
  })
})

describe('configuration', () => {
  it('is the embedded demo operator when nobody says anything', () => {
    const configuration = configurationFrom({}, null)
    expect(configuration).toEqual({ backend: { kind: 'embedded', demo: true }, scope: { kind: 'all' }, cacheKeyFile: null, mapTiles: null })
    expect(isDemo(configuration)).toBe(true)
  })

  it('holds a working set of a team backend, and is no demo then', () => {
    const configuration = configurationFrom({ backendUrl: 'https://desk.example/' }, null)
    expect(configuration).toMatchObject({ backend: { kind: 'url', url: 'https://desk.example' }, scope: { kind: 'workingSet' } })
    expect(isDemo(configuration)).toBe(false)
    expect(isDemo(configurationFrom({ demo: 'false' }, null))).toBe(false)
  })

  it('is no longer the demo alone once a book was imported beside it', () => {
    const configuration = configurationFrom({}, null)
    const profile = mkdtempSync(path.join(folder, 'profile-'))
    expect(holdsDemoAlone(configuration, profile)).toBe(true)
    writeFileSync(path.join(profile, 'backend.imported'), '')
    expect(holdsDemoAlone(configuration, profile)).toBe(false)
  })

  it('lets the policy win over all', () => {
    const options = { backendUrl: 'https://elsewhere.example', scope: 'all', cacheKeyFile: '/mine' }
    const policy = { backendUrl: 'https://desk.example', scope: { kind: 'territory', postalCodes: ['10701'] }, cacheKeyFile: '/ours' }
    expect(configurationFrom(options, policy)).toEqual({
      backend: { kind: 'url', url: 'https://desk.example' },
      scope: { kind: 'territory', postalCodes: ['10701'] },
      cacheKeyFile: '/ours',
      mapTiles: null,
    })
  })

  it.each([
    [{ file: '/srv/tiles/region.pmtiles' }, true], [{ url: 'https://tiles.example/region.pmtiles' }, true], [{ url: 'http://tiles.example/region.pmtiles' }, false], [{ file: 'region.pmtiles' }, false],
    [{ file: '/a', url: 'https://tiles.example/b' }, false], [{ url: 'https://me:secret@tiles.example/b' }, false],
  ])('takes map tiles from the policy alone, from a file or an encrypted address: %j', (mapTiles, good) => {
    const settled = () => configurationFrom({}, { mapTiles }).mapTiles
    if (good) expect(settled()).toEqual(mapTiles)
    else expect(settled).toThrow(ConfigurationError)
  })

  it('keeps a machine at the demo when its policy says so', () => {
    expect(isDemo(configurationFrom({ backendUrl: 'https://elsewhere.example' }, { demo: true }))).toBe(true)
  })

  it.each(['http://desk.example', 'ftp://desk.example', 'https://ann:secret@desk.example', 'desk', 'http://127.0.0.1.example'])(
    'refuses the backend %s',
    (backendUrl) => {
      expect(() => configurationFrom({ backendUrl }, null)).toThrow(ConfigurationError)
      expect(() => configurationFrom({}, { backendUrl })).toThrow(ConfigurationError)
    },
  )

  it.each(['http://127.0.0.1:4711', 'http://localhost:4711', 'http://[::1]:4711', 'https://desk.example'])('takes the backend %s', (backendUrl) => {
    expect(configurationFrom({ backendUrl }, null).backend).toEqual({ kind: 'url', url: backendUrl })
  })

  it('refuses a policy with a mistyped name, and does not repeat its values', () => {
    const problem = catching(() => configurationFrom({}, { backendURL: 'https://secret.example' }))
    expect(problem).toMatchObject({ source: 'policy' })
    expect(String(problem)).not.toContain('secret')
  })
})

describe('policy file', () => {
  it('has its place on each system', () => {
    expect(placeOf('win32', true, {})).toBe('C:\\ProgramData\\Headend\\policy.json')
    expect(placeOf('darwin', true, {})).toBe('/Library/Application Support/Headend/policy.json')
    expect(placeOf('linux', true, {})).toBe('/etc/headend/policy.json')
  })

  it('is moved by no variable, but in development', () => {
    const env = { ProgramData: 'D:\\mine', PROGRAMDATA: 'D:\\mine', ALLUSERSPROFILE: 'D:\\mine', SystemDrive: 'D:', HEADEND_POLICY_FILE: '/mine/policy.json' }
    for (const platform of ['win32', 'darwin', 'linux'] as const) {
      expect(placeOf(platform, true, env)).toBe(placeOf(platform, true, {}))
      expect(placeOf(platform, false, env)).toBe('/mine/policy.json')
      expect(placeOf(platform, false, { ...env, HEADEND_POLICY_FILE: undefined })).toBe(placeOf(platform, true, {}))
    }
  })

  it('may be missing', () => {
    expect(readPolicy(path.join(folder, 'none.json'), 'linux')).toBeNull()
  })

  it('is read, with the mark that Windows editors put in front', () => {
    expect(readPolicy(policyFile('\uFEFF{"demo":true}'), 'linux')).toEqual({ demo: true })
  })

  it('stops the start when it is cut off, a folder, or writable by others', () => {
    expect(() => readPolicy(policyFile('{"backendUrl": "https://'), 'linux')).toThrow(ConfigurationError)
    expect(() => readPolicy(folder, 'linux')).toThrow(ConfigurationError)
    const open = policyFile('{}')
    expect(readPolicy(open, 'linux')).toEqual({})
    const worldWritable = policyFile('{}')
    chmod(worldWritable, 0o666)
    expect(() => readPolicy(worldWritable, 'linux')).toThrow(/others/)
  })
})

function catching(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}
