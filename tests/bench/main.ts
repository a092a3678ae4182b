/**
 * `npm run bench`: measures every figure for which an issue sets a target, in one run, and keeps
 * the run in docs/performance.json.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseCpu } from '../../src/lib/server/metrics/proc.ts';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { root } from '../support/program.ts';
import { benchBoot } from './boot.ts';
import { benchBoxes } from './boxes.ts';
import { benchCall, callClientMain } from './call.ts';
import { benchCli } from './cli.ts';
import { benchDockerClients } from './docker-clients.ts';
import { benchExec } from './exec.ts';
import { benchFanout, clientsMain, peerMain } from './fanout.ts';
import { benchHostile } from './hostile.ts';
import { benchLogs } from './logs.ts';
import { benchMemory } from './memory.ts';
import { benchGateway, gatewayBoxMain } from './gateway.ts';
import { benchPages, pagesBoxMain } from './pages.ts';
import { benchPair } from './pair.ts';
import { writeReport } from './report.ts';
import { benchRules, rulesBoxMain } from './rules.ts';
import { benchSampling } from './sampling.ts';
import { benchStart } from './start.ts';
import { benchStore } from './store.ts';
import { meets, type BenchRun, type Figure } from './stats.ts';

const say = (line: string) => console.log(line);

/** First JavaScript and HTML of pages, as `scripts/budget.mjs` counts them. */
function benchSize(): Figure[] {
	const { stdout } = spawnSync(process.execPath, [join(root, 'scripts/budget.mjs')], { encoding: 'utf8' });
	const line = /(JavaScript|HTML) of (?:a )?((\w+)[^:]*): ([\d.]+) kB of ([\d.]+) kB/g;
	return [...stdout.matchAll(line)].map(([, what, page, id, size, budget]) => ({
		id: what === 'HTML' ? `html-${id}` : `size-${id}`,
		title: `${what === 'HTML' ? 'HTML' : 'First JavaScript'} of ${page}, gzip`,
		unit: 'kB' as const,
		value: Number(size),
		target: Number(budget)
	}));
}

function distribution(): string {
	const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
	const name = /^NAME="?(\w+)/m.exec(release)?.[1] ?? 'Linux';
	const version = /^VERSION_ID="?([\w.]+)/m.exec(release)?.[1] ?? '';
	return `${name} ${version}`.trim();
}

const processorTime = () => parseCpu(readFileSync('/proc/stat', 'utf8'));

/** Measures the figures that need a whole box. */
async function benchBox(wants: (name: string) => boolean): Promise<Figure[]> {
	const figures: Figure[] = [];
	const box = await AliveBox.start('bench');
	try {
		if (wants('memory')) figures.push(...(await benchMemory(box)));
		if (wants('fanout')) figures.push(...(await benchFanout(box)));
		if (wants('store')) figures.push(...(await benchStore(box)));
		if (wants('pair')) figures.push(...(await benchPair(box, say)));
		if (wants('start') || wants('exec')) {
			const id = await box.install('Python page');
			if (wants('exec')) figures.push(...(await benchExec(box, id, say)));
			if (wants('start')) figures.push(...(await benchStart(box, id, say)));
			await box.remove(id, false);
		}
		if (wants('boot')) {
			box.closeLive();
			await box.box.stop();
			figures.push(...(await benchBoot(box)));
		}
	} finally {
		await box.dispose();
	}
	return figures;
}

async function main(only: string[]): Promise<void> {
	if (cannotRun()) process.exit(1);
	const wants = (name: string) => only.length === 0 || only.includes(name);
	const figures: Figure[] = [];
	const before = processorTime();
	if (wants('call')) figures.push(...(await benchCall()));
	if (wants('sampling')) figures.push(...(await benchSampling()));
	if (wants('pages')) figures.push(...(await benchPages(say)));
	if (wants('gateway')) figures.push(...(await benchGateway(say)));
	if (wants('rules')) figures.push(...(await benchRules()));
	if (['memory', 'fanout', 'store', 'pair', 'exec', 'start', 'boot'].some(wants))
		figures.push(...(await benchBox(wants)));
	if (wants('boxes')) figures.push(...(await benchBoxes(say)));
	if (wants('docker')) figures.push(...(await benchDockerClients(say)));
	if (wants('cli')) figures.push(...benchCli());
	if (wants('logs')) figures.push(...(await benchLogs()));
	if (wants('hostile')) figures.push(...(await benchHostile(say)));
	if (wants('size')) figures.push(...benchSize());
	const after = processorTime();
	const run: BenchRun = {
		date: new Date().toISOString().slice(0, 16) + 'Z',
		commit:
			spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout?.trim() || 'unknown',
		node: process.version,
		machine: `${cpus().length} cores, ${distribution()}`,
		stolen: Math.round(((after.stolen - before.stolen) / (after.total - before.total)) * 100),
		figures
	};
	for (const f of figures) {
		const met = meets(f);
		const of = f.peer?.p99 === undefined ? '' : ` (p95 ${f.peer.p95}, p99 ${f.peer.p99})`;
		const peer = f.peer ? `, ${f.peer.name} ${f.peer.value} ${f.unit}${of}, ratio ${f.ratio}` : '';
		const tail = f.p95 === undefined ? '' : ` (p95 ${f.p95}, p99 ${f.p99})`;
		say(`${met === null ? ' ' : met ? '✓' : '✗'} ${f.title}: ${f.value} ${f.unit}${tail}${peer}`);
	}
	say(`Other guests of the host took ${run.stolen} % of the processors’ time.`);
	// A run of only some benches is for inspection and is not kept.
	if (only.length > 0) return;
	const file = join(root, 'docs/performance.json');
	const runs = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { runs: BenchRun[] }).runs : [];
	runs.push(run);
	writeFileSync(file, `${JSON.stringify({ runs }, null, '\t')}\n`);
	writeReport(runs, join(root, 'docs'));
	spawnSync(
		join(root, 'node_modules/.bin/prettier'),
		['--write', '--log-level', 'warn', 'docs/performance.md', 'docs/performance.json'],
		{
			cwd: root,
			stdio: 'inherit'
		}
	);
	say('\nKept in docs/performance.json, docs/performance.md and docs/images/performance.svg.');
}

const mode = process.argv[2];
if (mode === 'clients') await clientsMain();
else if (mode === 'peer') await peerMain();
else if (mode === 'call-client') await callClientMain();
else if (mode === 'pages-box') await pagesBoxMain();
else if (mode === 'gateway-box') await gatewayBoxMain();
else if (mode === 'rules-box') await rulesBoxMain();
else await main(process.argv.slice(2));
