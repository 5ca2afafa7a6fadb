import { spawn } from 'node:child_process'
import path from 'node:path'
import { inModules, projectRoot } from './paths.mjs'

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] added to this process's own
 * @property {'inherit' | 'errors' | 'capture'} [output] `errors`: stdout goes to stderr; `capture`: nothing is shown
 * @property {number} [timeoutMs] the program is ended after this time
 */

/**
 * Runs a program to its end. Never throws for a bad exit code.
 * @param {string} program
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{code: number, output: string}>} code 127 when the program is not there, 124 after a time-out
 */
export function run(program, args, options = {}) {
  const capture = options.output === 'capture'
  const child = spawn(program, args, {
    cwd: options.cwd ?? projectRoot,
    env: { ...process.env, ...options.env },
    stdio: capture ? ['ignore', 'pipe', 'pipe'] : ['inherit', options.output === 'errors' ? 2 : 'inherit', 'inherit'],
  })
  return settle(child, options.timeoutMs)
}

function settle(child, timeoutMs) {
  return new Promise((resolve) => {
    let output = ''
    let timedOut = false
    const timer = timeoutMs && setTimeout(() => (timedOut = true) && child.kill('SIGKILL'), timeoutMs)
    child.stdout?.on('data', (chunk) => (output += chunk))
    child.stderr?.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => finish(127, String(error)))
    child.on('close', (code, signal) => finish(timedOut ? 124 : (code ?? signalCode(signal)), ''))
    function finish(code, extra) {
      clearTimeout(timer)
      resolve({ code, output: output + extra })
    }
  })
}

function signalCode(signal) {
  return signal === 'SIGINT' ? 130 : 1
}

/**
 * As `run`, but a bad exit code is an error that carries the captured output.
 * @param {string} program
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export async function mustRun(program, args, options = {}) {
  const result = await run(program, args, options)
  if (result.code === 0) return result.output
  throw new Error(`${path.basename(program)} ${args.join(' ')} ended with code ${result.code}\n${result.output}`)
}

/**
 * npm without a shell where it told us its own script (inside `npm run`), else by its name.
 * On Windows npm is a .cmd file, which Node starts only through cmd.exe.
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
export function npmCommand(args) {
  const script = process.env.npm_execpath
  if (script && /npm-cli\.js$/.test(script)) return [machineNode(), [script, ...args]]
  if (process.platform === 'win32') return [process.env.ComSpec ?? 'cmd.exe', ['/d', '/s', '/c', 'npm', ...args]]
  return ['npm', args]
}

/** The machine's own Node; inside `npm run` the first one on the PATH is the project's. */
export function machineNode() {
  return process.env.npm_node_execpath ?? process.execPath
}

/** The Node 24 that `npm ci` installed; the tools and tests run on it whatever Node the machine has. */
export function toolNode() {
  return inModules('node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}
