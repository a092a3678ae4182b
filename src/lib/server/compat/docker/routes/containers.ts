/** Routes that create, inspect and change containers. */
import { randomBytes } from 'node:crypto';
import type { BoxDetail } from '../../../../contract/boxes.ts';
import { createImageNames } from '../containers/images.ts';
import { readAsked, readUpdate, type Asked } from '../containers/asked.ts';
import type { Container } from '../containers/containers.ts';
import { inspectedBox, inspectedPup, type Live, type NetworkWords } from '../containers/inspect.ts';
import { keptOf } from '../containers/kept.ts';
import { wantedMounts, type WantedMount } from '../containers/mounts.ts';
import { wantedPorts } from '../containers/ports.ts';
import { refusedOf } from '../containers/refusals.ts';
import { mountsFrom } from '../containers/volumes-from.ts';
import { changeOf, boxRequest } from '../containers/request.ts';
import type { DockerCall } from '../call.ts';
import type { DockerContext } from '../context.ts';
import { badRequest } from '../errors.ts';
import { dockerId } from '../ids.ts';
import { flagOf } from '../query.ts';
import type { Route } from '../router.ts';
import { finished, isCli, nameTaken, needBox, removeVolumes, removeVolumesWith } from './common.ts';
import { listHandler } from './list.ts';
import { addressesOf, needNetwork } from '../networks/networks.ts';
import { needNames, wantedNetworks } from '../networks/request.ts';
import { BRIDGE, needOther } from '../networks/words.ts';
import { ANONYMOUS } from '../volume-answers.ts';

const NAME = /^\/?([a-zA-Z0-9][a-zA-Z0-9_.-]+)$/;

const isUp = (one: Container) => one.kind === 'box' && one.box.state === 'running';

/** @returns null where the client gives no name */
function nameOf(context: DockerContext, call: DockerCall): string | null {
	const asked = call.query.get('name');
	if (!asked) return null;
	const name = NAME.exec(asked)?.[1];
	if (name === undefined)
		throw badRequest(`Invalid container name (${asked.slice(0, 80)}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
	const other = context.containers.all().find((one) => one.name === name);
	if (other) throw nameTaken(name, dockerId(other.id));
	return name;
}

/** @throws DockerError for options that are not offered or not allowed */
function checkRefusals(context: DockerContext, call: DockerCall, asked: Asked): string[] {
	const { policy, missing, warnings } = refusedOf(asked);
	const [refused] = policy;
	if (refused !== undefined) {
		const subject = call.query.get('name') ?? asked.Image ?? '';
		throw context.policy.refuse(call, { action: 'docker.create', subject, sentence: refused });
	}
	if (missing.length > 0) throw badRequest(missing[0]!);
	return warnings;
}

/** Names anonymous volumes by 32 random hex digits. */
function named(mounts: readonly WantedMount[]): { mounts: WantedMount[]; anonymous: string[] } {
	const anonymous: string[] = [];
	const all = mounts.map((mount) => {
		if (mount.kind !== 'volume' || mount.name !== null) return mount;
		const name = randomBytes(16).toString('hex');
		anonymous.push(name);
		return { ...mount, name };
	});
	return { mounts: all, anonymous };
}

export function containersRoutes(context: DockerContext): Route[] {
	const { box, containers } = context;
	const images = createImageNames(box);

	const networkWords = (): NetworkWords => {
		const { subnet, gateway, subnet6 } = addressesOf(box);
		const [prefix, prefix6] = [subnet, subnet6].map((cidr) => Number(cidr.split('/')[1])) as [number, number];
		const ipv6Of = (address: string) => box.network?.ipv6Of(address) ?? '';
		return { name: BRIDGE.name, id: BRIDGE.id, gateway, prefix, ipv6Of, prefix6 };
	};
	let known: NetworkWords | null = null;
	const network = () => (known ??= networkWords());

	/** @throws DockerError 404 for an unknown network */
	const joinedBy = (asked: Asked) =>
		wantedNetworks(asked).map(({ name, aliases, links, address }) => {
			const found = needNetwork(box.boxes, name);
			if (found.builtin) throw badRequest(`A container cannot be on ${found.name} beside other networks here.`);
			needNames(links, found.boxes);
			needOther(found, address);
			return { name: found.id, aliases, ...(address !== undefined && { address }) };
		});

	async function portsOf(asked: Asked, exposed: readonly string[]) {
		const { PublishAllPorts, PortBindings } = asked.HostConfig ?? {};
		const any = PublishAllPorts || Object.keys(PortBindings ?? {}).length > 0;
		return any ? wantedPorts(asked, exposed, (await box.portPlane?.available()) ?? false) : [];
	}

	/** Creates the volumes that have labels. The others are created with the container. */
	async function createVolumes(call: DockerCall, mounts: readonly WantedMount[], anonymous: readonly string[]) {
		for (const mount of mounts) {
			if (mount.kind !== 'volume' || mount.name === null) continue;
			const labels = { ...mount.labels, ...(anonymous.includes(mount.name) && { [ANONYMOUS]: '' }) };
			if (Object.keys(labels).length === 0) continue;
			await context.run(call, 'boxes.createVolume', { body: { name: mount.name, labels } });
		}
	}

	async function create(call: DockerCall): Promise<void> {
		const asked = readAsked(await call.json());
		const name = nameOf(context, call);
		const warnings = checkRefusals(context, call, asked);
		if (!asked.Image) throw badRequest('no image was named');
		const { reference: image, ...words } = await images.find(asked.Image, call.signal);
		const { mounts, anonymous } = named(wantedMounts(asked, words.volumes, await mountsFrom(context, call, asked)));
		const ports = await portsOf(asked, words.exposed);
		const networks = joinedBy(asked);
		await createVolumes(call, mounts, anonymous);
		const { gateway } = addressesOf(box);
		const body = boxRequest(asked, { name, image, words, mounts, anonymous, ports, networks, gateway });
		const made = await context.run(call, 'boxes.create', { query: {}, body }).catch(async (error: unknown) => {
			await removeVolumes(context, call, anonymous);
			throw error;
		});
		const { id } = made.box!;
		if (asked.HostConfig?.AutoRemove) removeVolumesWith(context, call, id, anonymous);
		try {
			await finished(context, made.jobId);
		} catch (error) {
			// A failed create must leave nothing behind.
			const removal = context.run(call, 'boxes.remove', { params: { id }, query: { force: 'true' } });
			await removal
				.then(({ jobId }) => finished(context, jobId))
				.catch((cause: unknown) => box.log.warn({ err: cause, box: id }, 'a container that was not made stays'));
			throw error;
		}
		// Most containers are started right after they were created.
		box.engine?.expectStart();
		call.answer(201, { Id: dockerId(id), Warnings: warnings });
	}

	const detailOf = (call: DockerCall, id: string): Promise<BoxDetail> =>
		context.run(call, 'boxes.get', { params: { id } });

	async function liveOf(one: Container, size: boolean): Promise<Live> {
		const status = await box.engine?.status(one.id).catch(() => null);
		const running = status?.processes.find(({ pid }) => pid !== null);
		const written = size ? await box.engine?.diskBytes(one.id).catch(() => null) : null;
		return {
			pid: running?.pid ?? 0,
			oomKilled: status?.processes.some(({ oomKilled }) => oomKilled) ?? false,
			size: size ? { root: written ?? 0, written: written ?? 0 } : null
		};
	}

	/**
	 * Maps the manifest digests that boxes store to ids of images. Docker's clients look an image
	 * up by its configuration, even after its name was moved to another image.
	 */
	function imageIds(): (digest: string | null) => string {
		const ids = new Map(box.images.list().map(({ pin, id }) => [pin, id]));
		return (digest) => (digest === null ? '' : (ids.get(digest) ?? digest));
	}

	async function inspect(call: DockerCall): Promise<void> {
		const one = containers.find(call.params['id']!);
		// `docker exec` inspects the container first, and starts its command a moment later.
		if (isUp(one) && isCli(call)) box.engine?.expectStart({ command: true });
		const live = await liveOf(one, flagOf(call.query, 'size'));
		if (one.kind === 'pup') return call.answer(200, inspectedPup(one.pup, one.name, network(), live));
		const detail = await detailOf(call, one.id);
		const kept = keptOf(detail.annotations);
		call.answer(200, inspectedBox({ box: detail, kept, network: network(), live, imageId: imageIds()(detail.digest) }));
	}

	return [
		{ method: 'GET', path: '/containers/json', handle: listHandler(context, { network, imageIds, detailOf, liveOf }) },
		{ method: 'POST', path: '/containers/create', handle: create },
		{ method: 'GET', path: '/containers/{id}/json', handle: inspect },
		{
			method: 'POST',
			path: '/containers/{id}/update',
			async handle(call) {
				const asked = readUpdate(await call.json());
				const one = needBox(context, call, { action: 'docker.update', done: 'changed' });
				await context.run(call, 'boxes.update', { params: { id: one.id }, body: changeOf(asked) });
				call.answer(200, { Warnings: [] });
			}
		}
	];
}
