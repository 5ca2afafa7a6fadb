/** The optimiser's thread: one plan, then it ends. A program of its own in the build (`electron.vite.config.ts`). */
import { parentPort } from 'node:worker_threads'
import { AppError } from '#shared/kernel/errors.ts'
import { improve } from './improve.ts'
import type { FromPlanWorker, ToPlanWorker } from './worker-messages.ts'

const stopping = new AbortController()
const tell = (message: FromPlanWorker): void => parentPort?.postMessage(message)

parentPort?.on('message', (message: ToPlanWorker) => {
  if (message.kind === 'stop') stopping.abort()
  else void run(message)
})

async function run({ problem, current, budget, seed, tellProgress }: Extract<ToPlanWorker, { kind: 'improve' }>): Promise<void> {
  const progress = tellProgress ? { onProgress: (known: Extract<FromPlanWorker, { kind: 'progress' }>['progress']) => tell({ kind: 'progress', progress: known }) } : {}
  try {
    tell({ kind: 'done', improvement: await improve(problem, current, { ...budget, seed, signal: stopping.signal, ...progress }) })
  } catch (error) {
    tell(error instanceof AppError ? { kind: 'failed', code: error.code, data: error.data } : { kind: 'failed', code: 'internal', data: { detail: error instanceof Error ? error.message : String(error) } })
  } finally {
    parentPort?.close()
  }
}
