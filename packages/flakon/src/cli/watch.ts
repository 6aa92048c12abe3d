import { existsSync, type FSWatcher, statSync, watch } from 'node:fs'
import { basename, dirname } from 'node:path'

/** Events of one save come in bursts; this long after the last one they count as one, in ms. */
const settle = 40
/** Where events never end, as beside a busy log file, the files are looked at this often, in ms. */
const atLeast = 200

/** Watches files by their folders, so that an editor that writes a new file in place of the old one is noticed. */
export class FileWatcher {
  readonly #files = new Map<string, string>()
  readonly #folders = new Map<string, FSWatcher>()
  readonly #onChange: (files: string[]) => void
  #timer: NodeJS.Timeout | undefined
  #first = 0
  #rested = Date.now()

  constructor(onChange: (files: string[]) => void) {
    this.#onChange = onChange
  }

  /**
   * Starts to watch a file, which need not exist; nor need its folder. One that is younger than the child that reads it
   * may have been read before its last change.
   */
  add(file: string): void {
    if (this.#files.has(file)) return
    this.#watchFolderOf(file)
    const found = statSync(file, { throwIfNoEntry: false })
    const isYounger = found !== undefined && found.mtimeMs > this.#rested
    this.#files.set(file, isYounger ? 'younger' : signature(file))
    if (isYounger) this.#soon()
  }

  /** Takes the files as they are now for unchanged: called when a new child is about to read them. */
  rest(): void {
    this.#rested = Date.now()
    for (const file of this.#files.keys()) this.#files.set(file, signature(file))
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const watcher of this.#folders.values()) watcher.close()
  }

  #watchFolderOf(file: string): void {
    let folder = dirname(file)
    while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder)
    if (this.#folders.has(folder)) return
    try {
      const watcher = watch(folder, (_, name) => {
        // So Node says that the folder itself was moved or deleted; one made in its place is another one.
        if (name === basename(folder)) this.#forget(folder)
        this.#soon()
      })
      watcher.on('error', () => this.#forget(folder))
      this.#folders.set(folder, watcher)
    } catch {
      // It has gone in this very moment: the next event of what is above it comes back here.
    }
  }

  #forget(folder: string): void {
    this.#folders.get(folder)?.close()
    this.#folders.delete(folder)
  }

  #soon(): void {
    if (this.#timer === undefined) this.#first = performance.now()
    else if (performance.now() - this.#first > atLeast) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#check(), settle)
  }

  /** Reading a file, or touching its neighbour, is no change. */
  #check(): void {
    this.#timer = undefined
    for (const file of this.#files.keys()) this.#watchFolderOf(file)
    const changed = [...this.#files].filter(([file, before]) => signature(file) !== before)
    if (changed.length > 0) this.#onChange(changed.map(([file]) => file))
  }
}

function signature(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false })
  return found === undefined ? 'missing' : `${found.mtimeMs} ${found.size} ${found.ino}`
}
