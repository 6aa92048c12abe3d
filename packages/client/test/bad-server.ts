import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** One request, as it came. */
export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** What a server does with a request. */
export type Deed = (response: ServerResponse, request: IncomingMessage) => void

export interface BadServer {
  readonly url: string
  readonly seen: readonly Seen[]
  /** What was answered to requests whose connection is gone. */
  readonly gone: () => number
}

/** A server that does one deed after the other, and the last one for ever. */
export async function serverThat(...deeds: readonly Deed[]): Promise<BadServer> {
  const seen: Seen[] = []
  let gone = 0
  const server = createServer(async (request, response) => {
    response.on('close', () => {
      if (!response.writableFinished) gone += 1
    })
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url = '', headers } = request
    const deed = deeds[Math.min(seen.length, deeds.length - 1)]
    seen.push({ method, url, headers, body: Buffer.concat(chunks) })
    deed?.(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, seen, gone: () => gone }
}

type Headers = Readonly<Record<string, string>>

export const user = { id: 1, name: 'Ada' }

export const answers =
  (status: number, body?: unknown, headers: Headers = {}): Deed =>
  (response) => {
    const type = status < 400 ? 'application/json' : 'application/problem+json'
    if (body !== undefined) response.setHeader('content-type', type)
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    response.statusCode = status
    response.end(body === undefined ? '' : JSON.stringify(body))
  }

export const says =
  (text: string | Uint8Array, type: string, status = 200): Deed =>
  (response) => {
    response.writeHead(status, type === '' ? {} : { 'content-type': type }).end(text)
  }

export const isSilent: Deed = () => {}

export const resets: Deed = (_, request) => {
  request.socket.resetAndDestroy()
}

/** Says how long its answer is, and breaks off. */
export const breaksOff =
  (status = 200): Deed =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': '100' })
    response.write('{"id":')
    response.flushHeaders()
    setImmediate(() => response.destroy())
  }

/** Begins an answer, and says no more. */
export const stops =
  (status = 200): Deed =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.write('{"id":')
  }

/** An answer without end. */
export const isEndless =
  (status = 200, headers: Headers = {}): Deed =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    const chunk = Buffer.alloc(65_536, ' ')
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    }
    response.on('drain', more)
    more()
  }

export const redirects =
  (status: number, location: string): Deed =>
  (response) => {
    response.writeHead(status, { location }).end('somewhere else')
  }
