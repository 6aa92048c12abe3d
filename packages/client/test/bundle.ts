import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'

const own = (path: string) => JSON.stringify(fileURLToPath(new URL(path, import.meta.url)))

/** Where the parts of a program are, as strings of its source. */
export const client = own('../src/index.ts')
export const api = own('./users-api.ts')

/** A program as browsers get it: one minified module. What it imports by name is looked for from `parent` on. */
export async function bundleOf(source: string, parent: string = tmpdir()): Promise<string> {
  const folder = mkdtempSync(join(parent, 'flakon-bundle-'))
  try {
    const entry = join(folder, 'program.ts')
    writeFileSync(entry, source)
    const made = await build({
      configFile: false,
      logLevel: 'error',
      root: folder,
      build: {
        write: false,
        target: 'es2022',
        modulePreload: { polyfill: false },
        rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' },
      },
    })
    const { output } = [made].flat()[0] as Rolldown.RolldownOutput
    return output[0].code
  } finally {
    rmSync(folder, { recursive: true })
  }
}
