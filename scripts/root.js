import { fileURLToPath } from 'node:url'

/** The folder of the repository, whatever folder a script is started from. */
export const root = fileURLToPath(new URL('..', import.meta.url))
