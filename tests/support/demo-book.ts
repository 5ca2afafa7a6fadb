/** The demo operator's data directory for tests of the window: filled once in a run, and copied for whoever asks. */
import { cp } from 'node:fs/promises'
import { inject } from 'vitest'
// What is provided is typed there.
import type {} from './demo-book-global-setup.ts'

/** @param directory of a backend that has not been started yet */
export const copyDemoBook = (directory: string): Promise<void> => cp(inject('demoBook'), directory, { recursive: true })

/** The operator's day on which it was filled. A run may go on past midnight: what the book has for tomorrow is on the day after this one. */
export const demoDay = (): string => inject('demoDay')
