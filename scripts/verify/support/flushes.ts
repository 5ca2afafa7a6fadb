/** Counts how often the cache, opened as the desk opens it, tells the disk to keep what was written. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inProject } from '../../lib/paths.mjs'

/** @returns flushes that this many commits cost, or null where strace is not on the machine. */
export async function flushesPerCommit(commits: number): Promise<number | null> {
  if (spawnSync('strace', ['-V']).error) return null
  // Opening and closing flush too: what remains after taking them away belongs to the commits.
  return countFlushes(commits) - countFlushes(0)
}

function countFlushes(commits: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'headend-flushes-'))
  const trace = join(folder, 'trace')
  try {
    const run = spawnSync('strace', ['-f', '-e', 'trace=fsync,fdatasync', '-o', trace, process.execPath, inProject('scripts/verify/support/commit.ts'), join(folder, 'cache.db'), String(commits)])
    if (run.status !== 0) throw new Error(`the traced program ended with ${run.status}: ${String(run.stderr)}`)
    return readFileSync(trace, 'utf8').split('\n').filter((line) => /\bf(data)?sync\(/.test(line)).length
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
