import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file of the reference page. */
export interface Page {
  readonly path: string
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
  read(): string | Buffer
}

/** Nothing comes from elsewhere, nothing is inline, nothing is evaluated. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const html = 'text/html; charset=utf-8'
const css = 'text/css; charset=utf-8'
const js = 'text/javascript; charset=utf-8'

/**
 * The reference page: Swagger UI, whose files lie in `folder`, and what starts it. All addresses are relative, so that
 * it works behind a proxy that puts a path in front.
 */
export function pageFiles(folder: string, document: string, title: () => string): Page[] {
  const file = (name: string, type: string): Page => ({
    path: `/docs/${name}`,
    type,
    headers: { 'cache-control': 'public, max-age=3600' },
    read: () => readFileSync(join(folder, name)),
  })
  const own = (path: string, type: string, read: () => string): Page => ({
    path,
    type,
    headers: { 'content-security-policy': policy, 'x-content-type-options': 'nosniff' },
    read,
  })
  return [
    own('/docs', html, () => index(title())),
    own('/docs/start.js', js, () => start(document.replace(/^\//, ''))),
    own('/docs/house.css', css, () => house),
    file('swagger-ui.css', css),
    file('swagger-ui-bundle.js', js),
    file('favicon-32x32.png', 'image/png'),
  ]
}

function index(title: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<link rel="icon" type="image/png" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="stylesheet" href="docs/house.css">
</head>
<body>
<main id="page"></main>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`
}

/** Follows the reader's light or dark setting, also when it changes. */
function start(document: string): string {
  return `const dark = matchMedia('(prefers-color-scheme: dark)')
const follow = () => window.document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', follow)
follow()
SwaggerUIBundle({
  url: ${JSON.stringify(document)},
  dom_id: '#page',
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  validatorUrl: null,
})
`
}

const house = `body { margin: 0; background: #fff; }
html.dark-mode body { background: #1c2022; }
.swagger-ui .info { margin: 2rem 0 1rem; }
.swagger-ui .wrapper { max-width: 70rem; }
.swagger-ui .scheme-container { box-shadow: none; padding: 0.5rem 0; }
`

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
