/**
 * One question for many who ask at once, as when a line of thousands breaks and all come back. Whoever asks while nothing is under way is
 * asked for alone and at once; whoever asks meanwhile goes with the next. What one of them brings about is nobody else's: where a question
 * of many fails, each is asked for alone; and one that gets no answer in time is left behind, so that the others go on.
 * @param ask answers in the order of what it was given
 * @param most in one question, 1 or more
 * @throws what a question of one's own threw; Error where no answer came in `withinMs`
 */
export function together<I, O>(ask: (inputs: readonly I[]) => Promise<readonly O[]>, most: number, withinMs = 20_000): (input: I) => Promise<O> {
  type Waiting = { input: I; resolve: (output: O) => void; reject: (error: unknown) => void }
  const waiting: Waiting[] = []
  let asking = false
  async function answerTo(part: readonly Waiting[]): Promise<void> {
    try {
      const outputs = await inTime(ask(part.map(({ input }) => input)), withinMs)
      part.forEach(({ resolve }, index) => resolve(outputs[index]!))
    } catch (error) {
      if (part.length === 1 || error instanceof LateError) for (const { reject } of part) reject(error)
      else for (const one of part) await answerTo([one])
    }
  }
  async function answer(): Promise<void> {
    asking = true
    while (waiting.length > 0) await answerTo(waiting.splice(0, most))
    asking = false
  }
  return (input) => new Promise((resolve, reject) => {
    waiting.push({ input, resolve, reject })
    if (!asking) void answer()
  })
}

class LateError extends Error {
  override name = 'LateError'
}

/** What comes later is heard by nobody. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new LateError('no answer in time')), ms)
    timer.unref()
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
