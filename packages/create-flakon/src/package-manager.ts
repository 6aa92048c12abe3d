/** The package managers a service may be made for. */
export const packageManagers = ['npm', 'pnpm', 'yarn', 'bun'] as const
export type PackageManager = (typeof packageManagers)[number]

/** What a service says differently for a package manager other than npm, whose words the template has. */
export interface Dialect {
  /** Installs exactly what the lock file says, where there may be nothing but Node: in CI and in an image. */
  readonly frozen: string
  /** Removes what only development needs. */
  readonly prune: string
  /** What `frozen` reads beside package.json. */
  readonly reads: string
  /** Files of its own. */
  readonly files: Readonly<Record<string, string>>
  /** What it leaves lying about that is not for git. */
  readonly ignored?: string
}

export const dialects: Readonly<Record<Exclude<PackageManager, 'npm'>, Dialect>> = {
  pnpm: {
    frozen: 'npx --yes pnpm install --frozen-lockfile',
    prune: 'CI=true npx --yes pnpm prune --prod',
    reads: 'pnpm-lock.yaml',
    files: {},
  },
  // Yarn 1 and later ones share no flag for this; the first passes over what it does not know.
  yarn: {
    frozen: 'corepack yarn install --immutable',
    prune:
      '(corepack yarn workspaces focus --production || corepack yarn install --production --frozen-lockfile)',
    reads: 'yarn.lock .yarnrc.yml',
    // Without node_modules, which later ones leave out unless told, neither make nor the image finds a command.
    files: { '.yarnrc.yml': 'nodeLinker: node-modules\n' },
    ignored: '.yarn/install-state.gz',
  },
  bun: {
    frozen: 'npx --yes bun install --frozen-lockfile',
    prune: 'rm -rf node_modules && npx --yes bun install --production --frozen-lockfile',
    reads: 'bun.lock',
    files: {},
  },
}
