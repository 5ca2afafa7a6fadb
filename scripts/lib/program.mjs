import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { projectRoot } from './paths.mjs'

/**
 * Runs a program in the foreground until it ends; Ctrl+C and a polite end are passed on to it.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} its exit code; 128 + n when signal n ended it
 */
export function runProgram(program, args, env) {
  const child = spawn(program, args, { cwd: projectRoot, env, stdio: 'inherit' })
  const pass = (signal) => child.kill(signal)
  process.on('SIGINT', pass).on('SIGTERM', pass)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 1)))
  })
}
