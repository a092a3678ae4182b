/** Explains to the owner why a plan cannot be carried out, and what to do. Pure. */
import type { PlanConflict } from '../../contract/wiring.ts';
import { isRange } from '../store/index.ts';
import { rangeWords } from './needs.ts';
import type { Provider, Rejection, Unserved } from './resolver-types.ts';

/** Most pups that one sentence names. */
const MOST_NAMED = 4;

/** The search ended before it had tried every combination of pups. */
const GAVE_UP = 'So many pups could provide it that Dogebox has not tried all of them together.';

const nameOf = (provider: Provider) =>
	provider.kind === 'standing' ? provider.pup.name : `${provider.name} ${provider.version.version}`;

function words(one: Rejection, name: string): string {
	switch (one.why) {
		case 'version':
			return `${nameOf(one.provider)} provides it in version ${one.has}.`;
		case 'problem':
			return `${nameOf(one.provider)} provides it, and cannot be installed: ${one.problem}`;
		case 'installed':
			return `${one.pup.name} is installed in version ${one.pup.version}, which provides ${one.has === null ? 'nothing of it' : `version ${one.has} of it`}; its version ${one.fits} would do.`;
		case 'taken':
			return `${one.planned.name} is needed in version ${one.fits} here and in version ${one.planned.version.version} elsewhere.`;
		case 'circle':
			return `${nameOf(one.provider)} provides it, and itself needs ${name}${over(one.path)}: neither can start before the other.`;
		case 'too-many':
			return 'With it the plan would install more pups than are installed at once.';
	}
}

function over(path: readonly string[]): string {
	const between = path.slice(1, -1);
	return between.length === 0 ? '' : ` (over ${between.join(', ')})`;
}

/**
 * The kind of a conflict and its remedy. Prefers the rejection that the owner can do most about.
 */
function wayOut({ of, need, rejections }: Unserved): Pick<PlanConflict, 'kind' | 'hint'> & { second?: string } {
	const installed = rejections.find((one) => one.why === 'installed');
	if (installed?.why === 'installed') {
		const { pup, fits, second } = installed;
		return {
			kind: 'version',
			hint: `Update ${pup.name} to ${fits} first, or install a second one beside it.`,
			second
		};
	}
	if (rejections.some(({ why }) => why === 'taken')) {
		const hint = 'Choose another provider for one of the two. Where there is none, they cannot be on one box.';
		return { kind: 'two-versions', hint };
	}
	if (rejections.some(({ why }) => why === 'circle')) {
		return { kind: 'circle', hint: 'Choose another provider, or tell the makers of these pups.' };
	}
	if (rejections.some(({ why }) => why === 'too-many')) {
		return { kind: 'too-many', hint: 'Install some of these pups by themselves first.' };
	}
	if (rejections.some(({ why }) => why === 'problem')) {
		return { kind: 'unusable', hint: 'See on its page in the store what it lacks, or choose another provider.' };
	}
	if (!need.ranges.every(isRange)) {
		const hint = `Tell the maker of ${of.name}: “${rangeWords(need)}” is no range of versions.`;
		return { kind: 'bad-range', hint };
	}
	if (rejections.length > 0) {
		return { kind: 'version', hint: 'Refresh your sources; a newer version of one of these pups may do.' };
	}
	return { kind: 'missing', hint: `Add a source with a pup that provides ${need.interface}.` };
}

/**
 * Explains a need that nobody can serve.
 * @param gaveUp the search ended early
 */
export function conflictOf(unserved: Unserved, gaveUp: boolean): PlanConflict {
	const { of, need, chosen, rejections } = unserved;
	const { name } = of;
	const wanted = `${name} needs ${need.interface} (${rangeWords(need)})`;
	const begin =
		chosen !== null
			? `${wanted}, and who was chosen for it cannot provide it.`
			: rejections.length > 0
				? `${wanted}, and nobody can provide it.`
				: `${wanted}, which no pup of your sources provides.`;
	const reasons = [...new Set(rejections.map((one) => words(one, name)))];
	const left = reasons.length - MOST_NAMED;
	const more = left > 0 ? [`So it is with ${left} more.`] : [];
	return {
		second: null,
		...wayOut(unserved),
		of: of.key,
		interface: need.interface,
		reason: [gaveUp ? `${wanted}. ${GAVE_UP}` : begin, ...reasons.slice(0, MOST_NAMED), ...more].join(' ')
	};
}
