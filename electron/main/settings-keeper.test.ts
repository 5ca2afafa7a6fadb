import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { keepSettings } from './settings-keeper.ts'
import type { Settings } from './settings.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headend-settings-'))
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

/** A disk whose writes end when the test says so. */
function slowDisk() {
  const begun: { zoom: number; end: () => void; fail: () => void }[] = []
  const write = (_folder: string, { zoom }: Settings) =>
    new Promise<void>((resolve, reject) => begun.push({ zoom, end: resolve, fail: () => reject(new Error('no space left')) }))
  return { begun, write }
}

it('writes many changes once, a moment later, and nothing where nothing changed', async () => {
  const { begun, write } = slowDisk()
  const keeper = keepSettings(folder, write)
  await keeper.flush()
  for (const zoom of [1.1, 1.2, 1.3]) keeper.update({ zoom })
  expect(begun).toHaveLength(0)
  await vi.advanceTimersByTimeAsync(500)
  expect(begun.map(({ zoom }) => zoom)).toEqual([1.3])
})

it('is not at its end while a write is under way, nor before what was changed during it is written', async () => {
  const { begun, write } = slowDisk()
  const keeper = keepSettings(folder, write)
  keeper.update({ zoom: 1.1 })
  await vi.advanceTimersByTimeAsync(500)
  let ended = false
  const underWay = keeper.flush().then(() => (ended = true))
  await vi.advanceTimersByTimeAsync(0)
  expect(ended).toBe(false)
  begun[0]!.end()
  await underWay
  expect(begun).toHaveLength(1)

  keeper.update({ zoom: 1.2 })
  await vi.advanceTimersByTimeAsync(500)
  keeper.update({ zoom: 1.3 })
  const both = keeper.flush()
  begun[1]!.end()
  await vi.waitFor(() => expect(begun).toHaveLength(3))
  begun[2]!.end()
  await both
  expect(begun.map(({ zoom }) => zoom)).toEqual([1.1, 1.2, 1.3])
})

it('tries again at the end what a full disk refused', async () => {
  const { begun, write } = slowDisk()
  const keeper = keepSettings(folder, write)
  keeper.update({ zoom: 1.1 })
  await vi.advanceTimersByTimeAsync(500)
  begun[0]!.fail()
  const flushed = keeper.flush()
  await vi.waitFor(() => expect(begun).toHaveLength(2))
  begun[1]!.end()
  await flushed
  expect(begun.map(({ zoom }) => zoom)).toEqual([1.1, 1.1])
})
