import {
  existsSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { formatFaults } from '../check.ts'
import { ContractError, usage } from '../errors.ts'
import { loadDocument } from '../load.ts'
import { generateTypes, type TypesOptions } from '../typescript/generator.ts'
import { type CommandIo, type CommandRow, refRoots, refRootsOf, refuseOthers } from './command.ts'

/** More warnings are told by `flakon openapi lint`, more differences by writing the file and looking at it. */
const most = 10

/**
 * `flakon types FILE`: the types of a document, to standard output or to a file. 1 means that the document has errors,
 * or that the file is stale; 2, that something could not be read or written.
 */
export const types: CommandRow = {
  name: 'types',
  arguments: '<file>',
  description: 'Write the TypeScript types of an OpenAPI document, at a path or URL.',
  options: [
    { flags: '-o, --output <file>', docs: 'write them to a file instead of standard output' },
    { flags: '--check', docs: 'say whether the file of -o is up to date, and write nothing' },
    { flags: '--table', docs: 'add the table of operations that a client needs' },
    {
      flags: '--camel',
      docs: 'operation ids in camelCase and types in PascalCase; what is sent keeps its names',
    },
    refRoots,
  ],
  async run(flags, [file, ...others], io) {
    if (file === undefined) throw usage('name a document: flakon types openapi.yaml -o src/api.ts')
    refuseOthers(others, 'flakon types')
    const output = typeof flags.output === 'string' ? flags.output : undefined
    const isCheck = flags.check === true
    if (isCheck && (output === undefined || output === '-')) {
      throw usage('--check compares with the file that -o names: add -o src/api.ts')
    }
    const options = { table: flags.table === true, camel: flags.camel === true }
    const made = await generate(file, options, refRootsOf(flags), io)
    if (made === undefined) return 1
    const { text, files } = made
    if (output === undefined || output === '-') io.stdout.write(text)
    else if (isCheck) return check(output, text, commandOf(file, output, options), io)
    else write(output, text, files, io)
    return 0
  },
}

/** Undefined where the document has errors, which are told. */
async function generate(
  file: string,
  options: TypesOptions,
  refRoots: readonly string[],
  { cwd, stderr }: CommandIo,
): Promise<{ readonly text: string; readonly files: readonly string[] } | undefined> {
  try {
    const path = /^(?:https?|file):/i.test(file) ? file : resolve(cwd, file)
    const loaded = await loadDocument(path, { refRoots })
    const errors = loaded.faults.filter(({ grade }) => grade === 'error')
    const told = errors.length > 0 ? errors : loaded.faults.slice(0, most)
    for (const line of formatFaults(loaded, told)) stderr.write(`${line}\n`)
    if (errors.length > 0) return undefined
    const more = loaded.faults.length - told.length
    if (more > 0) stderr.write(`… and ${more} more warnings: flakon openapi lint ${file}\n`)
    return { text: generateTypes(loaded, options), files: loaded.files }
  } catch (error) {
    const isFault = error instanceof ContractError && !mistakes.includes(error.code)
    if (!isFault) throw error
    stderr.write(`${error.message}\n`)
    return undefined
  }
}

/** Mistakes of the command line, which `flakon` tells itself; others are those of the document. */
const mistakes: readonly string[] = ['FLK_CONTRACT_SOURCE', 'FLK_CONTRACT_USAGE']

function commandOf(file: string, output: string, { table, camel }: TypesOptions): string {
  const flags = `${table ? ' --table' : ''}${camel ? ' --camel' : ''}`
  return `flakon types ${file} -o ${output}${flags}`
}

/** The file is there as a whole or as it was; what a link leads to, and a device or pipe, is written itself. */
function write(
  output: string,
  text: string,
  files: readonly string[],
  { cwd, stderr }: CommandIo,
): void {
  const path = realPath(resolve(cwd, output))
  const reason = whyNot(path, files)
  if (reason !== undefined) throw usage(`${output} cannot be written: ${reason}`)
  const isPlain = statSync(path, { throwIfNoEntry: false })?.isFile() ?? true
  const unfinished = `${path}.${process.pid}.new`
  try {
    writeFileSync(isPlain ? unfinished : path, text)
    if (isPlain) renameSync(unfinished, path)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw usage(`${output} cannot be written: ${(error as Error).message}`, error)
  }
  stderr.write(`wrote ${output}\n`)
}

function whyNot(path: string, files: readonly string[]): string | undefined {
  const folder = dirname(path)
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return 'it is a folder'
  if (!existsSync(folder)) return `there is no folder ${folder}`
  if (files.map(realPath).includes(path)) return 'it is the document, or a part of it'
  return undefined
}

function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : path
}

function check(output: string, text: string, command: string, { cwd, stdout }: CommandIo): number {
  const kept = read(output, cwd, command)
  if (kept === text) {
    stdout.write(`${output} is up to date\n`)
    return 0
  }
  const lines = [
    `${output} is stale (- in the file, + in the document):`,
    ...firstDifference(kept.split('\n'), text.split('\n')),
    `Write it again: ${command}`,
  ]
  stdout.write(`${lines.join('\n')}\n`)
  return 1
}

/** Git may have changed how its lines end. */
function read(output: string, cwd: string, command: string): string {
  try {
    return readFileSync(resolve(cwd, output), 'utf8').replaceAll('\r\n', '\n')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'there is no such file' : message
    throw usage(`--check ${output}: ${reason}; write it first: ${command}`, error)
  }
}

/** The first lines that are not the same, as a comparison shows them. */
function firstDifference(kept: readonly string[], made: readonly string[]): string[] {
  const start = made.findIndex((line, index) => line !== kept[index])
  const from = start === -1 ? made.length : start
  let [end, other] = [kept.length, made.length]
  for (; end > from && other > from && kept[end - 1] === made[other - 1]; end--) other--
  const show = (sign: string, lines: readonly string[]) => [
    ...lines.slice(0, most).map((line) => `  ${sign} ${line}`),
    ...(lines.length > most ? [`  ${sign} … and ${lines.length - most} more lines`] : []),
  ]
  return [
    `  line ${from + 1}:`,
    ...show('-', kept.slice(from, end)),
    ...show('+', made.slice(from, other)),
  ]
}
