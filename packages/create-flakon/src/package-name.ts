/** Names that npm keeps for itself. */
const reserved = ['node_modules', 'favicon.ico']

/**
 * Why a text cannot be the name of an npm package; undefined when it can. The rules are npm's for new packages.
 * @example packageNameFault('My Service') // 'has upper-case letters: write my-service'
 */
export function packageNameFault(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (name.length > 214) return `is ${name.length} characters long; npm takes 214`
  if (/[A-Z]/.test(name)) return `has upper-case letters: write ${toPackageName(name)}`
  if (/\s/.test(name)) return `has spaces in it: write ${toPackageName(name)}`
  const bare = name.replace(/^@[^/]+\//, '')
  if (/^[._-]/.test(bare)) return `starts with "${bare[0]}": write ${toPackageName(name)}`
  if (reserved.includes(bare)) return 'is a name that npm keeps for itself'
  if (!/^(?:@[a-z0-9-][a-z0-9-._]*\/)?[a-z0-9][a-z0-9-._]*$/.test(name)) {
    return `has characters other than letters, digits, "-", "_" and ".": write ${toPackageName(name)}`
  }
  return undefined
}

/** The nearest usable package name. @example toPackageName('My Service') // 'my-service' */
export function toPackageName(text: string): string {
  const words = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
  return words.replaceAll(/^[-._]+|[-.]+$/g, '') || 'my-service'
}
