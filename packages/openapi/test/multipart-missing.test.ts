import { fastify } from 'fastify'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Operation } from '../src/document.ts'

let registerBodies: typeof import('../src/body.ts').registerBodies

// The modules of this file alone: those that other files have loaded know the real `node:module`.
beforeAll(async () => {
  vi.resetModules()
  vi.doMock('node:module', async (original) => ({
    ...(await original<typeof import('node:module')>()),
    createRequire: () => ({
      resolve: (name: string) => {
        throw new Error(`Cannot find module '${name}'`)
      },
    }),
  }))
  ;({ registerBodies } = await import('../src/body.ts'))
})

afterAll(() => {
  vi.doUnmock('node:module')
  vi.resetModules()
})

const operation = (type: string) =>
  ({
    body: { required: true, content: { [type]: { schema: {}, encoding: {} } } },
  }) as unknown as Operation

test('a form in parts without the plugin stops the boot, and says what to install', async () => {
  await expect(registerBodies(fastify(), [operation('multipart/form-data')])).rejects.toMatchObject(
    {
      name: 'ContractError',
      message:
        'the document takes multipart/form-data, which needs @fastify/multipart: npm install @fastify/multipart',
    },
  )
})

test('without such a form nobody looks for it', async () => {
  const app = fastify()
  await registerBodies(app, [operation('text/csv'), operation('application/json')])
  expect(app.hasContentTypeParser('text/csv')).toBe(true)
})
