import { resolve } from 'node:path'
import { diffDocuments } from '../diff/diff.ts'
import { type Change, type ChangePlace, rules } from '../diff/rules.ts'
import { isNode, type LoadedDocument } from '../document.ts'
import { parse, Unreadable } from '../document-text.ts'
import { ContractError, usage } from '../errors.ts'
import { loadDocument } from '../load.ts'
import { type CommandIo, type CommandRow, refRoots, refRootsOf } from './command.ts'

/** `flakon openapi diff`: what differs in two documents, and whether it breaks clients. */
export const diff: CommandRow = {
  name: 'openapi diff',
  arguments: '<old> <new>',
  description: 'Say which changes of a document break clients; exit with 1 where some do.',
  options: [
    { flags: '--json', docs: 'every change, for programs' },
    { flags: '--markdown', docs: 'tables, for the comment on a pull request' },
    refRoots,
  ],
  async run({ json, markdown, ...flags }, words, io) {
    const roots = refRootsOf(flags)
    const [old, now] = words
    if (old === undefined || now === undefined || words.length > 2) {
      throw usage('two documents are compared: flakon openapi diff old.yaml openapi.yaml')
    }
    if (json && markdown)
      throw usage('--json and --markdown are two forms of one report: choose one')
    if (old === '-' && now === '-')
      throw usage('only one of the documents can be read from standard input')
    const documents = [await read(old, roots, io), await read(now, roots, io)] as const
    const changes = diffDocuments(...documents)
    const report = json ? toJson : markdown ? toMarkdown : toText
    io.stdout.write(report(changes, documents, [old, now]))
    return changes.some(({ breaking }) => breaking) ? 1 : 0
  },
}

type Documents = readonly [old: LoadedDocument, now: LoadedDocument]
type Names = readonly [old: string, now: string]

async function read(
  word: string,
  refRoots: readonly string[],
  io: CommandIo,
): Promise<LoadedDocument> {
  try {
    const loaded = await loadDocument(await sourceOf(word, io), { refRoots })
    const errors = loaded.faults.filter(({ grade }) => grade === 'error').length
    if (errors > 0) {
      const said = `${errors} ${errors === 1 ? 'error' : 'errors'}`
      io.stderr.write(
        `${word} has ${said} and is compared as far as it goes: see flakon openapi lint ${word}\n`,
      )
    }
    return loaded
  } catch (error) {
    if (error instanceof ContractError) throw usage(error.message, error)
    if (error instanceof Unreadable)
      throw usage(`the document on standard input ${error.message}`, error)
    throw error
  }
}

async function sourceOf(word: string, { cwd, stdin }: CommandIo): Promise<string | object> {
  if (/^(https?|file):/i.test(word)) return word
  if (word !== '-') return resolve(cwd, word)
  const chunks: Buffer[] = []
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk))
  const { value } = parse(Buffer.concat(chunks).toString('utf8'))
  if (isNode(value)) return value
  throw usage('there is no document on standard input')
}

/** Counts in words: `2 changes break clients, 1 does not`. */
function summary(changes: readonly Change[]): string {
  const count = changes.filter(({ breaking }) => breaking).length
  const others = changes.length - count
  if (changes.length === 0) return 'nothing changes for clients'
  const verb = count === 1 ? 'change breaks' : 'changes break'
  return `${count === 0 ? 'no' : count} ${verb} clients, ${others} ${others === 1 ? 'does' : 'do'} not`
}

/** The stable form: its members stay, others may come. */
function toJson(changes: readonly Change[], documents: Documents, names: Names): string {
  const [old, now] = documents.map(({ version }, index) => ({ document: names[index], version }))
  const breaking = changes.filter((one) => one.breaking).length
  const all = changes.map((one) => ({ ...one, why: rules.get(one.rule)?.why }))
  const report = { old, new: now, breaking, harmless: changes.length - breaking, changes: all }
  return `${JSON.stringify(report, undefined, 2)}\n`
}

/** One change, and the operations in which it is the same. */
interface Group {
  readonly change: Change
  readonly operations: ReadonlySet<string>
}

/** Changes of a shared component, and those in the same words, are one. */
function groupsOf(changes: readonly Change[]): Group[] {
  const groups = new Map<string, { change: Change; operations: Set<string> }>()
  for (const change of changes) {
    const { rule, message, component, place, operation } = change
    const key = JSON.stringify([rule, message, component ?? place])
    const group = groups.get(key) ?? { change, operations: new Set<string>() }
    if (operation !== undefined) group.operations.add(operation)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** What changes: in one operation where it is in that, in many the component. */
function subjectOf({ change, operations }: Group): string {
  return operations.size > 1 ? (change.component ?? change.place) : change.place
}

/** The operations; of a change inside of many some. */
function listed({ change, operations }: Group, show = (name: string) => name): string {
  const most = change.place === '' ? operations.size : 5
  const some = [...operations].slice(0, most).map(show).join(', ')
  return operations.size > most ? `${some} and ${operations.size - most} more` : some
}

/** For people: what breaks first, by operation. */
function toText(changes: readonly Change[], _: Documents, [old, now]: Names): string {
  const lines = [`${old} → ${now}: ${summary(changes)}`]
  for (const breaking of [true, false]) {
    const blocks = new Map<string, string[]>()
    for (const group of groupsOf(changes.filter((one) => one.breaking === breaking))) {
      const head = headOf(group)
      blocks.set(head, [...(blocks.get(head) ?? []), ...linesOf(group)])
    }
    if (blocks.size > 0) lines.push('', breaking ? 'BREAKING' : 'NOT BREAKING')
    for (const [head, inner] of blocks) lines.push('', head, ...inner)
  }
  // What stands in a document must not move the cursor of a terminal.
  return lines.map((line) => `${line.replaceAll(/\p{Cc}/gu, ' ')}\n`).join('')
}

function headOf(group: Group): string {
  const { size } = group.operations
  if (size > 1) return `in ${size} operations: ${listed(group)}`
  const { operation = 'the document', operationId } = group.change
  return operationId === undefined ? operation : `${operation} (${operationId})`
}

function linesOf(group: Group): string[] {
  const { rule, message, old, new: now } = group.change
  const subject = subjectOf(group)
  const places = [old, now].flatMap((one) => (one === undefined ? [] : [positionOf(one)]))
  return [
    `  ${subject === '' ? '' : `${subject}: `}${message}`,
    `    ${rules.get(rule)?.why} (${rule})`,
    ...(places.length === 0 ? [] : [`    ${places.join(' → ')}`]),
  ]
}

function positionOf({ file, pointer, line, column }: ChangePlace): string {
  return line === undefined ? `${file}#${pointer}` : `${file}:${line}:${column}`
}

/** Rows that a comment on a pull request has room for. */
const room = 100

/** For a pull request: a table of what breaks, and one, folded up, of what does not. */
function toMarkdown(changes: readonly Change[], _: Documents, [old, now]: Names): string {
  const head = `## Changes of the API: ${summary(changes)}\n\n${code(old)} → ${code(now)}\n`
  const [breaking, others] = [true, false].map((one) =>
    groupsOf(changes.filter((change) => change.breaking === one)),
  ) as [Group[], Group[]]
  const parts = [head]
  if (breaking.length > 0) parts.push(`### Breaking\n\n${tableOf(breaking)}`)
  if (others.length > 0) {
    parts.push(`<details><summary>Not breaking</summary>\n\n${tableOf(others)}\n</details>\n`)
  }
  return parts.join('\n')
}

function tableOf(groups: readonly Group[]): string {
  const rows = groups.slice(0, room).map((group) => {
    const { rule, message } = group.change
    const subject = subjectOf(group)
    const where = listed(group, code) || 'the document'
    const cells = [where, subject === '' ? '' : code(subject), escaped(message)]
    return `| ${[...cells, `${escaped(rules.get(rule)?.why ?? '')} (${code(rule)})`].join(' | ')} |\n`
  })
  const more = groups.length > room ? `\nand ${groups.length - room} more\n` : ''
  return `| operation | place | change | why |\n| --- | --- | --- | --- |\n${rows.join('')}${more}`
}

/** Text as it is, in a cell of a table. */
function code(text: string): string {
  const plain = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `\`${plain}\`` : `${fence} ${plain} ${fence}`
}

function escaped(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>()#+!|~&@$]/g, '\\$&')
}
