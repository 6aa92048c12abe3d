/**
 * Everything Flakon throws at its user, as one table with stable codes: what happened, with the offending
 * value, and what to do about it. `docs/errors.md` lists the same codes; a test compares the two.
 */
const table = {
  FLK_SETTINGS_INVALID: (report: string) => report,

  FLK_SECTION_NAME: (name: string) =>
    `Section name "${name}" is not usable: use lower-case letters, digits, "_" and "-", with dots between nested names, as in "client.users"`,
  FLK_SECTION_KEY: (section: string, key: string, reason: string) =>
    `Key "${key}" of section [${section}] is not declared correctly: ${reason}`,
  FLK_KEY_INVALID: (kind: string, docs: string, reason: string) =>
    `${kind}(…) "${docs}" is not declared correctly: ${reason}`,
  FLK_SECTION_DUPLICATE: (name: string) =>
    `Two different sections are named [${name}]: rename one, or share one defineSection() between the modules that use it`,
  FLK_SECTION_UNKNOWN: (name: string) =>
    `Section [${name}] is not part of this app: list it in createApp({ sections: [${name}] })`,
  FLK_SECTION_NOT_READY: (name: string, order: string) =>
    `Section [${name}] was asked for its value before it was set up; the order of set-up is ${order}. Ask inside a view, a hook or the setup of a later section, or move [${name}] forward`,
  FLK_SECTION_SKIPPED: (name: string) =>
    `Section [${name}] has no value here: the app is only being described, its sections are not set up`,
  FLK_SECTION_SETUP: (name: string, reason: string) =>
    `Section [${name}] could not be set up: ${reason}`,

  FLK_CLIENT_INVALID: (section: string, what: string) =>
    `[${section}] has no client: the function given to clientSection() returned ${what}, which is no client of @flakon/client. Return createClient<Operations>({ ...options, operations })`,
  FLK_CLIENT_TARGET: (section: string, blueprint: string, reason: string) =>
    `[${section}] url = app:${blueprint} ${reason}`,

  FLK_BLUEPRINT_INVALID: (what: string) =>
    `createApp({ blueprints }) takes blueprints, objects with { name, register(app) }, and Fastify plugins, which are functions; it got ${what}`,
  FLK_BLUEPRINT_NAME: (name: string) =>
    `Blueprint name "${name}" is not usable: use letters, digits, "_", "-" and ".", starting with a letter`,
  FLK_BLUEPRINT_DUPLICATE: (name: string, first: string, second: string) =>
    `Two blueprints are named "${name}": one made at ${first}, one at ${second}. Rename one, or mount it with { name: '…' }`,
  FLK_BLUEPRINT_FROZEN: (name: string, made: string, what: string, where: string) =>
    `Blueprint "${name}" (made at ${made}) is already registered, so ${what} at ${where} comes too late: declare it before the app becomes ready`,
  FLK_BLUEPRINT_LOOP: (name: string) =>
    `Blueprint "${name}" is mounted inside itself: remove one of the mount() calls`,
  FLK_VIEW_INVALID: (route: string, blueprint: string, what: string, where: string) =>
    `The view of ${route} in blueprint "${blueprint}" (${where}) is not a function: it is ${what}`,
  FLK_ROUTE_INVALID: (route: string, blueprint: string, where: string, reason: string) =>
    `${route} of blueprint "${blueprint}" (${where}) is not a route: ${reason}`,
  FLK_SCHEMA_INVALID: (route: string, view: string, where: string, reason: string) =>
    `The schema of ${route}, view ${view} (${where}), is not usable: ${reason}`,
  FLK_ROUTE_DUPLICATE: (route: string, first: string, second: string) =>
    `Two views are on ${route}: one at ${first}, one at ${second}. Change a path, or give one blueprint a prefix`,
  FLK_OPERATION_DUPLICATE: (what: string, first: string, second: string) =>
    `${what} is there twice in the document: ${first}, and ${second}. Name one otherwise: { operationId: '…' }, { name: '…' }, or another path`,
  FLK_SECURITY_UNKNOWN: (view: string, name: string, known: string) =>
    `View ${view} requires the security scheme "${name}", which no blueprint defines (defined: ${known}): new JsonBlueprint('…', { securitySchemes: { ${name}: … } })`,
  FLK_OPENAPI_PATH: (path: string) =>
    `[openapi] path = ${path} is no place for the document: write a path of plain words, as /openapi.json, other than /docs`,
  FLK_DOCS_MISSING: (name: string) =>
    `[openapi] docs = true needs ${name}, which is not installed: npm install ${name}`,

  FLK_PROBLEM_STATUS: (status: string) =>
    `problem() and abort() take a status from 400 to 599, and got ${status}`,

  FLK_SERVER_SETTING: (key: string, reason: string) => `[server] ${key} ${reason}`,
  FLK_SERVE_ADDRESS_IN_USE: (address: string, command: string, by: string) =>
    `${address} is already in use${by}. Stop what uses it, or choose another: ${command}`,
  FLK_SERVE_ADDRESS: (address: string, reason: string) => `Cannot listen on ${address}: ${reason}`,
  FLK_SERVE_LISTENING: () =>
    'The app listens already: its module calls listen() itself. Remove that call: flakon run and serve(app) do it',
  FLK_SHUTDOWN_TIMEOUT: (ms: number, left: readonly string[]) =>
    `Not finished after [shutdown] timeout (${ms} ms). ${left.length === 0 ? 'No request is left: a closing hook did not end' : `Requests left: ${left.join(', ')}`}`,
  FLK_SERVE_UNSAFE_DEBUG: (host: string) =>
    `Debug mode shows error details to whoever asks and "${host}" is not a loopback address: listen on 127.0.0.1, or add --unsafe-debug if you mean it`,

  FLK_APP_FOREIGN: () =>
    'This Fastify instance was not made by createApp(), so it has no sections: pass the app that createApp() returned, or a request of it',
  FLK_APP_NONE: (looked: string) =>
    `No app found. Looked for ${looked}. Name it: flakon run path/to/app.ts, --app, or FLAKON_APP`,
  FLK_APP_MODULE_MISSING: (module: string) =>
    `There is no module "${module}": check the path, which is relative to the current folder`,
  FLK_APP_IMPORT_FAILED: (module: string) => `Module "${module}" exists, but importing it failed:`,
  FLK_APP_SEVERAL: (module: string, names: string, example: string) =>
    `Module "${module}" holds several apps: ${names}. Choose one: flakon run ${example}`,
  FLK_APP_FACTORY_ARGUMENTS: (factory: string, count: number, example: string) =>
    `Factory "${factory}" needs ${count} argument${count === 1 ? '' : 's'}: flakon run '${example}'`,
  FLK_APP_NOT_AN_APP: (module: string, name: string, what: string) =>
    `"${name}" in "${module}" is not an app: it is ${what}. Export what createApp() returns`,
  FLK_APP_ABSENT: (module: string, names: string) =>
    `Module "${module}" exports no app, but ${names}: export what createApp() returns as "app"`,
  FLK_APP_NAME_MISSING: (module: string, name: string, hint: string) =>
    `Module "${module}" has no export "${name}"${hint}`,
  FLK_APP_SYNTAX: (reference: string, reason: string) =>
    `"${reference}" does not name an app: ${reason}. Write module, module:name or module:factory("argument", 1)`,
  FLK_APP_TYPESCRIPT: (module: string) =>
    `"${module}" is TypeScript, which this Node (${process.version}) cannot run by itself: npm install --save-dev tsx, or use Node 22.18 or later, or run the built JavaScript`,

  FLK_COMMAND_RESERVED: (blueprint: string) =>
    `Blueprint "${blueprint}" has commands, but "flakon ${blueprint}" is a command of Flakon's own: rename the blueprint`,
  FLK_USAGE: (message: string) => message,
} satisfies Record<string, (...args: never[]) => string>

/** A stable code of an error thrown by Flakon, such as `FLK_BLUEPRINT_DUPLICATE`. */
export type ErrorCode = keyof typeof table

/** The codes, for the test that compares them with the page. */
export const errorCodes = Object.keys(table) as readonly ErrorCode[]

/**
 * What Flakon throws at its user: a mistake in the code or the settings of the service, never a request's.
 *
 * @example
 * try { await app.ready() } catch (error) { if (error instanceof FlakonError) console.error(error.code) }
 */
export class FlakonError extends Error {
  override readonly name: string = 'FlakonError'
  /** Stable code of the error; see docs/errors.md. */
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Makes the error of a code from its parameters; `cause` is the error that led to it. */
export function flakonError<C extends ErrorCode>(
  code: C,
  args: Parameters<(typeof table)[C]>,
  cause?: unknown,
): FlakonError {
  const message = (table[code] as (...args: unknown[]) => string)(...args)
  return new FlakonError(code, message, cause === undefined ? undefined : { cause })
}

/** Whether an error is Flakon's own, also when another copy of the package threw it. */
export function isFlakonError(error: unknown): error is FlakonError {
  return error instanceof Error && String((error as Partial<FlakonError>).code).startsWith('FLK_')
}
