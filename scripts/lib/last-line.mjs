import { spawn } from 'node:child_process'
import { projectRoot } from './paths.mjs'

/**
 * Runs a program that ends with its result in the last line of stdout; what it says before goes to stderr.
 * @param {string} program
 * @param {string[]} args
 * @returns {Promise<string>} empty when it printed nothing
 */
export function captureLastLine(program, args) {
  const child = spawn(program, args, { cwd: projectRoot, stdio: ['inherit', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (chunk) => (text += chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => {
      const lines = text.trim().split('\n')
      const last = lines.pop() ?? ''
      if (lines.length > 0) process.stderr.write(`${lines.join('\n')}\n`)
      resolve(last)
    })
  })
}
