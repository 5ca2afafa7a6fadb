import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DEFAULT_SETTINGS, readSettings } from './settings.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'headend-settings-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const write = (content: string) => writeFileSync(path.join(folder, 'settings.json'), content)

it('starts with the usual ones', () => {
  expect(readSettings(folder)).toEqual(DEFAULT_SETTINGS)
  expect(readdirSync(folder)).toEqual([])
})

it('reads what was written', () => {
  const settings = { ...DEFAULT_SETTINGS, zoom: 1.25, window: { bounds: { x: -10, y: 0, width: 1000, height: 700 }, maximized: true } }
  write(JSON.stringify(settings))
  expect(readSettings(folder)).toEqual(settings)
})

it.each(['', '{"zoom":1', '[]', JSON.stringify({ ...DEFAULT_SETTINGS, zoom: 40 })])('puts a damaged file aside: %s', (damaged) => {
  write(damaged)
  expect(readSettings(folder)).toEqual(DEFAULT_SETTINGS)
  const [aside, ...others] = readdirSync(folder)
  expect(aside).toMatch(/^settings\.damaged-\d+\.json$/)
  expect(others).toEqual([])
  expect(readFileSync(path.join(folder, aside!), 'utf8')).toBe(damaged)
})
