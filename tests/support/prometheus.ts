/**
 * A strict reader of Prometheus' text format, version 0.0.4, and Debian's own prometheus. The
 * reader is written from the format's description
 * (prometheus.io/docs/instrumenting/exposition_formats), not from the code that writes it here.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './program.ts';

export interface ReadSample {
	name: string;
	labels: Record<string, string>;
	value: number;
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(,|\})/;

function readLabels(text: string): { labels: Record<string, string>; rest: string } {
	const labels: Record<string, string> = {};
	if (!text.startsWith('{')) return { labels, rest: text };
	let rest = text.slice(1);
	for (;;) {
		const found = LABEL.exec(rest);
		if (!found) throw new Error(`no label at “${rest.slice(0, 60)}”`);
		const [whole, name = '', value = '', end] = found;
		if (Object.hasOwn(labels, name)) throw new Error(`the label ${name} twice`);
		labels[name] = value.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
		rest = rest.slice(whole.length);
		if (end === '}') return { labels, rest };
	}
}

/**
 * Reads all samples.
 * @throws Error for what Prometheus would reject and for what breaks its conventions: a sample
 *   without help and type, a counter whose name does not end in `_total`, a family that appears in
 *   two positions
 */
export function readPrometheus(text: string): ReadSample[] {
	if (!text.endsWith('\n')) throw new Error('the last line does not end');
	const samples: ReadSample[] = [];
	const types = new Map<string, string>();
	const helped = new Set<string>();
	const seen = new Set<string>();
	let family = '';
	for (const line of text.slice(0, -1).split('\n')) {
		if (line.startsWith('# HELP ')) {
			const name = line.split(' ')[2] ?? '';
			if (helped.has(name)) throw new Error(`help of ${name} twice`);
			helped.add(name);
			continue;
		}
		if (line.startsWith('# TYPE ')) {
			const [, , name = '', type = ''] = line.split(' ');
			if (!['counter', 'gauge'].includes(type)) throw new Error(`type ${type}`);
			if (types.has(name)) throw new Error(`type of ${name} twice`);
			if ((type === 'counter') !== name.endsWith('_total')) throw new Error(`${name} is a ${type}`);
			types.set(name, type);
			family = name;
			continue;
		}
		const name = NAME.exec(line)?.[0];
		if (!name) throw new Error(`no name at “${line.slice(0, 60)}”`);
		if (name !== family || !helped.has(name)) throw new Error(`${name} stands outside of its family`);
		const { labels, rest } = readLabels(line.slice(name.length));
		const value = /^ (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|[+-]Inf)$/.exec(rest)?.[1];
		if (value === undefined) throw new Error(`no value at “${rest}”`);
		const key = JSON.stringify([name, Object.entries(labels).sort()]);
		if (seen.has(key)) throw new Error(`the sample ${key} twice`);
		seen.add(key);
		samples.push({ name, labels, value: Number(value.replace('Inf', 'Infinity')) });
	}
	return samples;
}

/** Whether Debian's package `prometheus` is installed. */
export const hasPrometheus = (): boolean => !spawnSync('prometheus', ['--version']).error;

/** One result of an instant query: its value is a pair of the time in seconds and the value. */
interface Found {
	metric: Record<string, string>;
	value: [number, string];
}

/**
 * Starts a prometheus that scrapes a box every second, with the configuration that the
 * documentation gives.
 * @param url address of the box
 * @param token a token with the scope `see`
 */
export async function scrapedBy(url: string, token: string) {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-prometheus-'));
	const port = await freePort();
	const config = join(folder, 'prometheus.yml');
	writeFileSync(join(folder, 'token'), token, { mode: 0o600 });
	writeFileSync(
		config,
		`scrape_configs:
  - job_name: dogebox
    scrape_interval: 1s
    scrape_timeout: 1s
    authorization:
      credentials_file: ${join(folder, 'token')}
    static_configs:
      - targets: ['${new URL(url).host}']
`
	);
	const checked = spawnSync('promtool', ['check', 'config', config], { encoding: 'utf8' });
	if (checked.status !== 0) throw new Error(checked.stderr);
	const child = spawn(
		'prometheus',
		[
			`--config.file=${config}`,
			`--storage.tsdb.path=${join(folder, 'data')}`,
			`--web.listen-address=127.0.0.1:${port}`,
			'--log.level=error'
		],
		{ stdio: 'ignore' }
	);
	const ended = new Promise((resolve) => child.once('exit', resolve));
	return {
		/** Runs an instant query. The result is empty while prometheus starts. */
		async query(query: string): Promise<Found[]> {
			const asked = `http://127.0.0.1:${port}/api/v1/query?${new URLSearchParams({ query })}`;
			const answer = await fetch(asked).catch(() => null);
			if (answer?.status === 503 || answer === null) return [];
			return ((await answer.json()) as { data: { result: Found[] } }).data.result;
		},
		async end(): Promise<void> {
			child.kill();
			await ended;
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
