/** Items about pups. Pure. */
import { UPDATES, type AttentionItem } from '../../contract/attention.ts';
import type { PupSummary } from '../../contract/pups.ts';
import type { UnservedNeed } from '../../contract/wiring.ts';
import { listed } from '../../contract/listed.ts';
import type { Found } from './types.ts';

/** Joins sentences. */
export const joined = (...sentences: (string | false | null | undefined)[]) => sentences.filter(Boolean).join(' ');

const isInstalled = ({ state }: PupSummary) => state !== 'uninstalled';

/** The most severe problem of each pup, and no problem twice. */
export function ofPups(pups: readonly PupSummary[]): Found[] {
	const installed = pups.filter(isInstalled);
	return [...installed.flatMap(ofPup), ...ofKeys(installed), ...ofUpdates(installed)];
}

function ofPup(pup: PupSummary): Found[] {
	const item = (
		kind: string,
		severity: AttentionItem['severity'],
		title: string,
		text: string,
		action: AttentionItem['action'] = { label: `Open ${pup.name}`, href: `/pups/${pup.id}` }
	): Found => ({ id: `pup:${pup.id}:${kind}`, severity, title, text, action, subject: { kind: 'pup', id: pup.id } });

	// A job is working on the pup, so its state is about to change.
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
				joined(often, pup.state === 'crashed' ? why : 'It runs now; its log says why it ended.')
			)
		];
	}
	if (pup.state === 'crashed') return [item('crashed', 'warning', `${pup.name} crashed`, why)];
	if (pup.health?.state === 'unhealthy') {
		return [item('unhealthy', 'warning', `${pup.name} is not healthy`, pup.health.text)];
	}
	if (pup.enabled && pup.needsConfig) {
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
	const reached = pup.limitsReached?.map(({ text }) => text) ?? [];
	if (reached.length > 0) {
		const limits = { label: 'Change its limits', href: `/pups/${pup.id}/configuration#limits` };
		return [item('limits', 'warning', `${pup.name} reached a limit`, reached.join(' '), limits)];
	}
	return [];
}

/** Missing dependencies, one item for each pup. */
export function ofNeeds(unserved: readonly UnservedNeed[]): Found[] {
	const pups = new Map(unserved.map(({ pupId, pupName }) => [pupId, pupName]));
	return [...pups].map(([id, name]) => ({
		id: `pup:${id}:needs`,
		severity: 'warning',
		title: `${name} needs another pup`,
		text: joined(...unserved.filter(({ pupId }) => pupId === id).map(({ problem }) => problem)),
		action: { label: `Open ${name}`, href: `/pups/${id}` },
		subject: { kind: 'pup', id }
	}));
}

/** Available updates, all in one item. */
function ofUpdates(pups: readonly PupSummary[]): Found[] {
	const links = pups.flatMap(({ id, name, updateAvailable }) =>
		updateAvailable && !updateAvailable.skipped
			? [{ label: name, href: `/pups/${id}`, note: `version ${updateAvailable.version}` }]
			: []
	);
	if (links.length === 0) return [];
	const title = links.length === 1 ? 'An update is available' : `${links.length} updates are available`;
	return [{ id: UPDATES, severity: 'info', title, text: 'Their sources offer newer versions.', links }];
}

/** One item for all, because one password creates the keys of all. */
function ofKeys(pups: readonly PupSummary[]): Found[] {
	const waiting = pups.filter(({ keys }) => keys === 'waiting');
	const [first] = waiting;
	if (!first) return [];
	return [
		{
			id: 'keys',
			severity: 'warning',
			title: `${listed(waiting.map(({ name }) => name))} ${waiting.length === 1 ? 'waits' : 'wait'} for keys`,
			text: 'The box was restarted, so its key manager is locked. Enter your password once to create them.',
			action: { label: 'Unlock the keys', href: `/pups/${first.id}#keys` },
			subject: { kind: 'pup', id: first.id }
		}
	];
}
