// Progress goes to stderr, so that the last line of stdout stays free for a result.

/** @param {string} text */
export function say(text) {
  process.stderr.write(`[headend] ${text}\n`)
}

/**
 * Says what begins, how long it took, and that it still runs when it is long.
 * @template T
 * @param {string} what
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(what, work) {
  const started = performance.now()
  say(`${what} …`)
  const beat = setInterval(() => say(`${what}: ${seconds(started)} so far …`), 10_000)
  try {
    const result = await work()
    say(`${what}: done in ${seconds(started)}`)
    return result
  } finally {
    clearInterval(beat)
  }
}

/** @param {number} started as given by performance.now() */
export function seconds(started) {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`
}
