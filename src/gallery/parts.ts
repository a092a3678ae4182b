/** Made-up data for the parts of pages in the gallery. */
import type { FormProblem } from '../lib/client/forms.ts';
import type { AttentionItem } from '../lib/contract/attention.ts';
import type { DiskSpace, SpacePart } from '../lib/contract/box.ts';
import type { ConfigDifference } from '../lib/contract/config-values.ts';
import type { ConfigVersion } from '../lib/contract/config.ts';
import type { FileEntry } from '../lib/contract/files.ts';
import type { Health } from '../lib/contract/health.ts';
import type { Job } from '../lib/contract/jobs.ts';
import type { Destination } from '../lib/contract/notifications.ts';
import type { LogLine } from '../lib/contract/log-lines.ts';
import { PUP_STATES, type PupSummary, type ServiceTrouble } from '../lib/contract/pups.ts';
import type { UpdatePlan } from '../lib/contract/updates.ts';
import type { ConnectionEdge, ConnectionNode, ConnectionRequest, Connections } from '../lib/contract/wiring.ts';

const NOW = Date.now();
const minutes = (count: number) => NOW - count * 60_000;
const ID = 'a'.repeat(32);
/** Without a place to break a line at. */
const LONG = 'muchlongerthananycolumncanbeonaphoneandwithoutanyspacesothatitcannotbebroken';

export const ATTENTION: AttentionItem[] = (
	[
		['critical', 'The disk at / is full', { label: 'Free space', href: '/resources#space' }],
		['warning', `${LONG} is not healthy`, null],
		['info', 'Updates are there', { label: 'Look at them', href: '/store' }]
	] as const
).map(([severity, title, action], i) => ({
	id: `item:${i}`,
	severity,
	title,
	text: 'What it is, why, and what to do about it.',
	action,
	steps: severity === 'warning' ? [{ text: 'Let it through the firewall.', command: 'sudo ufw allow 8080' }] : [],
	links: severity === 'info' ? [{ label: 'Gateway', href: `/pups/${ID}`, note: 'version 1.1' }] : [],
	since: minutes(5 + i),
	subject: null,
	dismissible: severity === 'info'
}));

export const STATES = PUP_STATES;
export const HEALTH: Health[] = (['waiting', 'starting', 'healthy', 'unhealthy'] as const).map((state) => ({
	state,
	text: 'Port 8080 refuses the connection.',
	since: minutes(1)
}));
export const TROUBLE: ServiceTrouble[] = [
	{
		service: 'web',
		reason: 'It ended with status 1.',
		exitCode: 1,
		at: minutes(2),
		nextStartAt: NOW + 60_000,
		flapping: { ends: 4, minutes: 10 },
		lines: [
			{ at: minutes(2), stream: 'stdout', text: 'listening' },
			{ at: minutes(2), stream: 'stderr', text: `Error: no such file: ${LONG}` }
		]
	}
];
export const LIMITED: Pick<PupSummary, 'id' | 'name' | 'limitsReached'> = {
	id: ID,
	name: 'Gateway',
	limitsReached: (['memory', 'pids', 'storage'] as const).map((kind) => ({
		kind,
		at: minutes(30),
		text: 'It asked for more than it may have.'
	}))
};

export const JOBS: Job[] = (
	[
		['queued', 0],
		['running', 42],
		['succeeded', 100],
		['failed', 60]
	] as const
).map(([status, percent]) => ({
	id: `job-${status}`,
	kind: 'pup.install',
	title: `Install Gateway (${status})`,
	resources: [],
	subject: null,
	parentId: null,
	status,
	steps: [
		{
			name: 'root',
			title: 'Building the root filesystem',
			status: status === 'queued' ? 'pending' : status,
			percent,
			note: '42 of 97 packages',
			startedAt: minutes(1),
			finishedAt: null
		}
	],
	percent,
	error: null,
	waitingFor: null,
	result: null,
	cancellable: true,
	cancelRequested: false,
	requestedBy: 'owner',
	createdAt: minutes(2),
	startedAt: minutes(1),
	finishedAt: status === 'succeeded' || status === 'failed' ? NOW : null
}));

export const PLAN: UpdatePlan = {
	from: '1.0.0',
	to: '1.2.0',
	direction: 'newer',
	text: 'It is stopped and started.',
	restarts: true,
	kept: false,
	changes: [
		{ topic: 'settings', change: 'added', text: 'Cache, 450 unless it is set' },
		{ topic: 'settings', change: 'removed', text: 'Colour' },
		{ topic: 'permissions', change: 'changed', text: `It asks for ${LONG}` }
	],
	missing: [],
	settings: [],
	asks: [],
	versions: ['1.2.0', '1.1.0'].map((version, i) => ({
		version,
		origin: `tag v${version}`,
		updatedAt: minutes(9000 * (i + 1))
	})),
	notesHtml: '<p>Faster, and smaller.</p>'
};

export const DIFFERENCES: ConfigDifference[] = [
	{ name: 'A', label: 'Chain', secret: false, from: 'regtest', to: 'testnet' },
	{ name: 'B', label: 'Password', secret: true, from: '', to: '' },
	{ name: 'C', label: 'Note', secret: false, from: null, to: LONG }
];
export const VERSIONS: ConfigVersion[] = [3, 2, 1].map((version) => ({
	version,
	savedAt: minutes(60 * (4 - version)),
	savedBy: version === 1 ? 'box' : 'owner',
	savedByName: null,
	changed: version === 2 ? ['Chain', 'Password', 'Note', 'Cache', 'Colour'] : ['Chain'],
	current: version === 3
}));

const TIMES = Array.from({ length: 120 }, (_, i) => NOW - (120 - i) * 2000).filter((_, i) => i < 40 || i > 70);
const wave = (height: number) => TIMES.map((at) => height * (2 + Math.sin(at / 20_000)));
export const CHARTS = [
	{ title: 'Memory', times: TIMES, series: [{ label: 'in use', values: wave(2e8) }] },
	{
		title: 'Network',
		times: TIMES,
		series: [
			{ label: 'in', values: wave(1e6) },
			{ label: 'out', values: wave(4e5) }
		]
	},
	{ title: 'Disk', times: [], series: [{ label: 'in use', values: [] }] }
];

export const LINES: LogLine[] = [
	['stdout', 'listening on 8080'],
	['stdout', '\u001b[32mgreen\u001b[0m words of a peer'],
	['stderr', '{"level":"warn","msg":"no peer answers","tries":3}'],
	['stderr', `ERROR ${LONG} ${LONG} ${LONG}`],
	['stdout', '<b>not markup</b>']
].map(([stream, text], i) => ({
	at: minutes(10 - i),
	service: i % 2 ? 'a-service-with-a-long-name' : 'web',
	stream: stream as LogLine['stream'],
	text: text ?? '',
	cursor: `line-${i}`,
	...(i === 0 && { box: true })
}));

export const FILES: FileEntry[] = (['folder', 'file', 'link', 'other'] as const).map((kind) => ({
	part: `${kind}-${kind === 'file' ? LONG : 'here'}`,
	name: `${kind}-${kind === 'file' ? LONG : 'here'}`,
	kind,
	size: kind === 'file' ? 9.4e6 : 0,
	modifiedAt: minutes(90),
	...(kind === 'link' && { target: '../elsewhere' })
}));

export const DISKS: DiskSpace[] = (['ok', 'low', 'critical'] as const).map((level, i) => ({
	name: `/dev/sda${i}`,
	mountPoint: ['/', '/var/lib/dogebox', `/mnt/${LONG}`][i] ?? '/',
	holds: i === 1 ? ['box', 'pups'] : ['pups'],
	size: 500e9,
	free: [300e9, 20e9, 1e9][i] ?? 0,
	files: i === 2 ? null : 30_000_000,
	filesFree: i === 2 ? null : 29_000_000,
	level
}));
export const PARTS: SpacePart[] = [
	{ what: 'layers', bytes: 2.9e9, unused: 1.2e9, text: '1.2 GB of programs that no pup uses any more.' },
	{ what: 'downloads', bytes: 0, unused: 0, text: '' },
	{ what: 'logs', bytes: 3e6, unused: 0, text: '' }
];

export const REFUSED: FormProblem = {
	at: 'add-webhook',
	title: 'This cannot be added.',
	detail: null,
	code: 'invalid-input',
	fields: { url: 'Give a web address that begins with https:// or http://.', severities: 'Choose what is sent there.' },
	retryAfter: null,
	values: { name: 'Home server', url: 'ftp://nowhere', severities: '' }
};
export const DESTINATION: Destination = {
	id: 'd'.repeat(32),
	kind: 'email',
	name: 'Mail',
	severities: ['critical'],
	where: 'you@example.org by smtp.example.org:587',
	target: {
		kind: 'email',
		host: 'smtp.example.org',
		port: 587,
		security: 'starttls',
		username: 'box',
		from: 'box@example.org',
		to: 'you@example.org'
	},
	secretSet: true,
	createdAt: minutes(9000),
	lastSentAt: null,
	problem: null
};

const place = (id: string, kind: ConnectionNode['kind'], name: string): ConnectionNode => ({
	id,
	kind,
	name,
	state: kind === 'pup' ? (id === 'wallet' ? 'crashed' : 'running') : null,
	address: kind === 'pup' ? '10.69.0.7' : null
});
const GROUPS: ConnectionEdge['groups'] = [
	{ name: 'Read', description: 'Reads blocks and transactions.', severity: 3, granted: true, optional: false },
	{ name: 'Send', description: '', severity: 1, granted: false, optional: true }
];
const edge = (from: string, to: string, name: string | null, more: Partial<ConnectionEdge> = {}): ConnectionEdge => ({
	...{ from, to, interface: name, severity: name ? 3 : null, groups: name ? GROUPS : [], open: true, problem: null },
	...{ only: null, bytes: name ? 4.2e6 : 8e9, requests: name ? 1204 : null, refused: 0 },
	...more
});
export const CONNECTIONS: Connections = {
	problem: null,
	nodes: [
		place('explorer', 'pup', 'Block explorer'),
		place('wallet', 'pup', `Gigawallet ${LONG}`),
		place('node', 'pup', 'Dogecoin Core'),
		place('counter', 'pup', 'Counter'),
		place('store', 'pup', 'Key-value store'),
		place('notes', 'pup', 'Notes'),
		place('internet', 'internet', 'Internet'),
		place('lan', 'lan', 'Home network')
	],
	edges: [
		edge('explorer', 'node', 'core-rpc'),
		edge('wallet', 'node', 'core-rpc', { severity: 1, refused: 12 }),
		edge('wallet', 'node', 'core-zmq', { severity: 2, problem: 'Dogecoin Core does not run.' }),
		edge('counter', 'store', 'key-value', { open: false }),
		edge('node', 'internet', null),
		edge('wallet', 'internet', null, { open: false, refused: 3 }),
		edge('store', 'lan', null)
	]
};
export const REQUESTS: ConnectionRequest[] = [
	{ at: minutes(0), method: 'GET', path: '/rest/blocks', status: 200, bytes: 5120, refused: null },
	{ at: minutes(3), method: 'POST', path: `/${LONG}`, status: 403, bytes: 300, refused: 'Send is not granted.' }
];
