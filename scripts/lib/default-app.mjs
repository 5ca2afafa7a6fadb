// Default app of the development-only Electron: `electron FOLDER [flags]` runs the app in FOLDER, as the
// default app of a usual Electron does. Copied into the runtime's resources/app by electron-runtime.mjs.
// setVersion, setAppPath and a writable defaultApp are what Electron's own default app uses; its public types do
// not name them, so this file is left out of the type check.
import { app } from 'electron'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const words = process.argv.slice(1)
// `-r FILE` is loaded before the app, as by Electron's own.
const [required] = words.includes('-r') ? words.splice(words.indexOf('-r'), 2).slice(1) : []
if (required) createRequire(import.meta.url)(path.resolve(required))
const named = words.find((argument) => !argument.startsWith('-'))
if (named) await runApp(path.resolve(named))
else app.quit()

async function runApp(place) {
  process.defaultApp = true
  if (place.endsWith('js')) return import(pathToFileURL(place).href)
  const manifest = JSON.parse(readFileSync(path.join(place, 'package.json'), 'utf8'))
  app.setVersion(manifest.version ?? '0.0.0')
  app.setName(manifest.productName ?? manifest.name ?? 'electron')
  app.setAppPath(place)
  return import(pathToFileURL(path.join(place, manifest.main ?? 'index.js')).href)
}
