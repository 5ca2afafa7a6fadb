/** One window's connection. */
export type WindowContext = {
  /** The number of its newest search: an older one that has not started yet is not run. */
  search: { newest: number }
}
