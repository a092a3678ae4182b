/** Tracks the addresses that are open to pups limited to names, and bounds their number. */
import { monotonicMs } from '../../concurrency/index.ts';
import { NAMED_SECONDS, type NamedAddress } from '../../host/index.ts';

/** Most addresses of one pup. Names of large services have some hundreds over an hour. */
const MOST_EACH = 1024;
/** Most firewall changes by answers to one pup, a minute. Each costs some milliseconds. */
const MOST_A_MINUTE = 120;
/** Within this time the same answer causes no change, milliseconds. */
const FRESH_MS = 5000;
/** Most addresses of one answer. */
const MOST_AT_ONCE = 64;

export interface OpenedAddresses {
	/**
	 * Opens the addresses of an answer to a pup.
	 * @returns whether they are open; false where the pup exceeds a limit
	 */
	open(from: string, addresses: readonly string[], tags: readonly string[]): Promise<boolean>;
	/** The open addresses, for rewriting the table. */
	list(): NamedAddress[];
	/** Forgets the addresses of a pup that is gone. */
	forget(from: string): void;
}

interface Opened {
	/** Milliseconds, monotonic. */
	at: number;
	tags: Set<string>;
}

/** @param now milliseconds, for tests */
export function createOpenedAddresses(
	write: (from: string, addresses: string[], tags: string[]) => Promise<unknown>,
	now: () => number = monotonicMs
): OpenedAddresses {
	const pups = new Map<string, { addresses: Map<string, Opened>; minute: number; writes: number }>();
	const secondsLeft = ({ at }: Opened) => Math.ceil(NAMED_SECONDS - (now() - at) / 1000);

	return {
		async open(from, addresses, tags) {
			const pup = pups.get(from) ?? { addresses: new Map<string, Opened>(), minute: 0, writes: 0 };
			pups.set(from, pup);
			const wanted = addresses.slice(0, MOST_AT_ONCE).filter((one) => {
				const known = pup.addresses.get(one);
				return !known || now() - known.at > FRESH_MS || tags.some((tag) => !known.tags.has(tag));
			});
			if (wanted.length === 0) return true;
			for (const [one, known] of pup.addresses) if (secondsLeft(known) <= 0) pup.addresses.delete(one);
			const minute = Math.floor(now() / 60_000);
			if (pup.minute !== minute) [pup.minute, pup.writes] = [minute, 0];
			const added = wanted.filter((one) => !pup.addresses.has(one)).length;
			if (pup.writes >= MOST_A_MINUTE || pup.addresses.size + added > MOST_EACH) return false;
			pup.writes += 1;
			const all = new Set([...tags, ...wanted.flatMap((one) => [...(pup.addresses.get(one)?.tags ?? [])])]);
			await write(from, wanted, [...all]);
			for (const one of wanted) pup.addresses.set(one, { at: now(), tags: all });
			return true;
		},
		list: () =>
			[...pups].flatMap(([from, { addresses }]) =>
				[...addresses].flatMap(([to, one]) => {
					const seconds = secondsLeft(one);
					return seconds > 0 ? [{ from, to, tags: [...one.tags], seconds }] : [];
				})
			),
		forget: (from) => void pups.delete(from)
	};
}
