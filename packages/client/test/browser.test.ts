import { existsSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { api, bundleOf, client } from './bundle.ts'

const executablePath = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => existsSync(path))

const program = `
  import { createClient } from ${client}
  import { getUser } from ${api}
  const make = (url) => createClient({ url, operations: { getUser }, context: { requestId: 'r-1' } })
  const tell = ({ status, body, code, attempts }) => ({ status, body, code, attempts })
  window.call = (url, input) => make(url).getUser(input, { timeout: 5000 }).then(tell, tell)
`

describe.skipIf(executablePath === undefined)('in Chromium (needs chromium)', () => {
  let browser: Browser
  let code = ''
  const seen: { readonly url: string; readonly headers: IncomingHttpHeaders }[] = []
  const servers: Server[] = []
  const listen = async (): Promise<string> => {
    const server = createServer((request, response) => {
      const { url = '', headers, method = '' } = request
      seen.push({ url: `${method} ${url}`, headers })
      const origin = headers.origin ?? '*'
      response.setHeader('access-control-allow-origin', origin)
      if (url.includes('/users/302')) return response.writeHead(302, { location: '/' }).end()
      if (url.startsWith('/api')) {
        response.setHeader('content-type', 'application/json')
        return response.end('{"id":1,"name":"Ada"}')
      }
      const isProgram = url === '/program.js'
      response.setHeader('content-type', isProgram ? 'text/javascript' : 'text/html')
      response.end(isProgram ? code : '<script type="module" src="/program.js"></script>')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    servers.push(server)
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  beforeAll(async () => {
    code = await bundleOf(program)
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] } as object)
  })
  afterAll(async () => {
    await browser?.close()
    for (const server of servers) server.close()
  })

  test('a call is made, to its own origin with what it passes on, to others without', async () => {
    const [own, other] = [await listen(), await listen()]
    const page = await browser.newPage()
    await page.goto(own)
    await page.waitForFunction('window.call')
    const call = (url: string, id: number) =>
      page.evaluate(`call(${JSON.stringify(url)}, { id: ${id}, fields: ['a b'] })`)
    const answer = { status: 200, body: { id: 1, name: 'Ada' } }
    expect(await call('/', 1)).toMatchObject(answer)
    expect(seen.at(-1)?.url).toBe('GET /api/users/1?fields=a%20b')
    expect(seen.at(-1)?.headers).toMatchObject({
      'x-request-id': 'r-1',
      'request-deadline': '3000',
    })
    const before = seen.length
    expect(await call(other, 1)).toMatchObject(answer)
    // No preflight: one request.
    expect(seen.slice(before).map(({ url }) => url)).toEqual(['GET /api/users/1?fields=a%20b'])
    expect(seen.at(-1)?.headers).not.toHaveProperty('x-request-id')
    expect(seen.at(-1)?.headers).not.toHaveProperty('request-deadline')
    // A browser follows no redirect for it, and says no more than that it failed.
    expect(await call(own, 302)).toMatchObject({ code: 'network' })
    await page.close()
  })
})
