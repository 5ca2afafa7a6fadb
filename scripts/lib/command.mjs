// What all commands have in common: flags after `--`, a clear message for an error, the exit code.
import { readdirSync } from 'node:fs'
import { inProject } from './paths.mjs'
import { say } from './progress.mjs'

/**
 * Runs a command's work; its number is the exit code. An error is shown as text, with --json also as one object
 * in the last line.
 * @param {string} name
 * @param {(args: string[]) => Promise<number>} work
 */
export async function command(name, work) {
  const args = process.argv.slice(2)
  try {
    process.exitCode = await work(args)
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    say(text)
    if (args.includes('--json')) process.stdout.write(`${JSON.stringify({ name, ok: false, error: text })}\n`)
    process.exitCode = 1
  }
}

/**
 * The names that a folder of scripts offers.
 * @param {string} folder below scripts/
 */
export function namesIn(folder) {
  try {
    const files = readdirSync(inProject('scripts', folder))
    return files.filter((file) => /^[a-z0-9-]+[.]ts$/.test(file) && !file.endsWith('.test.ts')).map((file) => file.slice(0, -3))
  } catch {
    return []
  }
}
