/**
 * Measures a change of what two hundred pups may reach: the time from the change until the rules of
 * the firewall and the configuration of the gateway are both in force.
 */
import { spawn } from 'node:child_process';
import { pino } from 'pino';
import {
	createPupNetwork,
	type GatewayGrant,
	type NetworkMember,
	type NetworkPolicy
} from '../../src/lib/server/network/index.ts';
import { ownSubnet } from '../support/apart.ts';
import { grantOf, pupAddress, startGateway } from '../support/gateway.ts';
import { quantile, tenth, type Figure } from './stats.ts';

const PUPS = 200;
const INTERFACES = ['core', 'index', 'wallet', 'names', 'chat'];
const ROUNDS = 20;
const WARM_UP = 2;

/**
 * Each pup reaches three ports of other pups and publishes a port of the host. Every tenth may
 * reach chosen networks only.
 */
function policiesOf(members: readonly NetworkMember[], round: number): NetworkPolicy[] {
	return members.map(({ id }, at) => ({
		id,
		internet: (at + round) % 2 === 0,
		lan: at % 5 === 0,
		networks: at % 10 === 0 ? ['8.8.8.0/24', '192.168.77.0/24', '1.1.1.1'] : null,
		reaches: [1, 2, 3].map((step) => ({
			address: members[(at + step) % members.length]!.address,
			protocol: 'tcp' as const,
			port: 8000 + step + (round % 2)
		})),
		publishes: [{ protocol: 'tcp' as const, hostPort: 20_000 + at, port: 80 }]
	}));
}

const grantsOf = (round: number): GatewayGrant[] =>
	Array.from({ length: PUPS }, (_, at) =>
		INTERFACES.map((name) =>
			grantOf(pupAddress(at + 2), name, 8000 + (round % 2), {
				routes: ['/blocks', '/blocks/*/transactions', '/addresses/**'],
				missing: [{ group: 'Wallet', routes: ['/wallet/**', '/keys'] }]
			})
		)
	).flat();

/**
 * Runs in a separate process, which becomes dogeboxd, and writes the milliseconds of each round.
 */
export async function rulesBoxMain(): Promise<void> {
	const instance = 'brules';
	const subnet = ownSubnet();
	const [first, second] = subnet.split('.');
	const gateway = await startGateway(instance);
	const network = createPupNetwork({
		host: gateway.host.agent.host,
		config: { bridge: gateway.host.agent.host.names.bridge, subnet, table: `dogebox_${instance}` },
		log: pino({ level: 'silent' }),
		resolvers: () => ({ usable: [], unusable: [] })
	});
	try {
		const members = Array.from({ length: PUPS }, (_, at) => ({
			id: at.toString(16).padStart(32, '0'),
			address: `${first}.${second}.1.${at + 1}`
		}));
		await network.ensure(members);
		const times: number[] = [];
		for (let round = -WARM_UP; round < ROUNDS; round++) {
			const [policies, grants] = [policiesOf(members, round), grantsOf(round)];
			const began = performance.now();
			await Promise.all([network.allow(policies), gateway.show(grants)]);
			if (round >= 0) times.push(performance.now() - began);
		}
		process.stdout.write(`${JSON.stringify(times)}\n`);
	} finally {
		// Destroy the network first: the host agent removes it, and the agent ends with the
		// gateway.
		await network.destroy().finally(() => gateway.end());
	}
}

export async function benchRules(): Promise<Figure[]> {
	const child = spawn(process.execPath, [process.argv[1]!, 'rules-box'], { stdio: ['ignore', 'pipe', 'inherit'] });
	let output = '';
	child.stdout.on('data', (part) => (output += String(part)));
	const code = await new Promise((resolve) => child.once('close', resolve));
	if (code !== 0) throw new Error(`the rules were not measured: exit status ${String(code)}`);
	const times = JSON.parse(output) as number[];
	return [
		{
			id: 'rules',
			title: 'Rules and gateway configuration of 200 pups, until both are in force',
			unit: 'ms',
			value: tenth(quantile(times, 0.5)),
			p95: tenth(quantile(times, 0.95)),
			p99: tenth(quantile(times, 0.99)),
			runs: times.length,
			target: 500
		}
	];
}
