import { expect, test } from 'vitest'
import { consoleDirectory, readOptions } from './options.ts'

test('without a word about the database, the console of this user is meant', () => {
  expect(consoleDirectory('linux', '/home/a', {})).toBe('/home/a/.config/headend/backend')
  expect(consoleDirectory('linux', '/home/a', { HEADEND_USER_DATA_DIR: '/tmp/x' })).toBe('/tmp/x/backend')
  expect(consoleDirectory('darwin', '/Users/a', {})).toBe('/Users/a/Library/Application Support/headend/backend')
})

test('the database may stand in the environment, where no process list shows its password; what is said in the command goes first', () => {
  const env = { HEADEND_DATABASE_URL: 'postgres://u:p@h/env' }
  expect(readOptions(['f'], env)?.location).toEqual({ kind: 'server', url: env.HEADEND_DATABASE_URL })
  expect(readOptions(['f', '--database', 'postgres://h/d'], env)?.location).toEqual({ kind: 'server', url: 'postgres://h/d' })
  expect(readOptions(['f', '--data-directory', '/d'], env)?.location).toMatchObject({ kind: 'embedded' })
  expect(readOptions(['f'], { HEADEND_DATABASE_URL: '' })?.location).toMatchObject({ kind: 'embedded' })
})

test('options are read, nonsense is refused', () => {
  expect(readOptions(['f.csv', '--set', 'city=X=Y', '--dry-run', '--database', 'postgres://h/d'], {})).toMatchObject({
    file: 'f.csv', set: { city: 'X=Y' }, dryRun: true, json: false, location: { kind: 'server', url: 'postgres://h/d' },
  })
  expect(readOptions(['f'], { HEADEND_TIME_ZONE: 'America/Chicago' })?.timeZone).toBe('America/Chicago')
  expect(readOptions(['f', '--time-zone', 'Europe/Madrid'], { HEADEND_TIME_ZONE: 'America/Chicago' })?.timeZone).toBe('Europe/Madrid')
  expect(readOptions(['f'], {})?.timeZone).toBe('America/New_York')
  expect(readOptions(['--help'], {})).toBeNull()
  expect(readOptions(['catalog', 'c.json', '--dry-run'], {})).toMatchObject({ kind: 'catalog', file: 'c.json', dryRun: true })
  expect(readOptions(['catalog'], {})).toMatchObject({ kind: 'book', file: 'catalog' })
  for (const args of [[], ['a', 'b'], ['catalog', 'a', 'b'], ['catalog', 'a', '--mapping', 'm'], ['f', '--nope'], ['f', '--set', 'x'], ['f', '--encoding', 'ebcdic'], ['f', '--time-zone', 'Atlantis'], ['f', '--database', 'u', '--data-directory', 'd']])
    expect(() => readOptions(args, {}), args.join(' ')).toThrow()
})
