/** The import cannot run, or cannot go on; the message is for the person who started it. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused'
  /** Each with its place in the file, where it is the file that is wrong. */
  readonly problems: readonly unknown[] | null = null
}
