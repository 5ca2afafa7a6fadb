/** The built-in optimiser in a thread of its own, so that the backend goes on answering while a day is planned. */
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { AppError } from '#shared/kernel/errors.ts'
import type { ImproveOptions, Improvement, Plan, Planner, PlanProblem } from './plan-port.ts'
import type { FromPlanWorker, ToPlanWorker } from './worker-messages.ts'

/** Same answer as `improve`; the signal is heard within some milliseconds of the thread's work. @throws AppError as the port says, and `internal` when the thread dies */
export async function improveInWorker(problem: PlanProblem, current: Plan | null, { seed, onProgress, signal, ...budget }: ImproveOptions): Promise<Improvement> {
  const worker = new Worker(workerFile())
  const send = (message: ToPlanWorker): void => worker.postMessage(message)
  const stop = (): void => send({ kind: 'stop' })
  try {
    // Before the work, so that a signal of the past is heard too.
    if (signal?.aborted) stop()
    signal?.addEventListener('abort', stop)
    send({ kind: 'improve', problem, current, budget, seed, tellProgress: onProgress !== undefined })
    return await answerOf(worker, onProgress)
  } finally {
    signal?.removeEventListener('abort', stop)
    await worker.terminate()
  }
}

export const workerPlanner: Planner = { improve: improveInWorker }

function answerOf(worker: Worker, onProgress: ImproveOptions['onProgress']): Promise<Improvement> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromPlanWorker) => {
      if (message.kind === 'progress') return onProgress?.(message.progress)
      if (message.kind === 'done') return resolve(message.improvement)
      return reject(new AppError(message.code, message.data))
    })
    const died = (detail: string, cause?: unknown): void => reject(new AppError('internal', { detail }, { cause }))
    worker.on('error', (error) => died('the planning thread failed', error))
    worker.on('messageerror', (error) => died('the planning thread answered what cannot be read', error))
    // After an answer this changes nothing.
    worker.on('exit', (code) => died(`the planning thread ended with ${code}`))
  })
}

/** Beside this file while it runs from its source; in the build a program in the folder of the others, of which this may be a chunk. */
function workerFile(): URL {
  const places = ['./plan-worker.ts', './plan-worker.js', '../plan-worker.js'].map((place) => new URL(place, import.meta.url))
  return places.find((place) => existsSync(place)) ?? places[0]!
}
