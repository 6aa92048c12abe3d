import { fastify } from 'fastify'
import type { Parameter, Schema } from '../src/document.ts'
import { createDecoder, type Decoded } from '../src/parameters.ts'
import { toRoute } from '../src/path-template.ts'

/** What `components.schemas` of the documents in these tests hold. */
export type Components = Readonly<Record<string, Schema>>

export function follow(components: Components = {}) {
  return (schema: Schema): Schema => {
    const ref = typeof schema === 'object' ? String(schema.$ref) : ''
    const found = components[ref.slice('#/components/schemas/'.length)]
    if (found === undefined) throw new Error(`nothing at ${ref}`)
    return found
  }
}

const styles = { path: 'simple', query: 'form', header: 'simple', cookie: 'form' } as const

/** A parameter with the defaults of OpenAPI. */
export function parameter(given: Partial<Parameter> & Pick<Parameter, 'name' | 'in'>): Parameter {
  const style = given.style ?? styles[given.in]
  return {
    required: given.in === 'path',
    style,
    explode: style === 'form',
    allowReserved: false,
    allowEmptyValue: false,
    schema: {},
    place: { file: '', pointer: '' },
    ...given,
  }
}

interface Sent {
  readonly url?: string
  readonly headers?: Record<string, string>
}

/** Sends requests to a route with these parameters, and gives what the decoder reads of each. */
export function reading(
  parameters: readonly Parameter[],
  { path = '/', components = {}, known = [] as string[] } = {},
) {
  const route = toRoute(path)
  if ('fault' in route) throw new Error(route.fault)
  const decode = createDecoder(parameters, route, follow(components), known)
  const app = fastify()
  let decoded: Decoded | undefined
  app.get(route.url, async (request) => {
    decoded = decode(request)
    return 'read'
  })
  return async ({ url = '/', headers = {} }: Sent): Promise<Decoded> => {
    decoded = undefined
    const response = await app.inject({ url, headers })
    if (decoded === undefined) throw new Error(`${response.statusCode} ${response.body}`)
    return decoded
  }
}

/** The value of a single parameter called `k`, or the faults. */
export function readingOne(
  given: Partial<Parameter> & Pick<Parameter, 'in'>,
  components: Components = {},
) {
  const name = given.name ?? 'k'
  const path = given.in === 'path' ? `/{${name}}` : '/'
  const read = reading([parameter({ ...given, name })], { path, components })
  return async (sent: string) => {
    const { params, query, headers, cookies, faults } = await read(toSent(given.in, name, sent))
    const parts = { path: params, query, header: headers, cookie: cookies }
    if (faults !== undefined) return faults.map(({ pointer, detail }) => `${pointer} ${detail}`)
    return parts[given.in]?.[given.in === 'header' ? name.toLowerCase() : name]
  }
}

function toSent(place: Parameter['in'], name: string, sent: string): Sent {
  if (place === 'path') return { url: `/${sent}` }
  if (place === 'query') return { url: `/?${sent}` }
  return { headers: { [place === 'header' ? name : 'cookie']: sent } }
}
