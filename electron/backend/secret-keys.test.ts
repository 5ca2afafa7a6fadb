import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { newSecretsKey, readSecretKeys } from './secret-keys.ts'

const made: string[] = []
afterEach(() => Promise.all(made.splice(0).map((directory) => rm(directory, { recursive: true, force: true }))))
const server = { kind: 'server', url: 'postgres://127.0.0.1/none' } as const

it('takes those of the environment, in their order', async () => {
  const [one, two] = [randomBytes(32), randomBytes(32)]
  expect(await readSecretKeys(server, false, `${one.toString('base64')}, ${two.toString('base64')}`)).toEqual([one, two])
  await expect(readSecretKeys(server, false, 'c2hvcnQ=')).rejects.toThrow('32 bytes in base64')
  expect(Buffer.from(newSecretsKey(), 'base64')).toHaveLength(32)
})

it('makes one beside an embedded database, once, for this user alone', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'headend-keys-'))
  made.push(home)
  const location = { kind: 'embedded', dataDirectory: path.join(home, 'book') } as const
  const [first] = await readSecretKeys(location, false, '')
  expect(await readSecretKeys(location, true, '')).toEqual([first])
  const file = path.join(home, 'book-secrets.key')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(Buffer.from(await readFile(file, 'utf8'), 'base64')).toEqual(first)
})

it('wants one of a server in earnest, and needs none of its demo', async () => {
  await expect(readSecretKeys(server, false, '')).rejects.toThrow('HEADEND_SECRETS_KEY is missing')
  expect(await readSecretKeys(server, true, '')).toHaveLength(1)
})
