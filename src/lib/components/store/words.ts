/** Words of the store for people. */
import type { BuildKind } from '$lib/contract/store-words.ts';
import type { SignatureState, Source } from '$lib/contract/pups.ts';
import type { Tone } from '$lib/client/tones.ts';

/**
 * What a permission lets another pup do, by the severity its manifest gives: 1 is the most serious
 * (reference: manifest version 1).
 */
export const SEVERITY: Record<1 | 2 | 3, { label: string; meaning: string; tone: Tone }> = {
	1: { label: 'Critical', meaning: 'It can move or reveal what matters most: coins, keys, private data.', tone: 'bad' },
	2: { label: 'Can change things', meaning: 'It can change what this pup does or holds.', tone: 'warn' },
	3: { label: 'Can only read', meaning: 'It can look, and change nothing.', tone: 'neutral' }
};

/**
 * The words for a severity.
 *
 * @param severity as the manifest gives it; null when it says none
 */
export function severityWords(severity: number | null): { label: string; meaning: string; tone: Tone } {
	if (severity === 1 || severity === 2 || severity === 3) return SEVERITY[severity];
	return { label: 'Not rated', meaning: 'Its maker does not say how much this allows.', tone: 'neutral' };
}

export const SIGNATURE: Record<SignatureState, { label: string; meaning: string; tone: Tone }> = {
	verified: {
		label: 'Signature verified',
		meaning: 'Signed with the key you pinned for this source.',
		tone: 'good'
	},
	failed: {
		label: 'Signature wrong',
		meaning: 'It was not signed with the key you pinned. The box refuses to install it.',
		tone: 'bad'
	},
	unsigned: { label: 'Not signed', meaning: 'No key is pinned for its source.', tone: 'neutral' }
};

export const SOURCE_KIND: Record<Source['kind'], string> = {
	builtin: 'comes with the box',
	folder: 'folder on this box',
	git: 'git repository',
	web: 'web address'
};

/** Ways to build a pup. */
export const BUILD: Record<BuildKind, { label: string; meaning: string }> = {
	nix: { label: 'Nix', meaning: 'Built with Nix, as its maker does.' },
	flake: { label: 'Nix flake', meaning: 'Built from a Nix flake, for newer versions of the original Dogebox.' },
	debian: { label: 'Debian packages', meaning: 'Assembled on the box from Debian packages.' },
	image: { label: 'Container image', meaning: 'A ready-made image, checked against its digest.' }
};
