import { isOnPath } from './debian.mjs'

/** Whether windows can be shown here; Windows and macOS always can. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/**
 * The command line that runs the program where windows can open: under Xvfb when there is no display.
 * @param {string} program
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
export function withDisplay(program, args) {
  if (hasDisplay()) return [program, args]
  if (!isOnPath('xvfb-run')) throw new Error('No display, and xvfb-run is not installed (Debian: apt-get install xvfb xauth).')
  return ['xvfb-run', ['-a', '-s', '-screen 0 1600x1000x24', program, ...args]]
}

/** Chromium refuses its sandbox to root; for tests and trials only, and the caller says so. */
export function needsNoSandbox() {
  return process.platform === 'linux' && process.getuid?.() === 0
}
