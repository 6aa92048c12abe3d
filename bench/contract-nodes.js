// Nodes of documents, wherever in the files they stand.
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { CORE_SCHEMA, load } from 'js-yaml'

/** Nodes that know their file: `follow` goes where a `$ref` leads. */
export function createFiles() {
  const read = new Map()
  const files = {
    read(path) {
      if (!read.has(path)) read.set(path, load(readFileSync(path, 'utf8'), { schema: CORE_SCHEMA }))
      return read.get(path)
    },
    target(ref, from) {
      const [path, pointer = ''] = ref.split('#')
      const file = path === '' ? from : resolve(dirname(from), decodeURIComponent(path))
      let node = files.read(file)
      for (const step of pointer.split('/').slice(1)) {
        node = node?.[decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')]
      }
      if (node === undefined) throw new Error(`nothing at ${ref} of ${from}`)
      return { node, file, key: `${file}#${pointer}` }
    },
    follow(place) {
      let here = place
      while (typeof here.node?.$ref === 'string') here = files.target(here.node.$ref, here.file)
      return here
    },
    at: ({ node, file }, key) => ({ node: node?.[key], file }),
    entries: ({ node, file }) =>
      Object.entries(node ?? {}).map(([key, value]) => [key, { node: value, file }]),
    list: ({ node, file }) => (node ?? []).map((value) => ({ node: value, file })),
  }
  return files
}

/** What is said of a path item and again of its operation, the latter counts. */
export function parametersOf(files, item, operation) {
  const all = [item, operation].flatMap((place) =>
    files.list(files.follow(files.at(place, 'parameters'))),
  )
  const byName = all
    .map(files.follow)
    .map((place) => [`${place.node.in} ${place.node.name}`, place])
  return [...new Map(byName).values()]
}

export function answersOf(files, operation, answer) {
  const all = files.entries(files.at(operation, 'responses'))
  return Object.fromEntries(
    all
      .filter(([status]) => !status.startsWith('x-'))
      .map(([status, place]) => [status.toLowerCase(), answer(files.follow(place))]),
  )
}

export function schemesOf(files, place) {
  return Object.fromEntries(
    files.entries(place).map(([name, one]) => [name, files.follow(one).node]),
  )
}
