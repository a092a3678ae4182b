/** Decides which events a client receives. Pure. */
import { badRequest } from '../errors.ts';
import { allOf, anyOf, hasLabel, type Filters } from '../query.ts';
import type { DockerEvent } from './types.ts';

export const EVENT_FILTERS = [
	...['type', 'event', 'container', 'image', 'label', 'network', 'volume', 'daemon', 'scope'],
	...['config', 'node', 'plugin', 'secret', 'service']
];

/** @throws DockerError 400 for an unknown type */
export function eventFilter(filters: Filters): (event: DockerEvent) => boolean {
	for (const scope of filters.get('scope') ?? []) {
		if (scope !== 'local' && scope !== 'swarm') throw badRequest(`invalid filter 'scope=${scope.slice(0, 80)}'`);
	}
	const named = (kind: DockerEvent['Type'], { Type, Actor }: DockerEvent) =>
		anyOf(filters, kind, (text) => {
			const name = Actor.Attributes['name'] ?? '';
			if (Type === kind) return Actor.ID.startsWith(text) || name === text.replace(/^\//, '');
			// An `image` filter also matches events of containers of that image.
			return kind === 'image' && Type === 'container' && Actor.Attributes['image'] === text;
		});
	return (event) =>
		anyOf(filters, 'type', (text) => text === event.Type) &&
		anyOf(filters, 'scope', (text) => text === event.scope) &&
		// A client asks for `exec_create: sh` as `exec_create`.
		anyOf(filters, 'event', (text) => event.Action === text || event.Action.startsWith(`${text}: `)) &&
		allOf(filters, 'label', (text) => hasLabel(event.Actor.Attributes, text)) &&
		(['container', 'image', 'network', 'volume', 'daemon'] as const).every((kind) => named(kind, event));
}
