import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lockDirectory } from './directory-lock.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'headend-lock-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

it('lets one in at a time', async () => {
  const unlock = await lockDirectory(directory)
  await expect(lockDirectory(directory)).rejects.toThrow('open in another program')
  await expect(lockDirectory(join(directory, '..', directory.split('/').at(-1)!))).rejects.toThrow('open in another program')
  await unlock()
  await (await lockDirectory(directory))()
})

it('is free again after its owner was killed', async () => {
  const module = JSON.stringify(new URL('./directory-lock.ts', import.meta.url).href)
  const code = `const { lockDirectory } = await import(${module}); await lockDirectory(${JSON.stringify(directory)}); console.log('locked'); setInterval(() => {}, 1000)`
  const owner = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(owner.stdout, 'data')
  await expect(lockDirectory(directory)).rejects.toThrow('open in another program')
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  await (await lockDirectory(directory))()
})
