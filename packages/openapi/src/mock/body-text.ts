import { isJson } from '../answers.ts'
import { isNode } from '../document.ts'

/** How a media type is written. */
export type Writing = 'json' | 'line' | 'xml' | 'form' | 'text' | 'bytes'

/** Undefined for one that nothing is known about but that it has parts. */
export function writingOf(type: string): Writing | undefined {
  if (isJson(type) || /yaml$/.test(type)) return 'json'
  if (/^application\/(?:x-)?(?:ndjson|jsonl|json-lines)$/.test(type)) return 'line'
  if (/^(?:application|text)\/(?:.+\+)?xml$/.test(type)) return 'xml'
  if (type === 'application/x-www-form-urlencoded') return 'form'
  if (type.startsWith('multipart/')) return undefined
  return type.startsWith('text/') ? 'text' : 'bytes'
}

/** The type that a range of them is sent as. */
export function sentAs(type: string): string {
  if (type === '*/*' || type === 'application/*') return 'application/json'
  if (type === 'text/*') return 'text/plain'
  if (type === 'image/*') return 'image/png'
  return type.endsWith('/*') ? 'application/octet-stream' : type
}

/** With the letters of a text, where those have to be said. */
export function typed(type: string): string {
  return type.startsWith('text/') || isJson(type) ? `${type}; charset=utf-8` : type
}

/** What text of a type looks like, around a word. */
export const texts: Readonly<Record<string, (word: string) => string>> = {
  'text/html': (word) => `<!doctype html>\n<title>${word}</title>\n<p>${word}</p>\n`,
  'text/csv': (word) => `name,value\r\n${word},1\r\n`,
  'text/event-stream': (word) => `data: ${word}\n\n`,
}

/** The smallest file of a type. */
const files: Readonly<Record<string, string>> = {
  'image/png':
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'image/gif': 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
  'application/zip': 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==',
}

/** A file of a type, or, where none is known, some bytes. */
export function fileOf(type: string, word: string): Buffer {
  const file = Object.hasOwn(files, type) ? files[type] : undefined
  if (file !== undefined) return Buffer.from(file, 'base64')
  return Buffer.from(type === 'application/pdf' ? pdfOf(word) : word)
}

/** A document of one empty page. */
function pdfOf(word: string): string {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>',
    `<< /Title (${word}) >>`,
  ]
  let text = '%PDF-1.4\n'
  const starts = objects.map((object, index) => {
    const start = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(start).padStart(10, '0')} 00000 n \n`
  })
  const table = `xref\n0 5\n0000000000 65535 f \n${starts.join('')}`
  return `${text}${table}trailer\n<< /Size 5 /Root 1 0 R /Info 4 0 R >>\nstartxref\n${text.length}\n%%EOF\n`
}

/** The fields of a form; of a list each item. */
export function toForm(value: unknown): string {
  const form = new URLSearchParams()
  for (const [name, one] of Object.entries(isNode(value) ? value : {})) {
    for (const item of [one].flat()) {
      form.append(name, typeof item === 'object' ? JSON.stringify(item) : String(item))
    }
  }
  return form.toString()
}
