import { defineConfig } from 'vitest/config'

/** Tests that start processes wait for what those say; a busy machine takes its time, and that is no failure. */
const patience = { testTimeout: 30_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...patience,
          name: 'flakon',
          root: 'packages/flakon',
          include: ['test/**/*.test.ts'],
          typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: 'tsconfig.json' },
        },
      },
      {
        test: {
          ...patience,
          name: 'openapi',
          root: 'packages/openapi',
          include: ['test/**/*.test.ts'],
          typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: 'tsconfig.json' },
        },
      },
      {
        test: {
          ...patience,
          name: 'client',
          root: 'packages/client',
          include: ['test/**/*.test.ts'],
          typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: 'tsconfig.json' },
        },
      },
      {
        test: {
          ...patience,
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
          name: 'bookshop',
          root: 'examples/bookshop',
          include: ['tests/**/*.test.ts'],
        },
      },
      {
        test: {
          ...patience,
          name: 'runs',
          root: 'examples/runs',
          include: ['tests/**/*.test.ts'],
        },
      },
      { test: { ...patience, name: 'scripts', root: 'scripts', include: ['test/**/*.test.js'] } },
      // The examples of the documentation, written here by scripts/docs.js.
      { test: { name: 'docs', root: '.cache/docs', include: ['**/tests/**/*.test.ts'] } },
    ],
  },
})
