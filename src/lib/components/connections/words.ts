/** Words and colours for connections. */
import { bytes, plural } from '$lib/client/format.ts';
import type { Tone } from '$lib/client/tones.ts';
import { severityWords } from '$lib/contract/severity.ts';
import type { ConnectionEdge, ConnectionNode } from '$lib/contract/wiring.ts';
import { severityTone } from '../store/words.ts';

/** Names of nodes, by id. */
export type Names = ReadonlyMap<string, string>;

export const namesOf = (nodes: readonly ConnectionNode[]): Names => new Map(nodes.map(({ id, name }) => [id, name]));

/** `Block explorer to Regtest node`. */
export const wayWords = ({ from, to }: Pick<ConnectionEdge, 'from' | 'to'>, names: Names): string =>
	`${names.get(from) ?? 'A pup that is gone'} to ${names.get(to) ?? 'a pup that is gone'}`;

/** The state of an edge in a word or two, and its colour. */
export function edgeState(edge: ConnectionEdge): { label: string; tone: Tone } {
	const closed = edge.interface === null ? 'Not allowed' : 'Nothing granted';
	if (!edge.open) return { label: closed, tone: edge.refused ? 'bad' : 'neutral' };
	if (edge.problem !== null) return { label: 'Allowed, does not work', tone: 'warn' };
	if (edge.interface === null) return { label: edge.only ? 'Allowed in part' : 'Allowed', tone: 'info' };
	return { label: severityWords(edge.severity).label, tone: severityTone(edge.severity) };
}

/** Names of the granted groups: `Core RPC, Send`. */
export function grantedWords({ groups, interface: name, open, only }: ConnectionEdge): string {
	if (name === null) return !open || only?.length === 0 ? 'Nothing' : only ? `${only.length} on its list` : 'All of it';
	const granted = groups.filter((group) => group.granted).map((group) => group.name);
	return granted.length === 0 ? 'Nothing' : granted.join(', ');
}

/** The counted traffic, in parts; empty where nothing is counted. */
export const passedParts = ({ bytes: count, requests, refused }: ConnectionEdge): string[] =>
	[
		count === null ? [] : bytes(count),
		requests === null ? [] : plural(requests, 'request'),
		refused ? `${refused} refused` : []
	].flat();

/** The same in one line. */
export const passedWords = (edge: ConnectionEdge): string => passedParts(edge).join(', ');

/** Address of the page with a node or an edge selected. */
export const chosenHref = (chosen: { pup: string } | Pick<ConnectionEdge, 'from' | 'to' | 'interface'>): string => {
	const query =
		'pup' in chosen
			? new URLSearchParams({ pup: chosen.pup })
			: new URLSearchParams({ from: chosen.from, to: chosen.to, interface: chosen.interface ?? '' });
	return `/connections?${query}`;
};
