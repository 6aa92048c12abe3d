import { cpSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { call } from '../../flakon/test/process.ts'

/** What a Dockerfile made of a service, in a folder of this machine. */
export interface Image {
  /** What would be `/service` in the image. */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  readonly user: string
  /** The command without its first word, which is `node`. */
  readonly command: readonly string[]
  readonly healthCheck: readonly string[]
}

/**
 * Follows a Dockerfile as an engine would, without one: every stage is a folder below `work`, and commands run in it.
 * It knows the instructions that the skeleton uses, and throws at any other.
 */
export async function buildImage(service: string, work: string): Promise<Image> {
  const stages = new Map<string, string>()
  const image = {
    folder: '',
    env: {},
    user: 'root',
    command: [] as string[],
    healthCheck: [] as string[],
  }
  for (const line of readFileSync(join(service, 'Dockerfile'), 'utf8').split('\n')) {
    const [, word = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? []
    if (word === 'FROM') {
      image.folder = join(work, `stage-${stages.size}`)
      mkdirSync(image.folder)
      stages.set(/ AS (\w+)$/.exec(rest)?.[1] ?? 'last', image.folder)
    } else if (word === 'RUN') await run(rest, image.folder)
    else if (word === 'COPY') copy(rest, service, stages, image.folder)
    else if (word === 'ENV')
      image.env = Object.fromEntries(rest.split(' ').map((one) => one.split('=')))
    else if (word === 'USER') image.user = rest
    else if (word === 'CMD') image.command = words(rest)
    else if (word === 'HEALTHCHECK') image.healthCheck = words(rest)
    else if (line !== '' && !/^(#|WORKDIR \/service$|EXPOSE )/.test(line))
      throw new Error(`the Dockerfile has a line that no test follows: ${line}`)
  }
  return image
}

/** Mirrors of a registry may not all know yet a version that another one has just given. */
async function run(command: string, folder: string, tries = 4): Promise<void> {
  try {
    await call('sh', ['-c', command], folder)
  } catch (error) {
    if (tries === 1 || !String(error).includes('code ETARGET')) throw error
    await run(command, folder, tries - 1)
  }
}

/** The words of an instruction's JSON array, less the first, which has to be `node`. */
function words(rest: string): string[] {
  const [program, ...args] = JSON.parse(rest.slice(rest.indexOf('[')))
  if (program !== 'node') throw new Error(`process 1 should be node, and is ${program}`)
  return args
}

function copy(rest: string, service: string, stages: Map<string, string>, to: string): void {
  const [, stage, list = ''] = /^(?:--from=(\w+) )?(.*)$/.exec(rest) ?? []
  const from = stage === undefined ? service : (stages.get(stage) ?? '')
  const paths = list.split(' ')
  const target = join(to, paths.pop() ?? '')
  for (const path of paths) {
    const source = stage === undefined ? path : path.replace(/^\/service\//, '')
    if (source === '.') copyContext(from, target)
    else for (const name of matching(from, source)) copyOne(join(from, name), target)
  }
}

/** A directory's contents go to the target, a file goes into it. */
function copyOne(from: string, target: string): void {
  const to = statSync(from).isDirectory() ? target : join(target, basename(from))
  cpSync(from, to, { recursive: true, verbatimSymlinks: true })
}

/** Everything that .dockerignore does not leave out. */
function copyContext(from: string, target: string): void {
  const ignored = readFileSync(join(from, '.dockerignore'), 'utf8').split('\n')
  for (const name of readdirSync(from).filter((one) => !ignored.includes(one)))
    cpSync(join(from, name), join(target, name), { recursive: true })
}

function matching(folder: string, pattern: string): string[] {
  if (!pattern.endsWith('*')) return [pattern]
  return readdirSync(folder).filter((name) => name.startsWith(pattern.slice(0, -1)))
}
