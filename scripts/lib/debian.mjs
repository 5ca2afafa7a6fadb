// System libraries that Electron needs on Linux. On Debian as root they are installed; elsewhere they are named.
import { existsSync, readFileSync } from 'node:fs'
import { say, step } from './progress.mjs'
import { mustRun, run } from './run.mjs'

/** Each package with a file or program that shows it is there. */
const ELECTRON_LIBRARIES = {
  'libgtk-3-0': 'libgtk-3.so.0',
  libnss3: 'libnss3.so',
  libasound2: 'libasound.so.2',
  libgbm1: 'libgbm.so.1',
}
const DISPLAY_PROGRAMS = { xvfb: 'Xvfb', xauth: 'xauth' }
const BUILD_PROGRAMS = { 'g++': 'g++', make: 'make', python3: 'python3' }

/**
 * @param {{display: boolean, compiler: boolean}} need display: a virtual one is needed; compiler: an addon is built
 * @throws when apt-get fails; where it cannot be used, what is missing is said
 */
export async function provideSystemPackages(need) {
  if (process.platform !== 'linux') return
  const missing = await missingPackages(need)
  if (missing.length === 0) return
  // Said, not enforced: elsewhere the same library may go by another name.
  if (!isDebian() || process.getuid?.() !== 0) return say(missingText(missing))
  await step(`installing Debian packages: ${missing.join(' ')}`, () => aptInstall(missing))
}

async function missingPackages(need) {
  const libraries = await missingLibraries()
  const display = need.display ? missingPrograms(DISPLAY_PROGRAMS) : []
  const compiler = need.compiler ? missingPrograms(BUILD_PROGRAMS) : []
  return [...libraries, ...display, ...compiler]
}

async function missingLibraries() {
  const known = await run('/sbin/ldconfig', ['-p'], { output: 'capture' })
  if (known.code !== 0) return []
  return Object.keys(ELECTRON_LIBRARIES).filter((name) => !known.output.includes(ELECTRON_LIBRARIES[name]))
}

function missingPrograms(programs) {
  return Object.keys(programs).filter((name) => !isOnPath(programs[name]))
}

/** @param {string} program */
export function isOnPath(program) {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(`${folder}/${program}`))
}

function isDebian() {
  if (!existsSync('/etc/os-release')) return false
  return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))
}

async function aptInstall(names) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const install = ['install', '-y', '-q', '--no-install-recommends', ...(await debianNames(names))]
  const first = await run('apt-get', install, { output: 'capture', env })
  if (first.code === 0) return
  say('refreshing the package lists')
  await mustRun('apt-get', ['update', '-q'], { output: 'capture', env })
  await mustRun('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...(await debianNames(names))], {
    output: 'capture',
    env,
  })
}

// Debian 13 and Ubuntu 24.04 renamed some libraries for 64-bit time.
async function debianNames(names) {
  const renamed = names.map(async (name) => {
    const plain = await run('apt-cache', ['show', name], { output: 'capture' })
    if (plain.code === 0 && plain.output.includes('Filename:')) return name
    const later = await run('apt-cache', ['show', `${name}t64`], { output: 'capture' })
    return later.code === 0 && later.output.includes('Filename:') ? `${name}t64` : name
  })
  return Promise.all(renamed)
}

function missingText(names) {
  return (
    `These system packages are missing (Debian's names): ${names.join(' ')}\n` +
    'Install them, then start again. On Debian or Ubuntu:\n' +
    `  sudo apt-get install -y --no-install-recommends ${names.join(' ')}`
  )
}
