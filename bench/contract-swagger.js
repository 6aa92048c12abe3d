// The operations of Swagger 2.0, as contract-documents.js has them.
import { answersOf, parametersOf, schemesOf } from './contract-nodes.js'

export function swagger(files, pool, root) {
  const form = 'application/x-www-form-urlencoded'
  const parameter = ({ node, file }) => ({
    name: node.name,
    in: node.in,
    required: node.required === true,
    style: node.in === 'query' ? 'form' : 'simple',
    explode: node.collectionFormat === 'multi',
    examples: [],
    schema: pool.schema({ node: schemaOf(node), file }),
  })
  const schemaOf = ({
    name,
    in: _,
    required,
    collectionFormat,
    description,
    allowEmptyValue,
    ...rest
  }) => (rest.type === 'file' ? { type: 'string', format: 'binary' } : rest)
  const bodyOf = (parameters, consumes) => {
    const whole = parameters.find(({ node }) => node.in === 'body')
    if (whole !== undefined) {
      const schema = pool.schema(files.at(whole, 'schema'))
      const types = consumes ?? ['application/json']
      const content = types.map((type) => [type, { schema, encoding: {} }])
      return { required: whole.node.required === true, content: Object.fromEntries(content) }
    }
    const fields = parameters.filter(({ node }) => node.in === 'formData')
    if (fields.length === 0) return undefined
    const properties = fields.map(({ node, file }) => [
      node.name,
      pool.schema({ node: schemaOf(node), file }),
    ])
    const required = fields.filter(({ node }) => node.required).map(({ node }) => node.name)
    const schema = { type: 'object', properties: Object.fromEntries(properties), required }
    const [type = form] = consumes ?? []
    return { required: required.length > 0, content: { [type]: { schema, encoding: {} } } }
  }
  const answer = (types) => (place) => ({
    content:
      place.node.schema === undefined
        ? {}
        : Object.fromEntries(
            types.map((type) => [
              type,
              { schema: pool.schema(files.at(place, 'schema')), encoding: {} },
            ]),
          ),
    headers: {},
  })
  return {
    operation({ path, method, item, operation }) {
      const { node } = operation
      const parameters = parametersOf(files, item, operation)
      const types = node.produces ?? root.node.produces ?? ['application/json']
      return {
        id: node.operationId ?? `${method.toUpperCase()} ${path}`,
        method,
        path,
        base: (root.node.basePath ?? '').replace(/\/$/, ''),
        parameters: parameters
          .filter(({ node }) => node.in !== 'body' && node.in !== 'formData')
          .map(parameter),
        body: bodyOf(parameters, node.consumes ?? root.node.consumes),
        answers: answersOf(files, operation, answer(types)),
        security: node.security ?? root.node.security,
      }
    },
    securitySchemes: () => schemesOf(files, files.at(root, 'securityDefinitions')),
  }
}
