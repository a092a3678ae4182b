/** `docker ps`. The JSON text of each container is cached until the container changes. */
import type { BoxDetail, BoxSummary } from '../../../../contract/boxes.ts';
import type { DockerCall } from '../call.ts';
import type { Container } from '../containers/containers.ts';
import { listedBox, listedPup, type ListedWords, type Live, type NetworkWords } from '../containers/inspect.ts';
import { LIST_FILTERS, listFilter, type Listed } from '../containers/list.ts';
import { boxState, pupState, statusWords, type ContainerState } from '../containers/state.ts';
import type { DockerContext } from '../context.ts';
import { filtersOf, flagOf, numberOf } from '../query.ts';

/** Functions that lists and inspect share. */
export interface ListParts {
	/** Does not change while this process runs. */
	network: () => NetworkWords;
	/** Maps the manifest digests that boxes store to ids of images. */
	imageIds: () => (digest: string | null) => string;
	detailOf: (call: DockerCall, id: string) => Promise<BoxDetail>;
	liveOf: (one: Container, size: boolean) => Promise<Live>;
}

/** A container of the answer, and what filters need of it. */
interface Entry {
	state: ContainerState;
	shown: Listed;
	/**
	 * The container's JSON without the part that changes with time, and without its closing brace.
	 */
	text: string;
}

const entry = (state: ContainerState, shown: Listed): Entry => ({
	...{ state, shown },
	text: JSON.stringify(shown).slice(0, -1)
});

/** @returns the handler of `GET /containers/json` */
export function listHandler({ containers }: DockerContext, parts: ListParts) {
	const { network, imageIds, detailOf, liveOf } = parts;
	/** By box id. These values never change after a box was created. */
	const words = new Map<string, ListedWords>();
	/** By summary: a changed box gets a new summary object. */
	const entries = new WeakMap<BoxSummary, Entry>();

	async function listedWords(call: DockerCall, box: BoxSummary): Promise<ListedWords> {
		const known = words.get(box.id);
		if (known) return known;
		const { argv, volumes } = await detailOf(call, box.id);
		if (box.state !== 'creating' && box.state !== 'error') words.set(box.id, { argv, volumes });
		return { argv, volumes };
	}

	async function entryOf(call: DockerCall, one: Container, imageId: (digest: string | null) => string): Promise<Entry> {
		if (one.kind === 'pup') return entry(pupState(one.pup), listedPup(one.pup, one.name, network()));
		const { box } = one;
		const of = { ...box, ...(await listedWords(call, box)) };
		const made = entry(boxState(box), listedBox(of, { network: network(), imageId: imageId(box.digest) }));
		entries.set(box, made);
		return made;
	}

	return async function list(call: DockerCall): Promise<void> {
		const filters = filtersOf(call.query, LIST_FILTERS);
		const limit = numberOf(call.query, 'limit') ?? 0;
		// A filter by status applies to all containers, including stopped ones.
		const all = flagOf(call.query, 'all') || limit > 0 || filters.has('status') || filters.has('exited');
		const size = flagOf(call.query, 'size');
		const now = Date.now();
		const imageId = imageIds();
		const everyone = containers.all();
		if (words.size > everyone.length) {
			const ids = new Set(everyone.map(({ id }) => id));
			for (const id of words.keys()) if (!ids.has(id)) words.delete(id);
		}
		const known = everyone.map((one) => {
			const kept = one.kind === 'box' ? entries.get(one.box) : undefined;
			// The name may belong to another image now, or the image may have been removed.
			return kept && one.kind === 'box' && kept.shown.ImageID === imageId(one.box.digest) ? kept : null;
		});
		const found = await Promise.all(
			everyone.map(async (one, at) => ({ one, ...(known[at] ?? (await entryOf(call, one, imageId))) }))
		);
		const fits =
			filters.size === 0
				? () => true
				: listFilter(filters, (text) => {
						const { id } = containers.find(text);
						return found.find(({ one }) => one.id === id)!.shown;
					});
		const fitting = found
			.filter(({ state, shown }) => {
				const up = state.status === 'running' || state.status === 'paused' || state.status === 'restarting';
				return (all || up) && fits(shown, { exitCode: state.exitCode, health: state.health, exposed: [] });
			})
			.sort((a, b) => b.shown.Created - a.shown.Created);
		const page = limit > 0 ? fitting.slice(0, limit) : fitting;
		const sizes = await Promise.all(size ? page.map(async ({ one }) => (await liveOf(one, true)).size) : []);
		const texts = page.map(({ state, text }, at) => {
			const of = sizes[at];
			const more = of ? `,"SizeRw":${of.written},"SizeRootFs":${of.root}` : '';
			return `${text},"Status":${JSON.stringify(statusWords(state, now))}${more}}`;
		});
		call.text(200, `[${texts.join(',')}]\n`, { 'Content-Type': 'application/json' });
	};
}
