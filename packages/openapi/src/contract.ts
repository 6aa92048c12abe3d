import { boolean, defineSection, list, oneOf } from 'flakon'

const keys = {
  strict: boolean(false, 'stop the boot for what is repaired in a document otherwise'),
  ref_roots: list(
    [],
    "folders, beside the document's own, and URLs that its references may lead into",
  ),
  missing: oneOf(
    ['fail', '501', 'mock', 'mock_in_production'],
    'fail',
    'an operation without a handler stops the boot, answers 501, or is mocked: in debug and under test, or anywhere',
  ),
  warm: boolean(
    true,
    'compile the schemas in the background once the service listens; otherwise on first use',
  ),
  allow_unsecured: boolean(false, 'do not mention that a document declares no security at all'),
}

/** `[contract]`: how the documents of contract-first blueprints are read and served. */
export const contract = defineSection('contract', keys, {
  // A large document over a slow network takes more than the 10 seconds that Fastify waits for a plugin.
  options: () => ({ pluginTimeout: 120_000 }),
})
