/**
 * One question for many who ask at once, as when a line of thousands breaks and all come back. Whoever asks while nothing is under way is
 * asked for alone and at once; whoever asks meanwhile goes with the next.
 * @param ask answers in the order of what it was given; what it throws is thrown to all of that question
 * @param most in one question, 1 or more
 */
export function together<I, O>(ask: (inputs: readonly I[]) => Promise<readonly O[]>, most: number): (input: I) => Promise<O> {
  type Waiting = { input: I; resolve: (output: O) => void; reject: (error: unknown) => void }
  const waiting: Waiting[] = []
  let asking = false
  async function answer(): Promise<void> {
    asking = true
    while (waiting.length > 0) {
      const part = waiting.splice(0, most)
      try {
        const outputs = await ask(part.map(({ input }) => input))
        part.forEach(({ resolve }, index) => resolve(outputs[index]!))
      } catch (error) {
        for (const { reject } of part) reject(error)
      }
    }
    asking = false
  }
  return (input) => new Promise((resolve, reject) => {
    waiting.push({ input, resolve, reject })
    if (!asking) void answer()
  })
}
