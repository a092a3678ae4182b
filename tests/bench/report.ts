/** Writes docs/performance.md and its chart from the runs that were kept. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { meets, type BenchRun, type Figure } from './stats.ts';

/** Runs shown in the chart and the table over time. */
const SHOWN = 30;

const unitOf = (f: Figure, value: number) => `${value} ${f.unit}`;

function targetText(f: Figure): string {
	const parts = [
		...(f.target === undefined ? [] : [`${f.targetOf === 'p99' ? 'p99 ' : ''}≤ ${f.target} ${f.unit}`]),
		...(f.targetRatio === undefined ? [] : [`≤ ${f.targetRatio} × peer`])
	];
	return parts.join(', ') || '–';
}

/** The number that the target applies to. */
const counted = (f: Figure) => (f.targetOf === 'p99' ? (f.p99 ?? f.value) : f.value);

function latestTable(run: BenchRun): string[] {
	return [
		'| what | figure | p95 | p99 | peer in the same run | ratio | target | met |',
		'| --- | --- | --- | --- | --- | --- | --- | --- |',
		...run.figures.map((f) => {
			const met = meets(f);
			const peer = f.peer
				? `${f.peer.name}: ${unitOf(f, f.peer.value)}${f.peer.p99 === undefined ? '' : ` (p99 ${f.peer.p99})`}`
				: '–';
			return `| ${[
				f.title,
				unitOf(f, f.value),
				f.p95 === undefined ? '–' : unitOf(f, f.p95),
				f.p99 === undefined ? '–' : unitOf(f, f.p99),
				peer,
				f.ratio ?? '–',
				targetText(f),
				met === null ? '–' : met ? 'yes' : '**no**'
			].join(' | ')} |`;
		})
	];
}

function historyTable(runs: BenchRun[]): string[] {
	const ids = [...new Map(runs.flatMap((run) => run.figures.map((f) => [f.id, f] as const))).values()];
	return [
		`| date (UTC) | commit | node | ${ids.map((f) => `${f.id} (${f.unit})`).join(' | ')} |`,
		`| --- | --- | --- | ${ids.map(() => '---').join(' | ')} |`,
		...runs
			.slice(-SHOWN)
			.reverse()
			.map((run) => {
				const cells = ids.map(({ id }) => {
					const f = run.figures.find((figure) => figure.id === id);
					return f ? `${counted(f)}${f.ratio === undefined ? '' : ` (${f.ratio}×)`}` : '–';
				});
				return `| ${run.date.slice(0, 16).replace('T', ' ')} | ${run.commit} | ${run.node} | ${cells.join(' | ')} |`;
			})
	];
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Draws one small chart: the figure of each run as a line, its target as a dashed line. */
function panel(figures: (Figure | undefined)[], x: number, y: number, width: number, height: number): string {
	const last = figures.findLast((f) => f !== undefined);
	if (!last) return '';
	const values = figures.flatMap((f) => (f ? [counted(f)] : []));
	const target =
		last.target ?? (last.targetRatio === undefined ? undefined : last.targetRatio * (last.peer?.value ?? 0));
	const top = 1.15 * Math.max(...values, target ?? 0);
	const left = x + 8;
	const right = x + width - 62;
	const upper = y + 34;
	const lower = y + height - 12;
	const at = (n: number) => (figures.length < 2 ? right : left + ((right - left) * n) / (figures.length - 1));
	const to = (value: number) => lower - ((lower - upper) * value) / top;
	const points = figures.flatMap((f, n) => (f ? [`${at(n).toFixed(1)},${to(counted(f)).toFixed(1)}`] : []));
	const [dotX = '0', dotY = '0'] = (points.at(-1) ?? '').split(',');
	const targetLine =
		target === undefined
			? ''
			: `<line class="target" x1="${left}" x2="${right}" y1="${to(target).toFixed(1)}" y2="${to(target).toFixed(1)}"/>` +
				`<text class="soft" x="${right + 8}" y="${(to(target) + 4).toFixed(1)}">≤ ${target}</text>`;
	const labelY = Number(dotY) + 4;
	// Keeps the labels of the last value and of the target from overlapping.
	const moved = target !== undefined && Math.abs(to(target) + 4 - labelY) < 14 ? to(target) + 18 : labelY;
	return [
		`<text class="title" x="${left}" y="${y + 18}">${escape(last.title)}${last.targetOf === 'p99' ? ', p99' : ''}</text>`,
		`<line class="axis" x1="${left}" x2="${right}" y1="${lower}" y2="${lower}"/>`,
		targetLine,
		`<polyline class="line" points="${points.join(' ')}"/>`,
		`<circle class="dot" cx="${dotX}" cy="${dotY}" r="3.5"/>`,
		`<text class="value" x="${right + 8}" y="${moved.toFixed(1)}">${counted(last)} ${last.unit}</text>`
	].join('\n');
}

/** Returns the chart as SVG text. Its colours follow the reader's light or dark scheme. */
export function chart(runs: BenchRun[]): string {
	const shown = runs.slice(-SHOWN);
	const ids = [...new Set(shown.flatMap((run) => run.figures.map((f) => f.id)))];
	const columns = 2;
	const width = 430;
	const height = 140;
	const rows = Math.ceil(ids.length / columns);
	const panels = ids.map((id, n) =>
		panel(
			shown.map((run) => run.figures.find((f) => f.id === id)),
			(n % columns) * width,
			Math.floor(n / columns) * height,
			width,
			height
		)
	);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${columns * width} ${rows * height}" role="img" aria-label="Figures of each bench run over time, with their targets">
<style>
text { font: 13px system-ui, sans-serif; fill: #2b2a26; }
.title { font-weight: 600; }
.value { font-weight: 600; fill: #7a5b00; }
.soft { fill: #6b6a63; font-size: 12px; }
.axis { stroke: #cfcdc4; }
.target { stroke: #8b8a82; stroke-dasharray: 5 4; }
.line { fill: none; stroke: #b58900; stroke-width: 2; stroke-linejoin: round; }
.dot { fill: #b58900; }
@media (prefers-color-scheme: dark) {
text { fill: #eceae2; }
.value { fill: #f2c94c; }
.soft { fill: #a9a79e; }
.axis { stroke: #45443f; }
.target { stroke: #8b8a82; }
.line { stroke: #f2c94c; }
.dot { fill: #f2c94c; }
}
</style>
${panels.join('\n')}
</svg>
`;
}

/**
 * Writes performance.md and images/performance.svg.
 * @param runs oldest first, at least one
 * @param docs the folder docs/
 */
export function writeReport(runs: BenchRun[], docs: string): void {
	const latest = runs.at(-1);
	if (!latest) return;
	mkdirSync(join(docs, 'images'), { recursive: true });
	writeFileSync(join(docs, 'images/performance.svg'), chart(runs));
	const text = [
		'# Performance',
		'',
		'Written by `npm run bench` from `docs/performance.json`; do not edit by hand. Every figure of speed or memory is measured',
		'beside a named peer in the same run, because machines differ and ratios travel better than milliseconds.',
		'',
		`## Latest: ${latest.date.slice(0, 10)}, commit ${latest.commit}, Node ${latest.node.replace('v', '')}, ${latest.machine}`,
		...(latest.stolen === undefined
			? []
			: [
					'',
					`Other guests of the host took ${latest.stolen} % of the processors’ time meanwhile: the more, the less milliseconds say; ratios hold.`
				]),
		'',
		...latestTable(latest),
		'',
		'## Over time',
		'',
		'![Figures of each run with their targets](images/performance.svg)',
		'',
		...historyTable(runs),
		'',
		'In brackets: the ratio to the peer of that run.',
		'',
		'## How it is measured',
		'',
		'- **start**: `POST /pups/{id}/start` until the live socket tells the process id, 40 times after a warm-up of 3, taking turns with',
		'  `docker run -d` of the same layers (made an image by `docker import`), the same program, limits and `/pup` mount; the time of docker',
		'  is that of its command. dockerd comes from Debian and runs in mount and network namespaces of its own, without firewall rules.',
		'- **docker-run**, **docker-exec**, **docker-ps**: the docker CLI with the box, taking turns with the same CLI with dockerd, both with the same image of busybox; the time is that of the',
		'  client from its start to its end, 40 times after a warm-up of 3. **docker-memory**: PSS of all processes of the box (nginx, conmons and inits too), beside dockerd, containerd and shims.',
		'- **boot**: spawn of `node build/supervisor.cjs` (agent, dogeboxd and key manager with it) on a configured box until `GET /login` answers 200, 15 times, taking turns with a bare node server.',
		'- **memory**: PSS from `/proc/<pid>/smaps_rollup` after setup, a login and 30 s of rest, beside a node process that does nothing.',
		'- **fanout**: 55 changes of the box after five that do not count (a source is renamed: written durably, told as one message), 200 clients in one process on the same',
		'  machine; the time is from the stamp of the change to its arrival at each client. The peer sends a text of the same size to 200 clients.',
		'- **call**: `container.exit` of a container that there is not, asked 5000 times of the built agent over its socket by a process of dogeboxd’s user, taking turns',
		'  with the same verb in that process itself; microseconds. The agent writes its line of audit as ever.',
		'- **page-asked**, **page**: wrk, one thread, 16 connections that are kept, 4 s at a time, five rounds after one to warm up, the median of them; the plain proxy, a box whose nginx asks',
		'  dogeboxd at each request, and one as it is take turns. Behind all three stands one nginx that answers with 1 kB; the plain proxy is a server of that same nginx and, like the page,',
		'  opens a connection to it for each request. Each box is the library in a process of its own with a real agent, gate and nginx. The time is that of the whole machine: a second divided by',
		'  the requests in it. The p99 of these rows is that of full processors, where it is the wait for one of them.',
		'- **gateway**: wrk as above, from one of a hundred pups with five interfaces and five routes each, at a route with a star; every request is noted and told. The plain proxy is that of the row above; both open a connection to the server behind for each request.',
		'- **rules**: 200 pups with five interfaces, three granted ports, a port of the box and networks of their own each: everything is another in each round, the firewall through the agent and the',
		'  gateway’s nginx at the same time; until nft has taken the table and nginx’ new workers have taken over, 20 rounds after two to warm up.',
		'- **pair**: `iperf3` for 3 s after one that does not count, in the network of one pup, to the other at the port of its grant, seven rounds after one to warm up; in turn with two containers of the same',
		'  root on a network of `docker network create`. dockerd writes no firewall rules there, which makes it faster, not slower.',
		'- **page-asked-steady**, **page-steady**: the same at a steady rate of 1000 requests a second in all, each connection pausing for a random time before each; p99 minus the plain proxy’s of that run.',
		'  In earlier runs (page-asked-p99, page-p99) it was that of full processors.',
		'- **store-key**: Chromium as a phone (390 × 844, processor slowed down four times), the store with 500 pups: from the time stamp of a key',
		'  to the frame after the cards stood, for each letter of six searches. The peer writes all cards that fit anew at each key.',
		'- **hostile**: the whole home page with a session, every 50 ms for 15 s each, while a pup with its usual limits floods its log, prints escapes and HTML, fills and empties its disk, forks,',
		'  takes memory until it is killed, sends metrics that are none, and makes links to files of the host: each for itself, then all at once. The peer is the same page before that.',
		'- **store-page**, **store-size**: `GET /store` with 500 pups as the box renders it, 60 times, taking turns with a node server that sends the same bytes.',
		'- **box-exec**: `POST /boxes/{id}/execs` with `true`, then `GET …/execs/{exec}?wait=30`, over one connection that is kept, 40 times, taking turns with `docker exec`. **box-run**: `POST /boxes/run`',
		'  likewise, beside `docker run --rm --network none`. Both have the same root, of busybox alone.',
		'- **box-readers**: lines are typed into `cat` in a box, each with its time; 100 readers follow its output as events. A reader that misses a line fails the run.',
		'- **box-file-in**, **box-file-out**: `dbx boxes cp` beside `docker cp`, three times; **box-file-memory** is what dogeboxd grows by meanwhile.',
		'- **size**: what a browser must load before login and home work, gzip -9 (`scripts/budget.mjs`, which fails `npm run check` over budget).',
		''
	];
	writeFileSync(join(docs, 'performance.md'), text.join('\n'));
}
