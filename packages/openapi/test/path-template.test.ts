import { fastify } from 'fastify'
import { describe, expect, test } from 'vitest'
import { type RouteTemplate, rawOf, toRoute } from '../src/path-template.ts'

function routeOf(path: string): RouteTemplate {
  const route = toRoute(path)
  if ('fault' in route) throw new Error(route.fault)
  return route
}

/** An app with a route for each template, which answers with its template and the values that the router found. */
function routesOf(...templates: string[]) {
  const app = fastify()
  const routes = templates.map((template) => ({ template, route: routeOf(template) }))
  routes.sort((one, other) => other.route.rank - one.route.rank)
  for (const { template, route } of routes) {
    app.get(route.url, async (request) => {
      const params = request.params as Record<string, string>
      const values = [...route.places].map(([name, { key }]) => [name, params[key]])
      return { template, ...Object.fromEntries(values) }
    })
  }
  return async (url: string) => {
    const response = await app.inject({ url })
    return response.statusCode === 200 ? response.json() : response.statusCode
  }
}

describe('a template', () => {
  test.each([
    ['/v1/{name}:cancel', '/v1/a:cancel', { name: 'a' }],
    ['/v1/{name}:cancel', '/v1/a:b:cancel', { name: 'a:b' }],
    ['/v1/{name}:cancel', '/v1/a', 404],
    ['/v1/{name}:cancel', '/v1/:cancel', 404],
    ['/geo/{lat},{lon}', '/geo/52.1,-13.4', { lat: '52.1', lon: '-13.4' }],
    ['/geo/{lat},{lon}', '/geo/52.1', 404],
    ['/diff/{a}-{b}', '/diff/x-y-z', { a: 'x', b: 'y-z' }],
    ['/diff/{a}...{b}', '/diff/main...fix', { a: 'main', b: 'fix' }],
    ['/files/{name}.{ext}', '/files/a.tar.gz', { name: 'a', ext: 'tar.gz' }],
    ['/x/{a}:{b}', '/x/1:2', { a: '1', b: '2' }],
    ['/x/:{a}', '/x/:1', { a: '1' }],
    ['/x/{a}*{b}', '/x/1*2', { a: '1', b: '2' }],
    ['/users({id})', '/users(7)', { id: '7' }],
    ['/{user-id}/{a.b}', '/7/x', { 'user-id': '7', 'a.b': 'x' }],
    ['/{__proto__}/{constructor}', '/7/x', { ['__proto__']: '7', constructor: 'x' }],
    ['/{p0}/{user-id}', '/7/x', { p0: '7', 'user-id': 'x' }],
    ['/', '/', {}],
  ])('%s reads %s as %j', async (template, url, expected) => {
    const found = await routesOf(template)(url)
    if (typeof expected === 'number') expect(found).toBe(expected)
    else expect(found).toEqual({ template, ...expected })
  })

  test.each([
    ['/a*b', ['/a*b', '/a%2Ab'], ['/axb', '/a*']],
    ['/*', ['/*'], ['/x']],
    ['/a:b', ['/a:b'], ['/axb', '/a']],
    ['/::', ['/::'], ['/:']],
    ['/a%20b', ['/a%20b'], ['/a%2520b', '/a+b']],
    ['/a b', ['/a%20b'], ['/ab']],
    ['/größe', ['/gr%C3%B6%C3%9Fe'], ['/grosse']],
    ['/gr%c3%b6%C3%9Fe', ['/gr%C3%B6%C3%9Fe'], ['/grosse']],
    ['/a%2Fb', ['/a%2Fb', '/a%2fb'], ['/a/b', '/a%252Fb']],
    ['/a%3Fb/c', ['/a%3Fb/c'], ['/a?b/c', '/a']],
    ['/a%2Cb', ['/a%2Cb'], ['/a']],
    ['/100%25', ['/100%25'], ['/100', '/100%2525']],
    ['/100%', ['/100%25'], ['/100']],
    ['/$metadata$', ['/$metadata$'], ['/metadata']],
    ['/%24metadata%24', ['/%24metadata%24', '/$metadata$'], ['/metadata']],
    ['/a(b)?c', ['/a(b)'], ['/a']],
    ['/a', ['/a', '/a?x=1', '/%61'], ['/a/', '/A', '//a']],
  ])('%s with nothing but literals takes %j, and not %j', async (template, taken, others) => {
    const find = routesOf(template)
    for (const url of taken) expect([url, await find(url)]).toEqual([url, { template }])
    for (const url of others) expect([url, await find(url)]).toEqual([url, 404])
  })

  test.each([
    ['/{a}{b}', 'nothing tells where {a} ends and {b} begins: put a character between them'],
    ['/{a}/{a}', 'the parameter {a} stands in it twice'],
    ['/{a', 'a brace { has no partner: {name} is a parameter'],
    ['/a}', 'a brace } has no partner: {name} is a parameter'],
    ['/{}', 'a parameter {} has no name'],
    ['pets/{id}', 'a path begins with a slash'],
  ])('%s cannot be routed: %s', (template, fault) => {
    expect(toRoute(template)).toEqual({ fault })
  })

  test('keeps names that the router takes, for those who read its routes', () => {
    expect(routeOf('/runs/{runner_id}/{user-id}').url).toBe('/runs/:runner_id([^]+)/:p1([^]+)')
  })
})

describe('a value in a path', () => {
  const find = routesOf('/g/{p}', '/g/{p}/h')

  test('that is empty is not found', async () => {
    expect(await find('/g/')).toBe(404)
    expect(await find('/g//h')).toBe(404)
    expect(await find('/g')).toBe(404)
  })

  test('does not take a slash at the end', async () => {
    expect(await find('/g/1')).toMatchObject({ p: '1' })
    expect(await find('/g/1/')).toBe(404)
  })

  test.each([
    ['/g/a%2Fb', 'a/b'],
    ['/g/a%2Fb/h', 'a/b'],
    ['/g/a%252Fb', 'a%2Fb'],
    ['/g/100%25', '100%'],
    ['/g/%25%32%35', '%25'],
    ['/g/a%0Ab', 'a\nb'],
    ['/g/%C3%A9+%20', 'é+ '],
    ['/g/..%2F..', '../..'],
  ])('%s is %j', async (url, p) => {
    expect(await find(url)).toMatchObject({ p })
  })

  test.each(['/g/%', '/g/%ZZ', '/g/%C3', '/g/%FF'])('%s is malformed', async (url) => {
    expect(await find(url)).toBe(400)
  })
})

describe('of several routes', () => {
  test('literal text comes before a parameter', async () => {
    const find = routesOf('/u/{id}', '/u/me', '/u/{id}/x', '/u/me/y')
    expect(await find('/u/me')).toEqual({ template: '/u/me' })
    expect(await find('/u/7')).toMatchObject({ template: '/u/{id}' })
    expect(await find('/u/me/x')).toMatchObject({ template: '/u/{id}/x', id: 'me' })
  })

  test('the one with more literal text in a segment comes first, in whichever order they are written', async () => {
    const templates = ['/u/{id}', '/u/{id}:stop', '/u/{lat},{lon}', '/u/{id}.json']
    for (const all of [templates, templates.toReversed()]) {
      const find = routesOf(...all)
      expect(await find('/u/7')).toMatchObject({ template: '/u/{id}' })
      expect(await find('/u/7:stop')).toMatchObject({ template: '/u/{id}:stop', id: '7' })
      expect(await find('/u/1,2')).toMatchObject({ template: '/u/{lat},{lon}' })
      expect(await find('/u/7.json')).toMatchObject({ template: '/u/{id}.json' })
    }
  })
})

describe('the raw text of a parameter', () => {
  const raw = (template: string, name: string, path: string) => {
    const place = routeOf(template).places.get(name)
    return place === undefined ? undefined : rawOf(path, place)
  }

  test('is what was sent, behind any prefix', () => {
    expect(raw('/a/{ids}/b', 'ids', '/api/v1/a/x%2Cy,z/b')).toBe('x%2Cy,z')
    expect(raw('/a/{ids}', 'ids', '//api//a/x/')).toBe('x')
  })

  test('is cut where a character was sent as itself', () => {
    expect(raw('/{lat},{lon}', 'lat', '/1%2C5,2')).toBe('1%2C5')
    expect(raw('/{lat},{lon}', 'lon', '/1%2C5,2')).toBe('2')
    expect(raw('/{a}-{b}', 'b', '/x%2Dy-z')).toBe('y-z')
    expect(raw('/{ids}:all', 'ids', '/1,2%253A:all')).toBe('1,2%253A')
  })

  test('is not there where the path is cut in no such place', () => {
    expect(raw('/{lat},{lon}', 'lat', '/1%2C2')).toBeUndefined()
    expect(raw('/a/{b}/c', 'b', '/c')).toBeUndefined()
  })
})
