/** Creates boxes. Every request is checked before anything is written. */
import { networkInterfaces } from 'node:os';
import { randomBytes } from 'node:crypto';
import { BoxError, conflict } from '../../contract/errors.ts';
import type { NewBox } from '../../contract/box-inputs.ts';
import { optionsOf } from '../../contract/box-options.ts';
import type { BoxPlan } from '../../contract/boxes.ts';
import { portKey, type PortWorld } from '../network/index.ts';
import type { Capacity } from './capacity.ts';
import type { BoxesDeps } from './deps.ts';
import { cloneEffects } from './foreseen.ts';
import { about, written, type BoxJobs } from './kinds.ts';
import { createName } from './names.ts';
import { choosePorts, needOwnAddresses, type WantedPort } from './ports.ts';
import { joinsOf, newVolumes } from './may-use.ts';
import { needOptions } from './needs.ts';
import { needStorage, type BoxRoots } from './roots.ts';
import type { MemberRow } from './network-rows.ts';
import type { BoxRow, BoxRows } from './rows.ts';
import type { BoxRunning } from './running.ts';
import type { Boxes, MayUse } from './types.ts';
import type { BoxViews } from './view.ts';

export interface CreateDeps extends Pick<BoxesDeps, 'database' | 'folders' | 'network' | 'ports' | 'storageMissing'> {
	rows: BoxRows;
	roots: BoxRoots;
	running: BoxRunning;
	views: BoxViews;
	capacity: Capacity;
	kinds: BoxJobs;
}

const newId = () => randomBytes(16).toString('hex');

/** Ports of the host that boxes use. */
export function boxesPorts(rows: Pick<BoxRows, 'all' | 'ports'>): Map<string, string> {
	const names = new Map(rows.all().map(({ id, name }) => [id, name]));
	return new Map(
		rows.ports
			.all()
			.map(({ boxId, protocol, hostPort }) => [portKey(protocol, hostPort), `The box ${names.get(boxId) ?? boxId}`])
	);
}

/**
 * Addresses of the host, without IPv4 loopback addresses and without addresses that need a zone.
 */
export const hostAddresses = () =>
	Object.values(networkInterfaces())
		.flatMap((all) => all ?? [])
		.filter(({ family, internal, address }) =>
			family === 'IPv4' ? !internal : !/^fe[89ab]/.test(address) && !address.startsWith('::ffff:')
		)
		.map(({ address }) => address);

/** All uses of the host's ports. */
export function portWorld(deps: Pick<CreateDeps, 'ports' | 'rows'>): PortWorld {
	const world = deps.ports();
	return { ...world, taken: new Map([...world.taken, ...boxesPorts(deps.rows)]) };
}

/** The values of a box whose request was checked. */
interface Admission {
	row: Omit<BoxRow, 'hostNumber'>;
	ports: WantedPort[];
	/** Names of volumes that must be created. */
	volumes: string[];
	networks: Omit<MemberRow, 'boxId'>[];
}

export interface Creating extends Pick<Boxes, 'plan' | 'create' | 'clone' | 'planClone'> {
	/** Writes the row of a box without submitting a job. */
	admit(input: NewBox, may: MayUse, values?: Partial<Pick<BoxRow, 'expiresAt'>>): BoxRow;
}

export function createCreating(deps: CreateDeps): Creating {
	const { database, rows, roots, running, views, capacity, kinds } = deps;
	const nameFor = (asked: string | undefined) => asked ?? createName((name) => rows.find(name) !== null);

	function prepare(input: NewBox, may: MayUse): Admission {
		running.engine();
		needStorage(deps);
		capacity.needRoom();
		if (input.image !== undefined) roots.builder().checkImage(input.image);
		if (input.expiresAt !== null && input.expiresAt <= Date.now()) {
			throw new BoxError({
				code: 'invalid-input',
				status: 422,
				message: 'The box would end before it starts.',
				fields: { expiresAt: 'This time is in the past.' }
			});
		}
		const limits = capacity.limits(input);
		capacity.need(limits);
		needOptions(input, running.init() !== null);
		const volumes = newVolumes(input, may, deps);
		const networks = joinsOf(input, may, deps);
		const name = nameFor(input.name);
		if (rows.find(name)) {
			throw conflict('name-taken', `Another box has the name “${name}”.`, 'Choose another name, or remove that box.');
		}
		needOwnAddresses(input.ports, hostAddresses);
		// Only with requested ports, because the check reads all listening sockets of the host.
		const ports = input.ports.length === 0 ? [] : choosePorts(input.ports, portWorld(deps), `The box ${name}`);
		const id = newId();
		return {
			ports,
			volumes,
			networks,
			row: {
				id,
				name,
				state: 'creating',
				failure: null,
				wanted: input.start ? 'running' : 'stopped',
				image: input.image ?? 'debian',
				packages: input.debian?.packages ?? null,
				digest: null,
				layers: [],
				...limits,
				network: input.network,
				env: running.sealEnv(id, input.env),
				volumes: input.volumes,
				workdir: input.workdir ?? null,
				user: input.user ?? null,
				argv: input.argv ?? null,
				entrypoint: input.entrypoint ?? null,
				options: optionsOf(input),
				annotations: input.annotations ?? null,
				labels: input.labels,
				restart: input.restart,
				restarts: 0,
				idleStopSeconds: input.idleStopSeconds,
				expiresAt: input.expiresAt,
				ephemeral: input.ephemeral,
				copyOf: null,
				createdAt: Date.now(),
				startedAt: null,
				stoppedAt: null,
				exitCode: null
			}
		};
	}

	function write({ row, ports, volumes, networks }: Admission): BoxRow {
		const now = Date.now();
		for (const name of volumes) rows.volumes.add({ id: newId(), name, createdAt: now, made: false, labels: {} });
		return rows.admit(row, ports, networks);
	}

	const clone: Boxes['clone'] = (box, { name, start }) =>
		database.transaction(() => {
			const from = rows.get(box);
			running.engine();
			needStorage(deps);
			capacity.needRoom();
			if (from.layers.length === 0)
				throw conflict('wrong-state', `${from.name} was not created yet.`, 'Start it first.');
			const id = newId();
			const { hostNumber: _number, ...values } = from;
			const row = rows.admit(
				{
					...values,
					id,
					name: nameFor(name),
					state: 'creating',
					failure: null,
					wanted: start ? 'running' : 'stopped',
					env: running.sealEnv(id, running.envOf(from)),
					copyOf: from.id,
					restarts: 0,
					createdAt: Date.now(),
					startedAt: null,
					stoppedAt: null,
					exitCode: null
				},
				[],
				// Aliases and addresses stay with the original box.
				rows.networks.members.of(from.id).map(({ networkId }) => ({ networkId, aliases: [], address: null }))
			);
			const job = kinds.clone.submit({ ...about(row), copyOf: from.id }, { requestedBy: 'owner' });
			return { job, box: views.summary(row) };
		});

	return {
		admit: (input, may, values = {}) =>
			database.transaction(() => {
				const admission = prepare(input, may);
				return write({ ...admission, row: { ...admission.row, ...values } });
			}),
		plan(input, may): BoxPlan {
			const { row, ports } = prepare(input, may);
			const digest = /@(sha256:[0-9a-f]{64})$/.exec(row.image)?.[1] ?? null;
			return {
				name: row.name,
				image: row.image,
				digest,
				cpus: row.cpuLimit,
				memoryBytes: row.memoryLimit,
				diskBytes: row.diskLimit,
				pids: row.pidsLimit,
				ports,
				steps: [
					...(row.packages === null
						? [
								...(digest === null ? [`Ask the registry for the digest of ${row.image}.`] : []),
								'Fetch and unpack the image, if it is not stored yet.'
							]
						: ['Build a Debian root with its packages, if it is not stored yet.']),
					'Create the disk of the box.',
					...(row.wanted === 'running' ? ['Start it.'] : [])
				],
				warnings: capacity.warnings(row),
				capacity: capacity.now()
			};
		},
		create: (input, may) =>
			written(database, input, () => {
				const row = write(prepare(input, may));
				const job = kinds.create.submit({ ...about(row), copyOf: null }, { requestedBy: 'owner' });
				return { job, box: views.summary(row) };
			}),
		clone,
		planClone(box, options) {
			const { id, name, state } = rows.get(box);
			const made = database.rehearse(() => clone(box, options).box);
			return cloneEffects({ id, name, state }, made, options.start);
		}
	};
}
