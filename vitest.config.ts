import { defineConfig } from 'vitest/config'

/** `unit` needs nothing but Node; `kafka` starts a real broker and needs Java and Maven. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          testTimeout: 60_000,
          include: ['{packages,apps}/*/src/**/*.test.ts'],
          exclude: ['**/*.kafka.test.ts', '**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'kafka',
          include: ['{packages,apps}/*/src/**/*.kafka.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
