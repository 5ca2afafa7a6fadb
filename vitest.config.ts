import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const rooms = ['shared', 'renderer', 'electron', 'scripts']

// One for each core: the runner itself only waits, and left to itself it would keep a core free.
const maxWorkers = '100%'

// What `expect.poll` waits for comes in milliseconds, or in seconds where both cores are busy; who waits so long has failed.
const expectations = { poll: { timeout: 30_000 } }

// Real parts, so some tests start a database or a window: times are generous, retries are none.
export default defineConfig({
  test: {
    // No test may lean on the one before it. The seed is printed; `--sequence.seed=N` gives the same order.
    sequence: { shuffle: { files: true } },
    projects: [
      {
        plugins: [vue()],
        test: {
          name: 'unit',
          include: rooms.map((room) => `${room}/**/*.test.ts`),
          globalSetup: ['tests/support/embedded-global-setup.ts'],
          expect: expectations,
          // As long as the others: migrations are tested beside their text, each on a database of its own.
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers,
          sequence: { shuffle: { tests: true } },
        },
      },
      {
        plugins: [vue()],
        test: {
          name: 'integration',
          include: ['tests/{integration,faults}/**/*.test.ts'],
          globalSetup: ['tests/support/embedded-global-setup.ts', 'tests/support/postgres-global-setup.ts'],
          expect: expectations,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers,
          sequence: { shuffle: { tests: true } },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.e2e.ts'],
          globalSetup: ['tests/support/demo-book-global-setup.ts'],
          expect: expectations,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // One window at a time: keyboard focus belongs to one, and two windows on two cores measure each other.
          fileParallelism: false,
        },
      },
    ],
  },
})
