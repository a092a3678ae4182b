/** Verbs of nginx, which carries the web pages of pups. */
import { isIP, isIPv4 } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { isAlive } from '../process-identity.ts';
import { verb } from '../verb.ts';
import { configText } from './config-text.ts';
import { endNginx, loadConfig, loadedGeneration, runningNginx, stampOf } from './nginx.ts';
import { nginxPlace, pagesFolders } from './place.ts';
import { portProblem } from './port-probe.ts';

/** More pages than a box has ports for. */
const MAX_PAGES = 1000;
/** Connections that are cut in one call. */
const MAX_CUT = 4096;
/** Of these, in one call of ss: its filter is an argument. */
const CUT_AT_ONCE = 40;
/** How soon the end of nginx is seen, ms. */
const WATCH_EVERY = 400;

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));
/** Parsed, and in the one form that node prints. */
const address = v.pipe(
	v.string(),
	v.maxLength(45),
	v.check((text) => isIP(text) !== 0 && /^[0-9a-f.:]+$/i.test(text), 'not an address')
);
const address4 = v.pipe(
	v.string(),
	v.check((text) => isIPv4(text), 'not an IPv4 address')
);

const spec = v.strictObject({
	listen: v.pipe(v.array(address), v.minLength(1), v.maxLength(4)),
	pages: v.pipe(
		v.array(v.strictObject({ port, address: address4, targetPort: port })),
		v.maxLength(MAX_PAGES),
		v.check((pages) => new Set(pages.map((page) => page.port)).size === pages.length, 'a port twice')
	),
	trustedProxy: v.nullable(address),
	keepAnswers: v.boolean()
});

/**
 * Makes what nginx and dogeboxd meet at.
 * @returns path of the socket at which dogeboxd answers nginx' questions
 */
export const pagesPrepare = verb('pages.prepare', v.strictObject({}), async (_args, context) => ({
	gate: (await nginxPlace(context)).gate
}));

/**
 * Has nginx show exactly these pages, and starts it where it does not run. Doing it twice changes
 * nothing. Ports that others hold are left out and told.
 * @throws BoxError `program-missing`; `pages-refused`, and what was shown before is shown still
 */
export const pagesApply = verb('pages.apply', spec, async (wanted, context) => {
	const folders = pagesFolders(context.paths);
	const running = await runningNginx(folders.record);
	// Workers of a killed one hold its ports.
	if (!running) await endNginx(folders);
	const place = await nginxPlace(context);
	const held = new Set(running?.sockets);
	const problems: { port: number; reason: string }[] = [];
	const pages: typeof wanted.pages = [];
	for (const page of wanted.pages) {
		let reason: string | null = null;
		for (const at of wanted.listen) if (!held.has(`${at} ${page.port}`)) reason ??= await portProblem(at, page.port);
		if (reason === null) pages.push(page);
		else problems.push({ port: page.port, reason });
	}
	pages.sort((a, b) => a.port - b.port);
	const { text, generation } = configText({ ...wanted, pages }, place);
	const lowPorts = pages.some((page) => page.port < 1024);
	const stands = running?.stamp === stampOf(place, lowPorts) && (await loadedGeneration(place.control)) === generation;
	if (!stands) {
		const sockets = pages.flatMap((page) => wanted.listen.map((at) => `${at} ${page.port}`));
		await loadConfig(place, { text, generation, sockets, lowPorts }, context);
	}
	return { problems };
});

/** Ends when nginx has ended; at once where it does not run. */
export const pagesWatch = verb('pages.watch', v.strictObject({}), async (_args, { paths, signal }) => {
	const { record } = pagesFolders(paths);
	for (let running = await runningNginx(record); running && isAlive(running);) {
		await delay(WATCH_EVERY, undefined, { signal });
	}
	return {};
});

/**
 * Cuts connections of browsers to pages. The kernel does it: nginx knows no session of the box.
 * @throws BoxError `host-command-failed` where it cannot
 */
export const pagesCut = verb(
	'pages.cut',
	v.strictObject({
		connections: v.pipe(v.array(v.strictObject({ port, peer: address, peerPort: port })), v.maxLength(MAX_CUT))
	}),
	async ({ connections }, context) => {
		for (let at = 0; at < connections.length; at += CUT_AT_ONCE) {
			const filter = connections
				.slice(at, at + CUT_AT_ONCE)
				.flatMap((one, index) => [
					...(index > 0 ? ['or'] : []),
					...[
						'(',
						'sport',
						'=',
						`:${one.port}`,
						'and',
						'dst',
						'=',
						one.peer.includes(':') ? `[${one.peer}]` : one.peer
					],
					...['and', 'dport', '=', `:${one.peerPort}`, ')']
				]);
			await context.spawn('ss', ['-K', '-H', '-n', '-t', 'state', 'connected', ...filter], { timeoutMs: 20_000 });
		}
		return {};
	}
);

/** Ends nginx. */
export const pagesStop = verb('pages.stop', v.strictObject({}), async (_args, { paths }) => {
	await endNginx(pagesFolders(paths));
	return {};
});
