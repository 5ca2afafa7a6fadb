/** The machine's policy, which only an administrator can write. */
import { readFileSync, statSync } from 'node:fs'
import { ConfigurationError } from './configuration.ts'

/**
 * Where an administrator puts it (resources/policy/README.md). Never by the environment, nor by where the program lies: a
 * person sets `ProgramData` for what they start, and copies a program to a drive of theirs.
 */
function policyPath(platform: NodeJS.Platform): string {
  if (platform === 'win32') return 'C:\\ProgramData\\Headend\\policy.json'
  if (platform === 'darwin') return '/Library/Application Support/Headend/policy.json'
  return '/etc/headend/policy.json'
}

/** A test may bring a policy of its own; a packaged program takes it from the machine's place alone. */
export function policyFile(platform: NodeJS.Platform, isPackaged: boolean, { HEADEND_POLICY_FILE: given }: NodeJS.ProcessEnv): string {
  return (isPackaged ? undefined : given) ?? policyPath(platform)
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
