/** What stands for a secret in everything Flakon writes. */
export const mask = '***'

const secretWords = /passw|passphrase|pwd|token|secret|key|credential/i

/** Whether a name says that its value is a secret; rather too often than once too seldom. */
export function isSecretName(name: string): boolean {
  return secretWords.test(name)
}

/** Whether a text as written takes in something secret, such as `${DB_PASSWORD}` or `${file:…}`. */
export function hasSecretReference(text: string): boolean {
  return [...text.matchAll(/\$\{([^}]*)/g)].some(
    ([, inner = '']) => inner.startsWith('file:') || isSecretName(inner),
  )
}

/**
 * Hides the user part of every URL in a text, and query parameters whose names say that they are secret.
 *
 * @example masked('redis://me:pass@cache:6379') // 'redis://***@cache:6379'
 */
export function masked(text: string): string {
  return (
    text
      .replace(/(:\/\/)[^\s/?#]*@/g, `$1${mask}@`)
      .replace(/(:\/\/)(?!\*\*\*@)[^\s@/]*:\S*@/g, `$1${mask}@`)
      // A URL whose scheme somebody forgot.
      .replace(/(^|[\s"'=])[^\s:/@"'=]+:[^\s/@]+@(?=\w)/g, `$1${mask}@`)
      .replace(/([?&]([^=&\s]+)=)[^&\s#]*/g, (whole, start, name) =>
        isSecretName(name) ? `${start}${mask}` : whole,
      )
  )
}

/** A value on one line, without secrets and without anything that a terminal would obey. */
export function show(text: string, secret = false): string {
  if (secret) return mask
  return masked(text).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (char) =>
    char === '\n' ? '\\n' : `\\u{${char.codePointAt(0)?.toString(16)}}`,
  )
}

/** A value inside a message: shown, and cut when it is long. */
export function quote(text: string, secret = false): string {
  const shown = show(text, secret)
  return shown.length > 80 ? `${shown.slice(0, 79)}…` : shown
}

/** A name inside a message; what is no name, such as a line of a private key, is cut short. */
export function quoteName(name: string): string {
  return /^[\w. :-]{1,40}$/.test(name) ? `"${name}"` : `"${show(name.slice(0, 8))}…"`
}
