/** Starts the built program as a person would, and gives a test its window. Xvfb (or a display) is assumed. */
import { electronRuntime } from '../../scripts/electron-runtime.mjs'
import { needsNoSandbox } from '../../scripts/lib/display.mjs'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'

export const projectRoot = path.resolve(import.meta.dirname, '../..')
/** The built app under test: this project, or one that HEADEND_TEST_APP names, such as an unpacked package. */
const usualApp = process.env.HEADEND_TEST_APP || projectRoot
export const screenshotFolder = path.join(projectRoot, 'tests', 'e2e', 'screenshots')

/** Keeps the program from starting before it can be driven; see there. */
const HOLD_START = path.join(import.meta.dirname, 'hold-start.cjs')
/** Drawing without a graphics card, the same on every machine. */
const DRAWING = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader']

const START_MS = 60_000

export type LaunchSettings = {
  userDataDir: string
  /** Of a backend that runs already; the embedded demo operator without it. */
  backendUrl?: string
  scope?: 'all' | 'directory' | 'workingSet'
  /** More flags, each one word: `--name=value`. */
  args?: string[]
  env?: Record<string, string>
  /** A packaged program, in place of the development Electron with the built app. */
  program?: string
  /** Another built app than the usual one. */
  appFolder?: string
  /** Of the operating system as the program sees it, such as `es-ES`. */
  locale?: string
}

export type RunningApp = {
  app: ElectronApplication
  page: Page
  /** Ends as a person would: the window closes, the processes get their time. */
  close: () => Promise<void>
  /** What the program and its processes wrote, to the terminal and to the log file. */
  logs: () => string
}

/** @throws with what the program said, when no window appears within a minute */
export async function launchApp(settings: LaunchSettings): Promise<RunningApp> {
  const written: string[] = []
  const app = await _electron.launch({ executablePath: settings.program ?? electronRuntime().executablePath, args: driven(settings), env: environment(settings), timeout: 30_000 })
  app.process().stdout?.on('data', (chunk) => written.push(String(chunk)))
  app.process().stderr?.on('data', (chunk) => written.push(String(chunk)))
  const logs = () => written.join('') + logFile(settings.userDataDir)
  const page = await app.firstWindow({ timeout: START_MS }).catch((error: unknown) => {
    throw new Error(`no window\n${logs()}`, { cause: error })
  })
  return { app, page, logs, close: () => app.close() }
}

/** The command line of the same start, for a test that needs no window. */
export function appCommand(settings: LaunchSettings): { program: string; args: string[] } {
  return { program: electronRuntime().executablePath, args: flags(settings) }
}

/** A packaged program takes no `-r`. */
const driven = (settings: LaunchSettings): string[] => [...(settings.program ? [] : ['-r', HOLD_START]), ...flags(settings)]

function flags({ userDataDir, backendUrl, scope, program, args = [], appFolder = usualApp, locale = 'en-US' }: LaunchSettings): string[] {
  return [
    ...(needsNoSandbox() ? ['--no-sandbox'] : []),
    ...DRAWING,
    `--lang=${locale}`,
    ...(program ? [] : [appFolder]),
    `--user-data-dir=${userDataDir}`,
    ...(backendUrl ? [`--backend-url=${backendUrl}`] : []),
    ...(scope ? [`--scope=${scope}`] : []),
    ...args,
  ]
}

// Nothing that the person who runs the tests has set may reach the program under test.
function environment({ env = {}, locale = 'en-US' }: LaunchSettings): Record<string, string> {
  const own = Object.entries(process.env).filter(([name, value]) => value !== undefined && !/^(HEADEND_|ELECTRON_RUN_AS_NODE$|NODE_OPTIONS$|VITEST)/.test(name))
  return { ...(Object.fromEntries(own) as Record<string, string>), LANGUAGE: locale.replace('-', '_'), ...env }
}

function logFile(userDataDir: string): string {
  try {
    return readFileSync(path.join(userDataDir, 'logs', 'headend.log'), 'utf8')
  } catch {
    return ''
  }
}

/** A profile of its own, and how it is removed. */
export function temporaryProfile(): { userDataDir: string; remove: () => void } {
  const userDataDir = mkdtempSync(path.join(tmpdir(), 'headend-profile-'))
  return { userDataDir, remove: () => rmSync(userDataDir, { recursive: true, force: true, maxRetries: 5 }) }
}

/** As a person sees it; the file's path is returned. */
export async function screenshot(page: Page, name: string): Promise<string> {
  mkdirSync(screenshotFolder, { recursive: true })
  const file = path.join(screenshotFolder, `${name}.png`)
  await page.screenshot({ path: file })
  return file
}
