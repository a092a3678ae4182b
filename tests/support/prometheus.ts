/**
 * A strict reader of Prometheus' text format, version 0.0.4, written from its description
 * (prometheus.io/docs/instrumenting/exposition_formats) and not from what writes it here.
 */
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
 * @throws Error for what Prometheus would refuse, and for what its conventions do not want: a
 *   sample without help and type, a counter that is not called `_total`, a family in two places
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
