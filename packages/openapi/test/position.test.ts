import { describe, expect, test } from 'vitest'
import { Positions } from '../src/position.ts'
import { linesOf, loadFiles } from './loading.ts'

const yaml = `# a comment
openapi: 3.1.0
"paths":
  /users/{id}:
    get: &get
      parameters:
        - name: id
          in: path

        - { name: "a b", in: query }
    put: *get
    post:
      <<: *get
      'a~b': é𝄞
`

const json = `{
  "openapi": "3.1.0",
  "a\\u0062c": [ {"d": 1}, "\\u00e9", { "e" : [[2]] } ],
  "": { "/": null }
}`

describe('where something stands', () => {
  test.each([
    ['', '2:1'],
    ['/openapi', '2:1'],
    ['/paths', '3:1'],
    ['/paths/~1users~1{id}/get', '5:5'],
    ['/paths/~1users~1{id}/get/parameters/0', '7:11'],
    ['/paths/~1users~1{id}/get/parameters/0/in', '8:11'],
    ['/paths/~1users~1{id}/get/parameters/1', '10:11'],
    ['/paths/~1users~1{id}/get/parameters/1/in', '10:26'],
    ['/paths/~1users~1{id}/put/parameters/0/in', '8:11'],
    ['/paths/~1users~1{id}/post/parameters/0/in', '8:11'],
    ['/paths/~1users~1{id}/post/a~0b', '14:7'],
    ['/paths/~1users~1{id}/patch/nothing', '4:3'],
    ['/nothing', '2:1'],
  ])('YAML: %s', (pointer, expected) => {
    const { line, column } = new Positions(yaml).locate(pointer)
    expect(`${line}:${column}`).toBe(expected)
  })

  test.each([
    ['', '1:1'],
    ['/abc', '3:3'],
    ['/abc/0/d', '3:18'],
    ['/abc/1', '3:27'],
    ['/abc/2/e/0/0', '3:47'],
    ['/', '4:3'],
    ['//~1', '4:9'],
  ])('JSON: %s', (pointer, expected) => {
    const { line, column } = new Positions(json).locate(pointer)
    expect(`${line}:${column}`).toBe(expected)
  })

  test('lines end as on Windows, too', () => {
    const positions = new Positions('a: 1\r\nb:\r\n  c: 2\r\n')
    expect(positions.locate('/b/c')).toEqual({ line: 3, column: 3 })
  })

  test('faults are told in the order of the file, each with place, pointer, and what is expected', async () => {
    const loaded = await loadFiles({
      'openapi.yaml': `openapi: 3.0.3
info: { title: Things, version: '1' }
paths:
  /things/{id}:
    get:
      responses:
        '200':
          description: fine
          content:
            application/json:
              schema:
                $ref: 'models/thing.yaml'
        '20': { description: odd }
      security:
        - token: []
`,
      'models/thing.yaml': `type: object
properties:
  size:
    type: integer
    minimum: 'one'
  name: { nullable: true, $ref: '#/nowhere' }
`,
    })
    expect(linesOf(loaded)).toMatchInlineSnapshot(`
      [
        "models/thing.yaml:5:5 #/properties/size/minimum error structure: "one" stands where a number is expected",
        "models/thing.yaml:6:11 #/properties/name/nullable warning nullable_without_type: nullable belongs beside a type: null is taken besides what the schema takes",
        "models/thing.yaml:6:27 #/properties/name/$ref error unresolved_ref: "#/nowhere" leads nowhere: there is no "/nowhere" in this file",
        "openapi.yaml:5:5 #/paths/~1things~1{id}/get warning missing_id: has no operationId, it is called "GET /things/{id}"",
        "openapi.yaml:5:5 #/paths/~1things~1{id}/get error undeclared_path_parameter: the path /things/{id} has {id}, which no parameter with "in: path" declares",
        "openapi.yaml:13:9 #/paths/~1things~1{id}/get/responses/20 error structure: "20" is no status: 200, 4XX or default",
        "openapi.yaml:15:11 #/paths/~1things~1{id}/get/security/0/token error unknown_security_scheme: "token" is no security scheme of the document, which declares none",
      ]
    `)
  })
})
