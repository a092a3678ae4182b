/** Words of the store for people. */
import type { BuildKind } from '$lib/contract/store-words.ts';
import type { SignatureState, Source } from '$lib/contract/sources.ts';
import type { Tone } from '$lib/client/tones.ts';

const SEVERITY_TONE: Readonly<Record<number, Tone>> = { 1: 'bad', 2: 'warn' };

/**
 * The colour for a severity.
 *
 * @param severity as in the manifest; null for none
 */
export const severityTone = (severity: number | null): Tone => SEVERITY_TONE[severity ?? 0] ?? 'neutral';

/** Adds a full stop to a manifest's text where it is missing, because more text follows. */
export const asSentence = (text: string): string => (text === '' || /[.!?:]$/.test(text) ? text : `${text}.`);

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
