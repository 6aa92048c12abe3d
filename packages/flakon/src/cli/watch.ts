import { type FSWatcher, statSync, watch } from 'node:fs'
import { dirname } from 'node:path'

/** Events of one save come in bursts; this long after the last one they count as one, in ms. */
const settle = 40

/** Watches files by their folders, so that an editor that writes a new file in place of the old one is noticed. */
export class FileWatcher {
  readonly #files = new Map<string, string>()
  readonly #folders = new Map<string, FSWatcher>()
  readonly #onChange: (files: string[]) => void
  #timer: NodeJS.Timeout | undefined

  constructor(onChange: (files: string[]) => void) {
    this.#onChange = onChange
  }

  /** Starts to watch a file, which need not exist. */
  add(file: string): void {
    if (this.#files.has(file)) return
    this.#files.set(file, signature(file))
    const folder = dirname(file)
    if (this.#folders.has(folder)) return
    try {
      const watcher = watch(folder, () => this.#soon())
      watcher.on('error', () => this.#folders.delete(folder))
      this.#folders.set(folder, watcher)
    } catch {
      // A folder that does not exist yet cannot be watched.
    }
  }

  /** Takes the files as they are now for unchanged: called when a new child is about to read them. */
  rest(): void {
    for (const file of this.#files.keys()) this.#files.set(file, signature(file))
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const watcher of this.#folders.values()) watcher.close()
  }

  #soon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#check(), settle)
  }

  /** Reading a file, or touching its neighbour, is no change. */
  #check(): void {
    const changed = [...this.#files].filter(([file, before]) => signature(file) !== before)
    if (changed.length > 0) this.#onChange(changed.map(([file]) => file))
  }
}

function signature(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false })
  return found === undefined ? 'missing' : `${found.mtimeMs} ${found.size} ${found.ino}`
}
