/** The machine's policy, which only an administrator can write. */
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { ConfigurationError } from './configuration.ts'

/** Where an administrator puts it. See resources/policy/README.md. */
export function policyPath(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  if (platform === 'win32') return path.win32.join(env.ProgramData ?? 'C:\\ProgramData', 'Headend', 'policy.json')
  if (platform === 'darwin') return '/Library/Application Support/Headend/policy.json'
  return '/etc/headend/policy.json'
}

/**
 * Null when there is none. A policy that is there and cannot be read must stop the program: to go on without it
 * would be to ignore it.
 * @throws ConfigurationError
 */
export function readPolicy(file: string, platform: NodeJS.Platform): unknown {
  try {
    const text = readFileSync(file, 'utf8')
    if (platform !== 'win32') assertOnlyOwnerWrites(file)
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    if (isMissing(error)) return null
    throw new ConfigurationError('policy', error instanceof Error ? error.message : 'unreadable')
  }
}

function assertOnlyOwnerWrites(file: string): void {
  if (statSync(file).mode & 0o022) throw new Error('others than its owner may write it')
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
