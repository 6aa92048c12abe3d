import { expect, test } from 'vitest'
import { createApp } from '../src/app.ts'
import { keep } from './apps.ts'

test('a well-formed x-request-id is kept, any other is replaced, and one always goes out', async () => {
  const app = createApp()
  keep(app)
  const idOf = async (id?: string) => {
    const response = await app.inject({
      url: '/no',
      headers: id === undefined ? {} : { 'x-request-id': id },
    })
    expect(response.json().request_id).toBe(response.headers['x-request-id'])
    return response.headers['x-request-id']
  }
  expect(await idOf('abc-1.2_3')).toBe('abc-1.2_3')
  expect(await idOf('a'.repeat(128))).toBe('a'.repeat(128))
  expect(await idOf('a'.repeat(129))).not.toBe('a'.repeat(129))
  expect(await idOf('two words')).toMatch(/^[A-Za-z0-9._-]{10,128}$/)
  expect(await idOf()).not.toBe(await idOf())
})
