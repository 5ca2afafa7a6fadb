/** A demo operator for a file of window tests, and desks before it that are closed again behind each test. */
import { afterAll, afterEach, beforeAll } from 'vitest'
import { openDesk, startDemoOperator, type DemoOperator, type Desk } from './demo-operator.ts'

/** Call it once, at the top of the file. */
export function demoDesks() {
  let operator: DemoOperator | null = null
  const desks: Desk[] = []
  const requireOperator = (): DemoOperator => {
    if (!operator) throw new Error('the operator is there once a test runs')
    return operator
  }
  beforeAll(async () => void (operator = await startDemoOperator()))
  afterEach(async () => {
    for (const opened of desks.splice(0)) await opened.close()
  })
  afterAll(() => operator?.stop())
  return {
    /** Those that are closed behind the test: who opens one anew puts it in the place of the old one. */
    desks,
    cut: () => requireOperator().cut(),
    back: () => requireOperator().back(),
    desk: async (settings: Parameters<typeof openDesk>[1] = {}): Promise<Desk> => {
      const opened = await openDesk(requireOperator().url, settings)
      desks.push(opened)
      return opened
    },
  }
}
