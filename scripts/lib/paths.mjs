import { homedir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** State of this clone only (stamps, logs); ignored by git. */
export const stateDir = path.join(projectRoot, '.headend')

/** What every clone of this user shares: runtimes and built addons, keyed by version and content. */
export const cacheDir = path.join(userCacheRoot(), 'headend')

function userCacheRoot() {
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local')
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches')
  return process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache')
}

/** @param {...string} parts */
export function inProject(...parts) {
  return path.join(projectRoot, ...parts)
}

/** @param {...string} parts */
export function inModules(...parts) {
  return path.join(projectRoot, 'node_modules', ...parts)
}
