/** The one log of main and of the processes it starts: plain lines, a few megabytes at most, without people's data. */
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import path from 'node:path'
import { scrub } from './scrub.ts'

export type Log = (source: string, text: string) => void
export type LogLimits = { bytes: number; files: number }

const USUAL: LogLimits = { bytes: 1_000_000, files: 5 }
/** One message of a runaway library must not fill the file. */
const LONGEST_LINE = 4_000

/** `headend.log` is the newest, then `headend.1.log` and so on. A full disk loses log lines, never work. */
export function openLog(folder: string, now: () => Date, limits: LogLimits = USUAL): Log {
  mkdirSync(folder, { recursive: true })
  let handle = openSync(logName(folder, 0), 'a', 0o600)
  const write = (line: string) => {
    if (fstatSync(handle).size + line.length > limits.bytes) handle = rotate(folder, handle, limits.files)
    writeSync(handle, line)
  }
  return (source, text) => {
    for (const line of text.split(/\r?\n/).filter(Boolean)) {
      ignoringDisk(() => write(`${now().toISOString()} ${source} ${scrub(line.slice(0, LONGEST_LINE))}\n`))
    }
  }
}

function rotate(folder: string, handle: number, files: number): number {
  closeSync(handle)
  for (let age = files - 2; age >= 0; age -= 1) {
    if (existsSync(logName(folder, age))) renameSync(logName(folder, age), logName(folder, age + 1))
  }
  return openSync(logName(folder, 0), 'a', 0o600)
}

const logName = (folder: string, age: number) => path.join(folder, age === 0 ? 'headend.log' : `headend.${age}.log`)

function ignoringDisk(work: () => void): void {
  try {
    work()
  } catch {
    // Nowhere to say it.
  }
}
