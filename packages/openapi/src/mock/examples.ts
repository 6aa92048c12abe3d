import { isNode, type Node, type OpenApi, type Operation } from '../document.ts'

/** A value that the document gives as an example; it has a name where it stands among `examples`. */
export interface Example {
  readonly name: string | undefined
  readonly value: unknown
}

type Of = Pick<OpenApi, 'components'>

/** The examples of one media type of an answer, in the order of the document. */
export function answerExamples(
  operation: Operation,
  key: string,
  type: string,
  document: Of,
): readonly Example[] {
  const { content } = answerNode(operation, key, document)
  const all = Object.entries(isNode(content) ? content : {})
  const media = all.find(([written]) => written.toLowerCase().split(';')[0]?.trim() === type)
  return examplesOf(follow(media?.[1], document), document)
}

/** The examples of a header of an answer. */
export function headerExamples(
  operation: Operation,
  key: string,
  name: string,
  document: Of,
): readonly Example[] {
  const { headers } = answerNode(operation, key, document)
  return examplesOf(follow(isNode(headers) ? headers[name] : undefined, document), document)
}

function answerNode({ node }: Operation, key: string, document: Of): Node {
  const all = Object.entries(isNode(node.responses) ? node.responses : {})
  return follow(all.find(([written]) => written.toLowerCase() === key)?.[1], document)
}

function examplesOf({ example, examples }: Node, document: Of): Example[] {
  const named = Object.entries(isNode(examples) ? examples : {}).map(([name, one]) => {
    return { name, value: follow(one, document).value }
  })
  return [{ name: undefined, value: example }, ...named].filter(({ value }) => value !== undefined)
}

/** An object of the document, or the component that it refers to. */
function follow(value: unknown, { components }: Of): Node {
  let here = value
  for (let steps = 0; isNode(here) && typeof here.$ref === 'string' && steps < 16; steps++) {
    const [, , section = '', name = ''] = here.$ref.split('/')
    const all = Object.hasOwn(components, section) ? components[section] : undefined
    here = all !== undefined && Object.hasOwn(all, name) ? all[name] : undefined
  }
  return isNode(here) ? here : {}
}
