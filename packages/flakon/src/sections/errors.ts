import { onClientError, onError } from '../error-handler.ts'
import { oneOf } from '../kind.ts'
import { defineSection } from '../section.ts'

/** `[errors]`: what a client gets when something fails. */
export const errorsSection = defineSection(
  'errors',
  {
    format: oneOf(
      ['problem', 'flakon'],
      'problem',
      'problem is RFC 9457; flakon is { code, description, message }',
    ),
  },
  {
    options: () => ({
      frameworkErrors: onError,
      clientErrorHandler: onClientError,
      return503OnClosing: false,
    }),
  },
)
