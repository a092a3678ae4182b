/** What pups need of their owner. Pure. */
import type { AttentionItem } from '../../contract/attention.ts';
import type { PupSummary } from '../../contract/pups.ts';
import type { Found } from './types.ts';

const names = new Intl.ListFormat('en', { type: 'conjunction' });

/** Sentences, one after the other. */
export const joined = (...sentences: (string | null | undefined)[]) => sentences.filter(Boolean).join(' ');

const isInstalled = ({ state }: PupSummary) => state !== 'uninstalled';

/** Each pup says the worst that is wrong with it, and nothing twice. */
export function ofPups(pups: readonly PupSummary[]): Found[] {
	const installed = pups.filter(isInstalled);
	return [...installed.flatMap(ofPup), ...ofKeys(installed)];
}

function ofPup(pup: PupSummary): Found[] {
	const item = (
		kind: string,
		severity: AttentionItem['severity'],
		title: string,
		text: string,
		action: AttentionItem['action'] = { label: `Open ${pup.name}`, href: `/pups/${pup.id}` }
	): Found => ({ id: `pup:${pup.id}:${kind}`, severity, title, text, action, subject: { kind: 'pup', id: pup.id } });

	// A job is at work on it: what it says now is about to change.
	if (pup.jobId !== null && pup.state !== 'running') return [];
	const why = joined(pup.failure?.reason, pup.failure?.hint);
	if (pup.state === 'broken') return [item('broken', 'critical', `${pup.name} is broken`, why)];
	const flapping = pup.services.find((service) => service.flapping);
	if (flapping?.flapping) {
		const { ends, minutes } = flapping.flapping;
		const often = `“${flapping.name}” ended ${ends} times in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`;
		return [
			item(
				'flapping',
				'critical',
				`${pup.name} keeps ending`,
				joined(often, pup.state === 'crashed' ? why : 'It runs at the moment; its log tells why it ended.')
			)
		];
	}
	if (pup.state === 'crashed') return [item('crashed', 'warning', `${pup.name} crashed`, why)];
	if (pup.health?.state === 'unhealthy') {
		return [item('unhealthy', 'warning', `${pup.name} is not healthy`, pup.health.text)];
	}
	if (pup.needsConfig) {
		return [
			item(
				'settings',
				'warning',
				`${pup.name} needs its settings`,
				'It starts when its required settings are filled in and saved.',
				{ label: 'Fill them in', href: `/pups/${pup.id}/configuration` }
			)
		];
	}
	const page = pup.state === 'running' ? pup.webPages.find(({ problem }) => problem !== undefined) : undefined;
	if (page) return [item('page', 'warning', `A page of ${pup.name} cannot be opened`, page.problem ?? '')];
	return [];
}

/** One password makes the keys of all. */
function ofKeys(pups: readonly PupSummary[]): Found[] {
	const waiting = pups.filter(({ keys }) => keys === 'waiting');
	const [first] = waiting;
	if (!first) return [];
	return [
		{
			id: 'keys',
			severity: 'warning',
			title: `${names.format(waiting.map(({ name }) => name))} ${waiting.length === 1 ? 'waits' : 'wait'} for keys`,
			text: 'The box was restarted, so its key manager is locked. Enter your password once to create them.',
			action: { label: 'Unlock the keys', href: `/pups/${first.id}#keys` },
			subject: { kind: 'pup', id: first.id }
		}
	];
}
