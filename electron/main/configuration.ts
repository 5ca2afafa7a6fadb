/** Which backend, which customers, which key: from the machine's policy, the command line and the environment. */
import { scopeSchema } from '#shared/contract/processes.ts'
import { isSafeAddress } from '#shared/kernel/safe-address.ts'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { LaunchOptions } from './launch-options.ts'

/** Passwords and customers travel there: encrypted, or not beyond this machine. */
const backendUrlSchema = z.url({ protocol: /^https?$/ }).refine(isSafeBackend, 'must be https, or http to this machine, without a user name')

function isSafeBackend(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return !url.username && !url.password && isSafeAddress(url)
}

const scopeName = z.enum(['all', 'directory', 'workingSet']).transform((kind) => ({ kind }))

/** A PMTiles archive of the operator's own. What is looked at there says where somebody works, so it is encrypted as well. */
const mapTilesSchema = z.union([z.strictObject({ file: z.string().min(1).refine(path.isAbsolute, 'must be an absolute path') }), z.strictObject({ url: backendUrlSchema })])
export type MapTiles = z.infer<typeof mapTilesSchema>

/** The machine's policy file. Strict: a mistyped name would otherwise leave the machine without its policy. */
export const policySchema = z.strictObject({
  backendUrl: backendUrlSchema.optional(),
  scope: scopeSchema.optional(),
  cacheKeyFile: z.string().min(1).optional(),
  demo: z.boolean().optional(),
  mapTiles: mapTilesSchema.optional(),
})

const optionsSchema = z.object({
  backendUrl: backendUrlSchema.optional(),
  scope: scopeName.optional(),
  cacheKeyFile: z.string().min(1).optional(),
  demo: z.stringbool().optional(),
})

export type Configuration = {
  /** `embedded` runs here, with invented people when `demo`. */
  backend: { kind: 'embedded'; demo: boolean } | { kind: 'url'; url: string }
  scope: z.infer<typeof scopeSchema>
  cacheKeyFile: string | null
  mapTiles: MapTiles | null
}

/** Says where it stands (`policy` or `options`) and what is wrong, without the values. */
export class ConfigurationError extends Error {
  readonly source: 'policy' | 'options'
  constructor(source: 'policy' | 'options', detail: string) {
    super(detail)
    this.name = 'ConfigurationError'
    this.source = source
  }
}

/**
 * The policy wins over what was given at start. Without either: the embedded backend with the demo operator.
 * @throws ConfigurationError when either is malformed; nothing is guessed
 */
export function configurationFrom(options: LaunchOptions, policy: unknown): Configuration {
  const given = parse('options', optionsSchema, options)
  const ruled = policy === null ? {} : parse('policy', policySchema, policy)
  const url = ruled.backendUrl ?? (ruled.demo ? undefined : given.backendUrl)
  const demo = ruled.demo ?? given.demo ?? true
  return {
    backend: url ? { kind: 'url', url: url.replace(/\/+$/, '') } : { kind: 'embedded', demo },
    scope: ruled.scope ?? given.scope ?? { kind: url ? 'workingSet' : 'all' },
    cacheKeyFile: ruled.cacheKeyFile ?? given.cacheKeyFile ?? null,
    mapTiles: ruled.mapTiles ?? null,
  }
}

/** The embedded backend, filled with the demo operator. Whether others have come in since: `holdsDemoAlone`. */
export function isDemo(configuration: Configuration): boolean {
  return configuration.backend.kind === 'embedded' && configuration.backend.demo
}

/** Beside the embedded database once an operator's own book was imported into it. */
const IMPORTED = 'backend.imported'

/** Invented people and nobody else: only then may the key lie beside the cache. @param profile absolute */
export function holdsDemoAlone(configuration: Configuration, profile: string): boolean {
  return isDemo(configuration) && !existsSync(path.join(profile, IMPORTED))
}

function parse<Schema extends z.ZodType>(source: 'policy' | 'options', schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new ConfigurationError(source, result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
}
