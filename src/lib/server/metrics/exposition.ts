/**
 * The text format of Prometheus (version 0.0.4). Pure. Names and units follow its conventions;
 * `promtool check metrics` reports nothing.
 */

export interface Family {
	/** `dogebox_pup_cpu_seconds_total`: base unit, `_total` for counters. */
	name: string;
	help: string;
	type: 'counter' | 'gauge';
	samples: { labels?: Readonly<Record<string, string>>; value: number }[];
}

const escapeHelp = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapeLabel = (text: string) => escapeHelp(text).replaceAll('"', '\\"');

function labelsText(labels: Readonly<Record<string, string>> = {}): string {
	const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
	return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

/** Go parses numbers as JavaScript writes them, except NaN and infinities. */
function numberText(value: number): string {
	if (Number.isNaN(value)) return 'NaN';
	return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
}

/** All families as text; families without samples are left out. */
export function exposition(families: readonly Family[]): string {
	return families
		.filter(({ samples }) => samples.length > 0)
		.map(({ name, help, type, samples }) =>
			[
				`# HELP ${name} ${escapeHelp(help)}`,
				`# TYPE ${name} ${type}`,
				...samples.map(({ labels, value }) => `${name}${labelsText(labels)} ${numberText(value)}`)
			].join('\n')
		)
		.join('\n')
		.concat('\n');
}
