/**
 * The pup network of a host that is a network namespace. `network-host.ts` starts this program in
 * the namespace. It reads calls from its standard input, one JSON object per line, and writes the
 * answers to its standard output in the same form.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pino from 'pino';
import {
	hostCgroups,
	controllerFolder,
	createLocalHost,
	createSpawner,
	hostVerbs
} from '../../../src/lib/server/host/index.ts';
import { createPupNetwork, type NetworkMember, type NetworkPolicy } from '../../../src/lib/server/network/index.ts';
import type { NetworkHostSettings } from './network-host.ts';

const { paths, names, resolvers } = JSON.parse(process.argv[2]!) as NetworkHostSettings;
const host = createLocalHost({ paths, names, spawn: createSpawner() });
const network = createPupNetwork({
	host,
	config: { bridge: names.bridge, subnet: names.subnet, table: names.nftTable },
	log: pino({ level: 'warn' }, pino.destination(2)),
	resolvers: () => ({ usable: resolvers, unusable: [] }),
	flows: { open: 1000, perMinute: 1_000_000, burst: 10_000 }
});

/** Puts a process into a container's cgroup, because the agent connects only such processes. */
async function contain(id: string, pid: number): Promise<void> {
	await host.call(hostVerbs.cgroupCreate, { id, limits: { memoryBytes: 512 * 1024 ** 2, pids: 64, cpus: null } });
	const group = controllerFolder((await hostCgroups())!, 'pids', `${names.cgroup}/${id}`)!;
	writeFileSync(join(group, 'cgroup.procs'), String(pid));
}

const calls: Record<string, (...args: never[]) => unknown> = {
	ensure: (members: NetworkMember[]) => network.ensure(members),
	allow: (policies: NetworkPolicy[]) => network.allow(policies),
	attach: async (member: NetworkMember, pid: number) => {
		await contain(member.id, pid);
		await network.attach(member, pid);
	},
	detach: (id: string) => network.detach(id),
	traffic: () => network.traffic(),
	problems: () => network.problems(),
	about: () => ({ gateway: network.gateway, gatewayPort: network.gatewayPort }),
	destroy: () => network.destroy()
};

console.log(JSON.stringify({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
	const { call, args } = JSON.parse(line) as { call: string; args: never[] };
	try {
		console.log(JSON.stringify({ result: (await calls[call]!(...args)) ?? null }));
	} catch (error) {
		console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
	}
}
process.exit(0);
