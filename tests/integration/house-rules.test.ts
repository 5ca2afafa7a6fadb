// The rules that `npm run check` keeps do catch what they forbid: each room's globals, and the house's lint rules.
import { ESLint } from 'eslint'
import path from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')

/** Whether a room, compiled with all its files, knows these globals; the probe is a file that only exists here. */
function unknownNames(room: string, names: string[]): string[] {
  const { config } = ts.readConfigFile(path.join(root, room, 'tsconfig.json'), ts.sys.readFile)
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, path.join(root, room))
  const probe = path.join(root, room, 'probe-of-the-house-rules.ts')
  const host = ts.createCompilerHost(parsed.options)
  const { getSourceFile } = host
  const text = names.map((name) => `void ${name}`).join('\n')
  host.getSourceFile = (file, ...rest) =>
    path.resolve(file) === probe ? ts.createSourceFile(file, text, ts.ScriptTarget.ES2023) : getSourceFile(file, ...rest)
  host.fileExists = (file) => path.resolve(file) === probe || ts.sys.fileExists(file)
  const program = ts.createProgram([...parsed.fileNames, probe], parsed.options, host)
  const found = program.getSemanticDiagnostics(program.getSourceFile(probe))
  return names.filter((name) => found.some(({ messageText }) => JSON.stringify(messageText).includes(`'${name}'`)))
}

describe('the globals of a room', () => {
  it.each([
    { room: 'shared', known: ['Map'], unknown: ['document', 'process', 'Buffer'] },
    { room: 'renderer', known: ['document', 'MessagePort'], unknown: ['process', 'Buffer', 'require'] },
    { room: 'electron/data', known: ['process', 'Buffer'], unknown: ['document'] },
    { room: 'electron/backend', known: ['process', 'Buffer'], unknown: ['document'] },
  ])('$room knows $known, not $unknown', ({ room, known, unknown }) => {
    expect(unknownNames(room, [...known, ...unknown])).toEqual(unknown)
  })
})

// The rules that need types take half a minute to load them; what is tried here needs none.
const untyped = {
  languageOptions: { parserOptions: { project: null } },
  rules: Object.fromEntries(
    ['no-floating-promises', 'no-misused-promises', 'await-thenable', 'switch-exhaustiveness-check'].map((rule) => [
      `@typescript-eslint/${rule}`,
      'off' as const,
    ]),
  ),
}
const eslint = new ESLint({ cwd: root, overrideConfig: untyped })

async function broken(filePath: string, text: string): Promise<(string | null)[]> {
  const results = await eslint.lintText(text, { filePath: path.join(root, filePath) })
  return results.flatMap((result) => result.messages.map((message) => message.ruleId))
}

const page = (template: string) => `<script setup lang="ts">\nconst name = 'x'\n</script>\n<template>${template}</template>\n`

describe('lint', () => {
  it.each([
    ['electron/main/a.ts', "import { ipcRenderer } from 'electron'\nexport const a = ipcRenderer\n", 'no-restricted-imports'],
    ['electron/main/a.ts', "import electron from 'electron'\nexport const a = electron.ipcRenderer\n", 'no-restricted-syntax'],
    ['shared/kernel/a.ts', "console.log('x')\n", 'no-console'],
    ['electron/data/features/a.ts', "console.log('x')\n", 'no-console'],
    ['shared/kernel/a.ts', 'export const a = (b: any) => b\n', '@typescript-eslint/no-explicit-any'],
    ['renderer/app/a.ts', "export const a = eval('1')\n", 'no-eval'],
    ['renderer/app/a.ts', 'export const a = new Date(0).getDate()\n', 'no-restricted-syntax'],
    ['renderer/features/billing/a.ts', "export const a = new Date(0).toLocaleDateString('en-CA')\n", 'no-restricted-syntax'],
    ['renderer/features/billing/a.ts', 'export const a = new Date(0).toISOString().slice(0, 10)\n', 'no-restricted-syntax'],
    ['renderer/app/a.ts', "import electron from 'electron'\nexport const a = electron.ipcRenderer\n", 'no-restricted-syntax'],
    ['renderer/ui/A.vue', page('<p>Hello</p>'), 'vue/no-bare-strings-in-template'],
    ['renderer/ui/A.vue', page('<button aria-label="Close" />'), 'vue/no-bare-strings-in-template'],
    ['renderer/ui/A.vue', page('<p v-html="name" />'), 'vue/no-v-html'],
  ])('in %s catches %j as %s', async (file, text, rule) => {
    expect(await broken(file, text)).toContain(rule)
  })

  it.each([
    ['electron/preload/a.ts', "import { ipcRenderer } from 'electron'\nexport const a = ipcRenderer\n"],
    ['electron/backend/server.ts', "console.log('x')\n"],
    ['renderer/features/interactions/timeline-days.ts', 'export const a = new Date(0).getDate()\n'],
    ['renderer/features/billing/a.ts', "export const a = new Date(0).toISOString()\n"],
    ['renderer/ui/A.vue', page('<p>{{ name }} · <b :title="name" /></p>')],
  ])('in %s lets %j pass', async (file, text) => {
    expect(await broken(file, text)).toEqual([])
  })
})
