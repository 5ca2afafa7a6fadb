/** What the person or the test who starts the program may say: `--name=value`, or the environment. Not yet checked. */
const NAMES = {
  userDataDir: ['--user-data-dir=', 'HEADEND_USER_DATA_DIR'],
  backendUrl: ['--backend-url=', 'HEADEND_BACKEND_URL'],
  scope: ['--scope=', 'HEADEND_SCOPE'],
  cacheKeyFile: ['--cache-key-file=', 'HEADEND_CACHE_KEY_FILE'],
  demo: ['--demo=', 'HEADEND_DEMO'],
} as const

export type LaunchOptions = { [Name in keyof typeof NAMES]?: string }

/**
 * The command line wins over the environment; of a flag given twice the last one counts. Anything unknown is
 * Chromium's or nobody's and is left alone.
 */
export function launchOptions(argv: readonly string[], env: NodeJS.ProcessEnv): LaunchOptions {
  const found = Object.entries(NAMES).map(([name, [flag, variable]]) => [name, given(argv, flag) ?? env[variable]])
  return Object.fromEntries(found.filter(([, value]) => value)) as LaunchOptions
}

function given(argv: readonly string[], flag: string): string | undefined {
  return argv.findLast((argument) => argument.startsWith(flag))?.slice(flag.length)
}
