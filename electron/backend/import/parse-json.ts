import { ImportRefused } from './import-refused.ts'

/** @param what for the words, such as `The mapping file map.json`. @throws ImportRefused */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
  } catch (error) {
    throw new ImportRefused(`${what} is not JSON: ${(error as Error).message}`)
  }
}
