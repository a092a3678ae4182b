/** Connects containers to the pup network and disconnects them. */
import { isDeepStrictEqual } from 'node:util';
import { BoxError, messageOf } from '../../contract/errors.ts';
import { networkAttach, networkDetach, type Host } from '../host/index.ts';
import type { AddressRange } from './address-range.ts';
import { macOf } from './addresses.ts';
import { endOf, nameFor, standing } from './ends.ts';
import { networksMeet } from './chosen.ts';
import { addressOfInterface, linksByAlias } from './host-network.ts';
import type { TableKeeper } from './keeper.ts';
import type { OpenedAddresses } from './names/opened.ts';
import type { OwnNames } from './own-names.ts';
import type { NetworkConfig, NetworkMember, PupNetwork } from './types.ts';

export interface JoiningDeps {
	host: Host;
	config: Pick<NetworkConfig, 'table' | 'bridge'>;
	range: Pick<AddressRange, 'gateway' | 'subnet'>;
	/** Prefix of the aliases of our links. The container's id follows it. */
	marker: string;
	keeper: TableKeeper;
	ownNames: Pick<OwnNames, 'listen'>;
	/** Addresses opened by name, which are forgotten when their pup leaves. */
	opened: Pick<OpenedAddresses, 'forget'>;
}

/** Both functions run in turn with all other changes of the table. */
export function createJoining(deps: JoiningDeps): Pick<PupNetwork, 'attach' | 'detach'> {
	const { host, range, marker, keeper, ownNames, opened } = deps;
	const { table, bridge } = deps.config;
	const { members, inTurn, rulesOf, needs } = keeper;
	const { instance } = host.names;
	const { gateway, subnet } = range;
	const links = () => linksByAlias(marker);

	/**
	 * @throws BoxError 409 `address-in-use` where another member has its address or one of its
	 *   chosen addresses
	 */
	function refuseTwin(member: NetworkMember): void {
		for (const { member: other } of members.values()) {
			if (other.address !== member.address || other.id === member.id) continue;
			const message = `The address ${member.address} belongs to ${other.id}.`;
			throw new BoxError({ code: 'address-in-use', status: 409, message });
		}
		const chosen = chosenOf(member);
		for (const { member: other } of members.values()) {
			const twin = other.id === member.id ? undefined : chosenOf(other).find((one) => chosen.includes(one));
			if (twin === undefined) continue;
			throw new BoxError({ code: 'address-in-use', status: 409, message: `Address already in use: ${twin}.` });
		}
	}
	const chosenOf = (member: NetworkMember) => (keeper.policyOf(member)?.chosen ?? []).map(({ address }) => address);

	/**
	 * The host's resolvers may have changed since an address was chosen. No query of a pup may go
	 * to a box instead of a resolver.
	 * @throws BoxError 409 `address-refused`
	 */
	function refuseResolver(member: NetworkMember): void {
		for (const { subnet: of } of keeper.policyOf(member)?.chosen ?? []) {
			const asked = keeper.resolvers().usable.find((one) => networksMeet(of, `${one}/32`));
			if (asked === undefined) continue;
			const message = `${of} overlaps with ${asked}, a name server of this host.`;
			const hint = 'Give the network another subnet.';
			throw new BoxError({ code: 'address-refused', status: 409, message, hint });
		}
	}

	/** Removes the link that an earlier run left, or the link of an earlier address. */
	async function removeOld(member: NetworkMember, stand: ReadonlyMap<string, string>): Promise<void> {
		const old = standing(member.id, stand);
		const known = members.get(member.id)?.end ?? null;
		if (!old && (!known || known.address === member.address)) return;
		const args = { table, ends: old ? [old] : [], member: known };
		await host.call(networkDetach, { ...args, ...rulesOf(known && { ...member, address: known.address }) });
	}

	/**
	 * Restores the firewall table and the bridge where somebody removed them.
	 * @throws `error` where both exist
	 */
	async function mend(error: unknown, signal?: AbortSignal): Promise<void> {
		const { stands } = await keeper.inspect();
		if (stands && addressOfInterface(bridge)) throw error;
		await keeper.writeAll([], signal);
		if (await ownNames.listen()) await keeper.write(signal);
	}

	return {
		attach: (member, pid, signal) =>
			inTurn(async () => {
				refuseTwin(member);
				refuseResolver(member);
				// Read only once, because it reads a file for every link of the host.
				const stand = links();
				await removeOld(member, stand);
				const name = nameFor(instance, member.id, members, stand);
				const end = { ...endOf(instance, member, members, stand), end: name };
				const args = {
					...{ table, bridge, gateway, gatewayMac: macOf(gateway), subnet },
					end,
					...rulesOf(member),
					alias: marker + member.id,
					pid
				};
				const attach = () => keeper.restore(signal).then(() => host.call(networkAttach, args, { signal }));
				const before = needs();
				members.set(member.id, { member, end });
				try {
					await attach().catch(async (error: unknown) => {
						signal?.throwIfAborted();
						// Repaired once, then tried again.
						await mend(error, signal);
						await attach();
					});
				} catch (error) {
					members.delete(member.id);
					if (signal?.aborted) throw error;
					throw attachFailure(error);
				}
				// The member may be the first that needs something of the host. Its start does not
				// wait for that check.
				if (!isDeepStrictEqual(before, needs())) keeper.reportSoon();
			}),

		detach: (id, used = true) =>
			inTurn(async () => {
				const link = standing(id, links());
				const found = members.get(id) ?? null;
				const end = found?.end ?? null;
				members.delete(id);
				if (!link && !end) return;
				const args = { table, ends: [...new Set([link, end?.end].flatMap((name) => name ?? []))] };
				if (end) opened.forget(end.address);
				try {
					if (end && used) await keeper.traffic.keep(end.address);
					await host.call(networkDetach, { ...args, member: end, ...rulesOf(found && found.member) });
				} catch (error) {
					// The next owner of this address must not inherit rules that were left.
					keeper.distrust();
					const { stands } = await keeper.inspect();
					if (stands) throw error;
					await host.call(networkDetach, { ...args, member: null, ...rulesOf(null) });
				}
			})
	};
}

function attachFailure(error: unknown): BoxError {
	return new BoxError({
		code: 'network-attach-failed',
		status: 500,
		message: `The pup could not be connected to the network: ${messageOf(error)}`,
		cause: error
	});
}
