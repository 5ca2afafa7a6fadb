// What every proof and measurement says: progress to stderr, figures at the end; with --json one object in the
// last line of stdout. The exit code is 0 when it ran, whatever `ok` says.
import { readFileSync } from 'node:fs'
import os from 'node:os'

export interface Miss {
  what: string
  bound: number | string
  measured: number | string
}

export interface Report {
  readonly seed: number
  /** True when the caller asked for one JSON object. */
  readonly json: boolean
  /** Progress, to stderr. */
  say(text: string): void
  /** A figure of the result, under its name. */
  figure(name: string, value: unknown): void
  /** Notes the figure and a miss when it is above the bound. */
  atMost(what: string, bound: number, measured: number): void
  /** Notes the figure and a miss when it is below the bound. */
  atLeast(what: string, bound: number, measured: number): void
  /** Notes a miss when what must hold does not. */
  must(what: string, holds: boolean, measured?: number | string): void
}

/**
 * Runs a proof or a measurement and prints its result.
 * `--seed=N` repeats an earlier run; without it the seed is fresh, and printed.
 * @param work what it does; an error that it throws ends in exit code 1 and `ok: false` with the error's text
 */
export async function runReport(name: string, work: (report: Report) => Promise<void>): Promise<void> {
  const started = performance.now()
  const state = { misses: [] as Miss[], figures: {} as Record<string, unknown> }
  const report = makeReport(state)
  report.say(`${name}, seed ${report.seed}`)
  const error = await work(report).then(() => undefined, textOf)
  const ok = error === undefined && state.misses.length === 0
  const result = { name, ok, misses: state.misses, seed: report.seed, seconds: since(started), machine: machine() }
  print(report.json, { ...result, ...(error === undefined ? {} : { error }), ...state.figures })
  process.exitCode = error === undefined ? 0 : 1
}

/** The machine a figure was measured on; a figure without it says nothing. */
export function machine() {
  const cpus = os.cpus()
  return {
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.versions.node,
    electron: electronVersion(),
  }
}

function makeReport(state: { misses: Miss[]; figures: Record<string, unknown> }): Report {
  const miss = (what: string, bound: number | string, measured: number | string) =>
    state.misses.push({ what, bound, measured })
  return {
    seed: seedFrom(process.argv),
    json: process.argv.includes('--json'),
    say: (text) => process.stderr.write(`[headend] ${text}\n`),
    figure: (name, value) => void (state.figures[name] = value),
    atMost(what, bound, measured) {
      state.figures[what] = measured
      if (!(measured <= bound)) miss(what, bound, measured)
    },
    atLeast(what, bound, measured) {
      state.figures[what] = measured
      if (!(measured >= bound)) miss(what, bound, measured)
    },
    must(what, holds, measured = 'no') {
      if (!holds) miss(what, 'yes', measured)
    },
  }
}

function seedFrom(args: readonly string[]): number {
  const given = args.find((argument) => argument.startsWith('--seed='))
  return given ? Number(given.slice('--seed='.length)) : Math.floor(Math.random() * 2 ** 31)
}

function print(json: boolean, result: Record<string, unknown>): void {
  if (json) return void process.stdout.write(`${JSON.stringify(result)}\n`)
  for (const [name, value] of Object.entries(result)) {
    process.stdout.write(`${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}\n`)
  }
}

function textOf(error: unknown): string {
  if (error instanceof Error) process.stderr.write(`${error.stack ?? error.message}\n`)
  return error instanceof Error ? error.message : String(error)
}

function since(started: number): number {
  return Math.round((performance.now() - started) / 100) / 10
}

// The runtime that set-up chose; a proof without a window may run before there is one.
function electronVersion(): string {
  try {
    const stamp = new URL('../../.headend/setup.json', import.meta.url)
    return JSON.parse(readFileSync(stamp, 'utf8')).runtime.version
  } catch {
    return 'none'
  }
}
