/**
 * `Date.now` is for points in time that are stored, shown, or compared with such. Durations, waits
 * and delays are measured by `monotonicMs` (or `performance.now`), which no step of the clock
 * changes. A file that needs the wall clock has a row here, with the reason.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { codeIn } from './code-in.ts';

const ALLOWED: Record<string, string> = {
	'src/dkm/main.ts': 'when something was logged or put aside',
	'src/lib/server/attention/attention.ts': 'when something was put away',
	'src/lib/server/audit/audit.ts': 'when something was done; life of rows',
	'src/lib/server/auth/auth.ts': 'Max-Age from the end of a session; stored moments',
	'src/lib/server/auth/devices.ts': 'stored moments',
	'src/lib/server/auth/session-clock.ts': 'how far the clock was set',
	'src/lib/server/auth/sessions.ts': 'stored moments',
	'src/lib/server/auth/tokens.ts': 'stored moments',
	'src/lib/server/boxes/actions.ts': 'stored moments',
	'src/lib/server/boxes/create.ts': 'stored moments',
	'src/lib/server/boxes/health.ts': 'when a box was checked, and since when it is so',
	'src/lib/server/boxes/networks.ts': 'stored moments',
	'src/lib/server/boxes/carry-out.ts': 'when a box ended',
	'src/lib/server/boxes/reconciler.ts': 'ends that are moments',
	'src/lib/server/boxes/run.ts': 'when what is left of it is removed',
	'src/lib/server/boxes/volumes.ts': 'stored moments',
	'src/lib/server/boxes/running.ts': 'when a box started and stopped',
	'src/lib/server/build/build.ts': 'age of archives on the disk',
	'src/lib/server/compat/docker/events/events.ts': 'when something happened',
	'src/lib/server/compat/docker/routes/list.ts': 'how long a container has been so',
	'src/lib/server/compat/docker/routes/disk-use.ts': 'how long a container has been so',
	'src/lib/server/compat/docker/routes/observe.ts': 'when counters were read, and processes were begun',
	'src/lib/server/compat/docker/routes/lifecycle.ts': 'what was made before a moment',
	'src/lib/server/compat/docker/routes/networks.ts': 'what was made before a moment',
	'src/lib/server/compat/docker/routes/system.ts': 'the host’s clock; bounds that are moments',
	'src/lib/server/compat/docker/routes/images.ts': 'until when images were made',
	'src/lib/server/compat/docker/routes/streams.ts': 'from and until when lines are wanted',
	'src/lib/server/compat/docker/streams/logs.ts': 'whether the moment until which lines are wanted has come',
	'src/lib/server/concurrency/clock.ts': 'says what it is for',
	'src/lib/server/db/copies.ts': 'days of copies',
	'src/lib/server/db/replace.ts': 'when the database was replaced',
	'src/lib/server/events/events.ts': 'when something changed',
	'src/lib/server/host/agent/audit.ts': 'when a verb was called',
	'src/lib/server/host/build/apt.ts': 'age of files on the disk',
	'src/lib/server/host/build/layers.ts': 'age of files on the disk',
	'src/lib/server/host/containers/logs.ts': 'when a line was written',
	'src/lib/server/host/containers/recorded.ts': 'when the end of a command was found',
	'src/lib/server/idempotency/answers.ts': 'life of rows',
	'src/lib/server/images/images.ts': 'when an image came',
	'src/lib/server/jobs/jobs.ts': 'moments of a job',
	'src/lib/server/metrics/sampler.ts': 'when a sample was taken',
	'src/lib/server/operations/log-file.ts': 'up to which moment a log is given',
	'src/lib/server/notifications/destinations.ts': 'when a destination was added',
	'src/lib/server/notifications/notifications.ts': 'stored moments; hours of the day',
	'src/lib/server/outbound/exchange.ts': 'a date in an answer',
	'src/lib/server/outbound/outbound.ts': 'age of files on the disk',
	'src/lib/server/owner-news.ts': 'from when on something needs the owner; whether the clock is behind',
	'src/lib/server/pups/actions/install.ts': 'when it was installed',
	'src/lib/server/pups/actions/settings.ts': 'when settings were saved',
	'src/lib/server/pups/config/history.ts': 'when a configuration was saved',
	'src/lib/server/pups/health/health.ts': 'since when a service is healthy or not',
	'src/lib/server/pups/lifecycle/exchanged-config.ts': 'when settings were exchanged with a version',
	'src/lib/server/pups/lifecycle/executors.ts': 'when a service ended',
	'src/lib/server/pups/lifecycle/install.ts': 'when it was installed',
	'src/lib/server/pups/lifecycle/preview.ts': 'as if settings were saved now',
	'src/lib/server/pups/lifecycle/rebuild.ts': 'when a pup was taken over',
	'src/lib/server/pups/lifecycle/records.ts': 'from and to what people are shown',
	'src/lib/server/pups/lifecycle/switch.ts': 'when a version was installed',
	'src/lib/server/pups/measures/limits-reached.ts': 'when a limit was reached',
	'src/lib/server/pups/measures/own-metrics.ts': 'when a value was reported',
	'src/lib/server/pups/pages/change.ts': 'when a token was made',
	'src/lib/server/recovery/html.ts': 'how old a copy is',
	'src/lib/server/pups/terminals/terminals.ts': 'when a terminal was opened',
	'src/lib/server/recovery/recovery.ts': 'what the page shows',
	'src/lib/server/runtime/nixos/containers.ts': 'when a service was found ended',
	'src/lib/server/runtime/nixos/services.ts': 'when a service was found started or ended',
	'src/lib/server/runtime/oci/calls/processes.ts': 'when a process started',
	'src/lib/server/runtime/oci/execs/execs.ts': 'when a command ended',
	'src/lib/server/runtime/oci/exit-tracker.ts': 'when a process ended',
	'src/lib/server/runtime/oci/logs/merging.ts': 'whether a line’s moment lies ahead',
	'src/lib/server/runtime/oci/sandbox.ts': 'when a container was made',
	'src/lib/server/runtime/oci/logs/logs.ts': 'when a line was written',
	'src/lib/server/setup/setup.ts': 'stored moments; the wizard’s token',
	'src/lib/server/sources/source-update.ts': 'when a source was read',
	'src/lib/server/sources/schedule.ts': 'how long ago a source was read, before this program ran',
	'src/lib/server/sources/sources.ts': 'when a source was added',
	'src/lib/server/webhooks/webhooks.ts': 'stored moments; when something is sent',
	'src/lib/server/wiring/hooks.ts': 'stored moments',
	'src/lib/server/wiring/rows.ts': 'when a provider was chosen',
	'src/supervisor/box-log.ts': 'when a line was written',
	'src/supervisor/main.ts': 'when a part ended; the log'
};

const files = codeIn('src/lib/server', 'src/agent', 'src/supervisor', 'src/dkm', 'src/unpack', 'src/cli');

it('durations are measured by the monotonic clock', () => {
	const found = files.filter((file) => /\bDate\.now\b|new Date\(\)/.test(readFileSync(file, 'utf8')));
	expect(found.sort()).toEqual(Object.keys(ALLOWED).sort());
});
