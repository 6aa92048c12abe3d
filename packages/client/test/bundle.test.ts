import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { api, bundleOf, client } from './bundle.ts'

describe('in a bundle', () => {
  test('the client has less than 5 kB, minified and compressed', async () => {
    const code = await bundleOf(`export { createClient, ProblemError } from ${client}`)
    expect(code).toContain('flakon.bind')
    expect(gzipSync(code).length).toBeLessThan(5000)
  })

  test('there are only the operations that a program imports', async () => {
    const some = await bundleOf(`
      import { getUser, addUser } from ${api}
      console.log({ getUser, addUser })
    `)
    expect(some).toContain('/api/users/{id}')
    expect(some).toContain('idempotency-key')
    expect(some).not.toContain('/api/login')
    expect(some).not.toContain('/photo')
    const all = await bundleOf(`
      import { operations } from ${api}
      console.log(operations)
    `)
    expect(all).toContain('/api/login')
  })
})
