import { duration } from '../kind.ts'
import { defineSection } from '../section.ts'

/** `[shutdown]`: how the service ends; `serve` reads it. */
export const shutdownSection = defineSection('shutdown', {
  timeout: duration(
    '25s',
    'longest wait for requests in flight; then exit 1, naming those left. Keep it below the orchestrator’s own limit',
    { min: 0 },
  ),
})
