/** The guides that come with the program, as files: beside this one in the source, in a folder of their own in the build (`electron.vite.config.ts`). */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Each as YAML, in the order of their names. @throws Error where the program came without them */
export function shippedGuides(): string[] {
  const folder = ['./', './guides/', '../guides/'].map((place) => new URL(place, import.meta.url)).find((place) => existsSync(new URL('no-internet.yaml', place)))
  if (!folder) throw new Error('the guides that come with the program are not beside it')
  return readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort().map((name) => readFileSync(new URL(name, folder), 'utf8'))
}
