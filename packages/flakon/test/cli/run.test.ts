import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { request as requestTls } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, expect, test } from 'vitest'
import { endAll, Service } from '../process.ts'
import { folderOf } from './fixture.ts'

const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'flakon-run-'))
afterEach(endAll)
afterAll(() => rmSync(work, { recursive: true }))

function run(flags: string[] = [], env: NodeJS.ProcessEnv = {}, fixture = 'served'): Service {
  return new Service(process.execPath, [bin, 'run', ...flags], folderOf(fixture), env)
}

test('start-up says name, file, address and how to stop; port 0 is the port it got', async () => {
  const service = run()
  const [line] = await service.says(
    /^served \(app\.js\) on http:\/\/127\.0\.0\.1:[1-9]\d*, debug off; stop it with Ctrl-C or SIGTERM$/m,
  )
  expect(line).toBeTruthy()
  expect(await (await fetch(await service.address())).json()).toMatchObject({ word: 'none' })
  expect(await service.terminate()).toBe(0)
})

test('SIGTERM lets what is in flight finish, closes the sections, and exits with 0', async () => {
  const service = run()
  const address = await service.address()
  const slow = fetch(`${address}/slow`)
  const type = { 'content-type': 'application/json', 'content-length': 2 }
  // The server says 100 when it has the request's head, so this one is in flight, too.
  const headers = { ...type, expect: '100-continue' }
  const go = request(`${address}/go`, { method: 'POST', headers, agent: false })
  go.flushHeaders()
  await once(go, 'continue')
  await service.says(/slow has started/)
  const status = service.terminate()
  await refused(address)
  go.end('{}')
  expect(await (await slow).json()).toEqual({ slow: true })
  await service.says(/the pool is closed/)
  expect(await status).toBe(0)
})

/** Resolves when nobody listens any more. */
async function refused(address: string): Promise<void> {
  while (
    await fetch(address).then(
      (response) => response.ok,
      () => false,
    )
  );
}

test('past [shutdown] timeout it exits with 1 and names the requests left', async () => {
  const service = run(['--set', 'shutdown.timeout=100ms'])
  const hanging = fetch(`${await service.address()}/slow?secret=1`).catch(() => 'cut off')
  await service.says(/slow has started/)
  expect(await service.terminate()).toBe(1)
  const [line] = await service.says(/GET \/slow \(request_id .*\)/)
  expect(line).not.toContain('secret')
  expect(await hanging).toBe('cut off')
})

test('a second signal exits at once', async () => {
  const service = run()
  fetch(`${await service.address()}/slow`).catch(() => undefined)
  await service.says(/slow has started/)
  service.child.kill('SIGINT')
  service.child.kill('SIGTERM')
  const [code] = await once(service.child, 'exit')
  expect([130, 143]).toContain(code)
})

test('an error that nobody catches is logged and ends the service with 1', async () => {
  const service = run()
  await fetch(`${await service.address()}/crash`)
  await service.says(/nobody caught this/)
  await service.says(/ended with 1/)
})

test('a bare Fastify instance listens where flags and variables say', async () => {
  const byFlag = run(['--port', '0'], {}, 'bare-fastify')
  expect((await fetch(await byFlag.address())).status).toBe(404)
  const { port } = new URL(await byFlag.address())
  expect(port).not.toBe('5000')
  const byVariable = run([], { FLAKON_SERVER_PORT: '0' }, 'bare-fastify')
  expect(new URL(await byVariable.address()).port).not.toBe('5000')
  expect(await byFlag.terminate()).toBe(0)
  expect(await byVariable.terminate()).toBe(0)
  const tls = run(['--cert', 'cert.pem', '--key', 'key.pem'], {}, 'bare-fastify')
  await tls.says(/--cert and --key are for apps that createApp\(\) made/)
  await tls.says(/ended with 2/)
})

test('--cert and --key serve HTTPS', async () => {
  const [cert, key] = ['cert.pem', 'key.pem'].map((file) => join(folderOf('tls'), file))
  const service = run(['--cert', `${cert}`, '--key', `${key}`])
  const [, address] = await service.says(/on (https:\/\/127\.0\.0\.1:\d+)/)
  const asked = requestTls(`${address}`, { ca: readFileSync(`${cert}`), agent: false }).end()
  const [response] = await once(asked, 'response')
  expect(response.statusCode).toBe(200)
  response.resume()
  expect(await service.terminate()).toBe(0)
})

test('a port in use is said with a command that works, and exit status 1', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const service = run(['--port', String(port)])
  const [, advised] = await service.says(/already in use.*flakon run --port (\d+)/)
  await service.says(/ended with 1/)
  const second = run(['--port', String(advised)])
  await second.address()
  expect(await second.terminate()).toBe(0)
  other.close()
})

test('a Unix socket is listened on, also where a killed process has left its file', async () => {
  const socketPath = join(work, 'served.sock')
  const first = run(['--socket', socketPath])
  await first.says(/on \S*served\.sock/)
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  const service = run(['--socket', socketPath])
  await service.says(/on \S*served\.sock/)
  const [response] = await once(request({ socketPath, path: '/' }).end(), 'response')
  expect(response.statusCode).toBe(200)
  response.resume()
  expect(await service.terminate()).toBe(0)
})

test('debug refuses an address that is not loopback, unless it is said to be meant', async () => {
  const refused = run(['--debug', '--no-reload', '--host', '0.0.0.0'])
  await refused.says(/"0\.0\.0\.0" is not a loopback address.*--unsafe-debug/)
  await refused.says(/ended with 2/)
  const meant = run(['--debug', '--no-reload', '--host', '0.0.0.0'], { FLAKON_UNSAFE_DEBUG: '1' })
  await meant.says(/^ {2}debug +on: errors show details; never in production$/m)
  expect(await meant.terminate()).toBe(0)
})

test('a section that cannot be set up is named, with status 1', async () => {
  const service = run([], { FLAKON_POOL_BROKEN: 'yes' })
  await service.says(/Section \[pool\] could not be set up: no connection/)
  await service.says(/ended with 1/)
})

test('invalid settings are one report with status 2 and no stack', async () => {
  const service = run([], {}, 'typo-settings')
  await service.says(/ended with 2/)
  expect(service.said).toMatch(/settings\.ini:2:1.*prot.*\[server\].*did you mean "?port"?\?/)
  expect(service.said).toMatch(/settings\.ini:6:9.*loud/)
  expect(service.said).not.toMatch(/^\s+at /m)
})

test('an unknown variable of ours is a warning and the service starts', async () => {
  const service = run([], { FLAKON_SERVER_PROT: '1' })
  await service.address()
  expect(service.said).toMatch(/FLAKON_SERVER_PROT.*did you mean FLAKON_SERVER_PORT/)
  expect(await service.terminate()).toBe(0)
})

test('--env-file adds variables, those of the environment win, and .env is not read outside debug', async () => {
  const file = join(work, 'word.env')
  writeFileSync(file, 'WORD=file\nFLAKON_APP_NAME=renamed\n')
  const service = run(['--env-file', file], { FLAKON_APP_NAME: 'kept' })
  await service.says(/^kept \(/m)
  expect(await (await fetch(await service.address())).json()).toMatchObject({ word: 'file' })
  expect(await service.terminate()).toBe(0)
})
