import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Of as many workers as there are cores one would wait while its test waits for a process. */
const maxWorkers = availableParallelism() + 1

/** Tests that start processes wait for what those say; a busy machine takes its time, and that is no failure. */
const patience = { testTimeout: 30_000, hookTimeout: 60_000 }

/** The files of one worker share its modules: each would load them anew, which takes as long as the tests. */
const shared = { isolate: false }

// What tests say of types (`*.test-d.ts`) is checked with all other types by scripts/test.js, once.
export default defineConfig({
  test: {
    maxWorkers,
    projects: [
      {
        test: {
          ...patience,
          ...shared,
          name: 'flakon',
          root: 'packages/flakon',
          include: ['test/**/*.test.ts'],
          exclude: ['test/cli/**'],
        },
      },
      // What the commands register to load TypeScript stays in the process, and slows every later import.
      {
        test: {
          ...patience,
          name: 'cli',
          root: 'packages/flakon',
          include: ['test/cli/**/*.test.ts'],
        },
      },
      {
        test: {
          ...patience,
          ...shared,
          name: 'openapi',
          root: 'packages/openapi',
          include: ['test/**/*.test.ts'],
        },
      },
      {
        test: {
          ...patience,
          ...shared,
          name: 'client',
          root: 'packages/client',
          include: ['test/**/*.test.ts'],
        },
      },
      {
        test: {
          ...patience,
          ...shared,
          name: 'create-flakon',
          root: 'packages/create-flakon',
          include: ['test/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'skeleton',
          root: 'packages/create-flakon/template',
          include: ['tests/**/*.test.ts'],
        },
      },
      {
        test: {
          ...patience,
          ...shared,
          name: 'bookshop',
          root: 'examples/bookshop',
          include: ['tests/**/*.test.ts'],
        },
      },
      {
        test: {
          ...patience,
          ...shared,
          name: 'runs',
          root: 'examples/runs',
          include: ['tests/**/*.test.ts'],
        },
      },
      { test: { ...patience, name: 'scripts', root: 'scripts', include: ['test/**/*.test.js'] } },
      // The examples of the documentation, written here by scripts/docs.js.
      {
        test: {
          ...shared,
          name: 'docs',
          root: '.cache/docs',
          include: ['**/tests/**/*.test.ts'],
        },
      },
    ],
  },
})
