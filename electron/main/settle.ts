/** From what is on this machine to what the processes are told. Everything that can be wrong with it ends here. */
import { app, safeStorage } from 'electron'
import path from 'node:path'
import { cacheKey, KeyFileError, type CacheKey } from './cache-key.ts'
import { ConfigurationError, configurationFrom, holdsDemoAlone, type Configuration } from './configuration.ts'
import type { LaunchOptions } from './launch-options.ts'
import { isPackaged } from './packaged.ts'
import { policyFile, readPolicy } from './policy-file.ts'
import type { Problem } from './problem-page.ts'

export type Settled = { configuration: Configuration; cacheFile: string | null; cacheKey: CacheKey }

/** @throws ConfigurationError, KeyFileError */
export function settle(options: LaunchOptions): Settled {
  const configuration = configurationFrom(options, readPolicy(policyFile(process.platform, isPackaged(), process.env), process.platform))
  const profile = app.getPath('userData')
  const demo = holdsDemoAlone(configuration, profile)
  const key = keyFor(configuration, profile, demo)
  return { configuration, cacheKey: key, cacheFile: key.key === null ? null : cacheFileIn(profile, demo) }
}

/** Invented people and real ones never share a file. */
export function cacheFileIn(profile: string, demo: boolean): string {
  return path.join(profile, 'cache', demo ? 'demo.db' : 'desk.db')
}

export function problemOf(error: unknown): Problem {
  if (error instanceof ConfigurationError) return { kind: error.source, detail: error.message }
  if (error instanceof KeyFileError) return { kind: 'keyFile', detail: error.problem }
  return { kind: 'unexpected', detail: error instanceof Error ? error.message : String(error) }
}

function keyFor(configuration: Configuration, profile: string, demo: boolean): CacheKey {
  return cacheKey({
    keyFile: configuration.cacheKeyFile,
    isDemo: demo,
    keyStore: safeStorage,
    platform: process.platform,
    sealedFile: path.join(profile, 'cache.key'),
    demoFile: path.join(profile, 'demo.key'),
  })
}
