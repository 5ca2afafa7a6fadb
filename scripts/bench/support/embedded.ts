/** The embedded demo operator's own start and memory, reported beside the desk's: a trial install pays both. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { projectRoot } from '../../lib/paths.mjs'
import { rounded } from '../../lib/stats.ts'
import { searchBox } from './desk.ts'
import { markedAfterSpawn, openWindow, type ElectronWindow } from './electron-window.ts'
import { treePss } from './process-tree.ts'

const FIRST_START_MS = 120_000

async function withEmbedded<T>(measure: (open: () => Promise<ElectronWindow>) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'headend-embedded-'))
  const open = () => openWindow(projectRoot, ['--lang=en-US', `--user-data-dir=${folder}`])
  try {
    return await measure(open)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function signInToDemo({ page }: ElectronWindow): Promise<void> {
  await page.getByRole('button', { name: /Amy Moreno/ }).click({ timeout: FIRST_START_MS })
  await searchBox(page).waitFor()
}

/** Milliseconds from spawn: the first start makes the demo operator's book; the second finds it. */
export function embeddedStart(): Promise<{ firstStartToSignInMs: number; secondStartToSearchMs: number }> {
  return withEmbedded(async (open) => {
    const first = await open()
    await first.page.getByRole('button', { name: /Amy Moreno/ }).waitFor({ timeout: FIRST_START_MS })
    const firstStartToSignInMs = Math.round(performance.timeOrigin + performance.now() - first.spawnedAt)
    await signInToDemo(first)
    await first.close()
    const second = await open()
    const secondStartToSearchMs = Math.round(await markedAfterSpawn(second, 'usable'))
    await second.close()
    return { firstStartToSignInMs, secondStartToSearchMs }
  })
}

/** Megabytes of the whole tree, backend process included, some seconds after sign-in. */
export function embeddedMemory(): Promise<{ wholeTreeMb: number }> {
  return withEmbedded(async (open) => {
    const window = await open()
    await signInToDemo(window)
    await pause(15_000)
    const wholeTreeMb = rounded(treePss(window.pid) / 1e6)
    await window.close()
    return { wholeTreeMb }
  })
}
