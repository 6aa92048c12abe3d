import type { PassThrough } from 'node:stream'

/** Everything in a stream: one read gives all of it, or a chunk, as Node's version has it. */
export function text(stream: PassThrough): string {
  const chunk: unknown = stream.read()
  return chunk === null ? '' : String(chunk) + text(stream)
}
