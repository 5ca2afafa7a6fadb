/** The import cannot run, or cannot go on; the message is for the person who started it. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused'
}
