import type { ClientOptions } from '../src/client-section.ts'

/** What a section hands to a client that it binds to a request. */
export interface Context {
  readonly requestId?: string
  readonly traceparent?: string
  readonly tracestate?: string
  readonly deadline?: number
  readonly signal?: AbortSignal
}

/** As little of a client as a section needs: it can be bound, and passes on what it is bound to. */
export class FakeClient {
  readonly options: ClientOptions
  readonly context: Context

  constructor(options: ClientOptions, context: Context = {}) {
    this.options = options
    this.context = context
  }

  [Symbol.for('flakon.bind')](context: Context): FakeClient {
    return new FakeClient(this.options, context)
  }

  async call(path: string, init: RequestInit = {}): Promise<Response> {
    const { fetch = globalThis.fetch, url } = this.options
    const { requestId, deadline, signal } = this.context
    const headers = new Headers(init.headers)
    if (requestId !== undefined) headers.set('x-request-id', requestId)
    if (deadline !== undefined) {
      headers.set('request-deadline', String(Math.floor(deadline - performance.now())))
    }
    return fetch(url + path, { ...init, headers, ...(signal === undefined ? {} : { signal }) })
  }
}

/** The error of a client whose service failed, as a view that does not catch it throws it. */
export function upstreamError(status: number, retryAfter?: number): Error {
  const error = new Error('GET http://10.0.0.7/users answered 401: hunter2 is no password')
  return Object.assign(error, {
    statusCode: 401,
    expose: true,
    headers: { 'www-authenticate': 'Basic' },
    problem: { detail: 'hunter2' },
    [Symbol.for('flakon.upstream')]: { status, retryAfter },
  })
}
