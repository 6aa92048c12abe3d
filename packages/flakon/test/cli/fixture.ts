import { fileURLToPath } from 'node:url'

/** The folder of a fixture. */
export function folderOf(fixture: string): string {
  return fileURLToPath(new URL(`fixtures/${fixture}`, import.meta.url))
}
