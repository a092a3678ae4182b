/**
 * DNS names of members that are on networks of their own or limited to names, and the server that
 * answers them.
 */
import type { Logger } from 'pino';
import { backOff } from '../concurrency/index.ts';
import { answeredChosen } from './chosen.ts';
import type { Members } from './ends.ts';
import { allowedNames } from './names/allowed.ts';
import { passableResolvers, type Resolvers } from './host-network.ts';
import type { NamesOf } from './names/decide.ts';
import { createNamesServer } from './names/server.ts';
import type { NetworkPolicy } from './types.ts';

export interface OwnNames {
	/** Sets the names for all members. */
	show(policies: readonly NetworkPolicy[]): void;
	/**
	 * Starts to listen where a member needs it. On a failure `again` is called some time later.
	 * @returns whether it has just started
	 */
	listen(): Promise<boolean>;
	/** The port it listens on; null while it does not listen. */
	port(): number | null;
	/** Whether a member needs the server while it does not listen. */
	unanswered(): boolean;
	close(): void;
}

/** Delay before another attempt to listen, milliseconds. It doubles each time. */
const AGAIN_MS = 1000;
const LONGEST_MS = 60_000;

/** Most names that are logged for one member, until its policy changes. */
const MOST_LOGGED = 50;

/** The names for a member with a policy. */
function namesOf({ internet, lan, networks, joined }: NetworkPolicy): NamesOf | null {
	const allowed = allowedNames(networks);
	if (!joined && !allowed) return null;
	const { names, reverse } = joined ?? { names: new Map(), reverse: new Map() };
	// The list allows names of the internet only, not of the home network.
	if (allowed) return { names, reverse, elsewhere: internet ? allowed : 'none' };
	return { names, reverse, elsewhere: lan ? 'all' : internet ? 'dotted' : 'none' };
}

export function createOwnNames(deps: {
	gateway: string;
	port: number;
	members: () => Members;
	/** The IPv6 address that belongs to an IPv4 address, where the member has one. */
	ipv6Of: (address: string) => string;
	resolvers: () => Resolvers;
	isInside: (address: string) => boolean;
	/** The host's networks, CIDR. */
	connected: () => readonly string[];
	/** Opens answered addresses to a member. */
	open: (asker: string, addresses: readonly string[], tags: readonly string[]) => Promise<boolean>;
	/** Called when it is time to try again. */
	again: () => Promise<void>;
	log: Logger;
	/** For tests: {@link AGAIN_MS}. */
	againMs?: number;
}): OwnNames {
	const { againMs = AGAIN_MS } = deps;
	let found: ReadonlyMap<string, NamesOf> = new Map();
	let later: NodeJS.Timeout | null = null;
	let failures = 0;
	let closed = false;
	const planAgain = () => void (unanswered() && plan());
	function plan(): void {
		if (later !== null || closed) return;
		later = setTimeout(
			() => {
				later = null;
				deps.again().then(planAgain, planAgain);
			},
			backOff({ firstMs: againMs, mostMs: LONGEST_MS }, ++failures)
		).unref();
	}
	const logged = new Map<string, Set<string>>();
	/** Members for which that was logged. */
	const tooMany = new Set<string>();
	let chosen = new Map<string, readonly { address: string; subnet: string }[]>();
	const memberAt = (address: string) => [...deps.members().values()].find(({ member }) => member.address === address);
	const server = createNamesServer({
		...deps,
		resolvers() {
			const { usable, unusable } = deps.resolvers();
			return [...usable, ...passableResolvers(unusable)].slice(0, 3);
		},
		namesOf(address) {
			const asker = memberAt(address);
			return (asker && found.get(asker.member.id)) ?? null;
		},
		async open(asker, addresses, tags) {
			const opens = await deps.open(asker, addresses, tags);
			if (opens || tooMany.has(asker)) return opens;
			tooMany.add(asker);
			deps.log.warn({ asker }, 'a pup asks for too many names: no more of them are logged for now');
			return false;
		},
		unlisted(asker, name) {
			const id = memberAt(asker)?.member.id ?? asker;
			const known = logged.get(id) ?? new Set();
			if (known.has(name) || known.size >= MOST_LOGGED) return;
			logged.set(id, known.add(name));
			deps.log.info({ pup: id, name }, 'a name was not looked up: it is not on the list of what this pup may reach');
		},
		present: () =>
			new Set(
				[...deps.members().values()].flatMap(({ member: { id, address } }) => [
					...[address, deps.ipv6Of(address)],
					...answeredChosen(chosen.get(id) ?? [], deps.connected())
				])
			),
		isInside: (address) => deps.isInside(address) || [...chosen.values()].flat().some((one) => one.address === address),
		lost: plan
	});
	const unanswered = () => server.port() === null && found.size > 0;
	return {
		show(policies) {
			logged.clear();
			tooMany.clear();
			chosen = new Map(policies.map(({ id, joined }) => [id, joined?.chosen ?? []]));
			found = new Map(
				policies.flatMap((one) => {
					const names = namesOf(one);
					return names ? [[one.id, names] as const] : [];
				})
			);
		},
		async listen() {
			if (!unanswered()) return false;
			await server.listen();
			if (server.port() === null) {
				plan();
				return false;
			}
			failures = 0;
			return true;
		},
		port: server.port,
		unanswered,
		close() {
			closed = true;
			if (later) clearTimeout(later);
			server.close();
		}
	};
}
