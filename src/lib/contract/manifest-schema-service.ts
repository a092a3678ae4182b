/**
 * Members of a manifest that define which processes run, and how they are stopped and monitored.
 */
import * as v from 'valibot';
import { HEALTH_RETRIES, HEALTH_SECONDS } from './health.ts';
import { wanted } from './manifest-errors.ts';
import {
	inLength,
	line,
	list,
	must,
	needed,
	OBJECT,
	oneLine,
	say,
	seen,
	severalLines,
	TEXT,
	textMap,
	whole
} from './manifest-schema-parts.ts';
import { MOST_STOP_SECONDS, STOP_SIGNALS } from './stop.ts';

const SECONDS = `a whole number from 1 to ${MOST_STOP_SECONDS}`;
const stop = v.looseObject(
	{
		signal: say(
			v.nullish(v.picklist(STOP_SIGNALS, wanted(`one of ${STOP_SIGNALS.join(', ')}`)), 'SIGTERM'),
			'Signal that every process of the service gets. Absent: `SIGTERM`.'
		),
		seconds: say(
			whole(1, MOST_STOP_SECONDS, SECONDS),
			'Seconds until it is killed. The owner can set another number. Absent: 30, or 120 for a node, wallet or data store.'
		)
	},
	wanted('an object with signal and seconds')
);

const healthPort = must(
	whole(1, 65_535, 'a whole number from 1 to 65535'),
	'Port inside the container, on which the service listens at 0.0.0.0.'
);
/** Characters of a request target, without a fragment (RFC 9112 §3.2). */
const HEALTH_PATH = /^\/[!-"$-~]*$/;
const healthPath = v.nullish(
	v.pipe(
		v.string(TEXT),
		inLength(1024),
		oneLine,
		seen,
		v.regex(HEALTH_PATH, wanted('a path of ASCII characters that begins with “/”, without blanks and “#”'))
	),
	'/'
);
const bounded = ({ least, most }: { least: number; most: number }) => whole(least, most);

const health = v.looseObject(
	{
		http: say(
			v.nullish(
				v.looseObject(
					{
						port: healthPort,
						path: say(healthPath, 'Path that is requested with GET; absent: `/`.')
					},
					wanted('an object with port and path')
				),
				null
			),
			'Healthy if a GET returns a status from 200 to 399. Redirects are not followed.'
		),
		tcp: say(
			v.nullish(v.looseObject({ port: healthPort }, wanted('an object with port')), null),
			'Healthy if the port accepts connections.'
		),
		exec: say(
			v.nullish(
				v.looseObject(
					{
						argv: must(
							list(v.pipe(v.string(TEXT), inLength(4096), severalLines), 64),
							'Program and arguments, run inside the service with its rights, without a shell.'
						)
					},
					wanted('an object with argv')
				),
				null
			),
			'Healthy if the command ends with exit code 0.'
		),
		interval: say(
			bounded(HEALTH_SECONDS.interval),
			`Seconds between two checks. Absent: ${HEALTH_SECONDS.interval.else}.`
		),
		timeout: say(
			bounded(HEALTH_SECONDS.timeout),
			`Seconds after which a check without an answer has failed. Absent: ${HEALTH_SECONDS.timeout.else}.`
		),
		retries: say(
			bounded(HEALTH_RETRIES),
			`Number of consecutive failed checks after which the service is unhealthy. Absent: ${HEALTH_RETRIES.else}.`
		),
		startPeriod: say(
			bounded(HEALTH_SECONDS.startPeriod),
			`Seconds after a start in which a failed check does not count. Absent: ${HEALTH_SECONDS.startPeriod.else}.`
		),
		restart: say(
			v.nullish(v.boolean(wanted('true or false')), true),
			'Whether the service is restarted when it is unhealthy. Absent: `true`.'
		)
	},
	wanted('an object with http, tcp or exec')
);

export const service = v.looseObject(
	{
		name: must(
			needed('service name is required', 100),
			'Name of the process: letters, digits, “_”, “.” and “-”, 63 at most.'
		),
		command: must(
			v.nullish(
				v.looseObject(
					{
						exec: must(
							line(4096),
							'Program and arguments, split as a shell would, but no shell runs it. With nix: path below the package that pup.nix defines under the service’s name.'
						),
						cwd: say(line(1024), 'Working folder; a relative path is below `/pup`.'),
						env: say(textMap(256, 32_768), 'Environment variables of this service.')
					},
					wanted('an object with exec, cwd and env')
				),
				{}
			),
			'The command to run.'
		),
		stop: say(v.nullish(stop, null), 'How the service is stopped. Ours.'),
		health: say(v.nullish(health, null), 'Health check: exactly one kind of check. Ours.')
	},
	OBJECT
);

export type ManifestService = v.InferOutput<typeof service>;
export type ManifestHealth = v.InferOutput<typeof health>;
