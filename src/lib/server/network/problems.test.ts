import { describe, expect, it } from 'vitest';
import type { Use } from './passing.ts';
import { networkProblems } from './problems.ts';
import type { NamesPassed } from './types.ts';

const where = { family: 'ip', table: 'filter', name: 'FORWARD' };
/** Rules as Docker leaves them. */
const others = [{ chain: { ...where, hook: 'forward', policy: 'drop' } }, { chain: { ...where, name: 'DOCKER-USER' } }];
const problemsOf = (uses: Use[], forwards = true, names = false) =>
	networkProblems({
		inspection: { forwards, others: forwards ? others : [], legacy: null },
		way: { bridge: 'dbx0', uplink: 'eth0', subnet: '10.69.0.0/16' },
		router: '192.168.1.1',
		resolvers: { usable: [], unusable: ['127.0.0.53'] },
		passed: { missing: 'no-nginx' },
		unbounded: null,
		unanswered: false,
		pups: { any: true, names, uses }
	});
const ANSWERS = '-m conntrack --ctstate RELATED,ESTABLISHED ';
const command = (more: string) =>
	`iptables -I DOCKER-USER -i dbx0 -j ACCEPT && iptables -I DOCKER-USER -o dbx0 ${more}-j ACCEPT`;

describe('what stops the packets of pups', () => {
	it.each<[Use[], string | null, string | null]>([
		[[], null, null],
		[['out'], 'Docker stops what pups send to the internet.', command(ANSWERS)],
		[['between'], 'Docker stops what pups send to each other.', command(ANSWERS)],
		[['in'], 'Docker stops what is sent to pups.', command('')],
		[['out', 'in'], 'Docker stops what pups send to the internet and what is sent to pups.', command('')]
	])('of those that are needed, %j', (uses, what, mends) => {
		expect(problemsOf(uses).map((one) => [one.what, one.command])).toEqual(what === null ? [] : [[what, mends]]);
	});

	it('says that boxes on networks find nobody by name', () => {
		const found = networkProblems({
			inspection: { forwards: true, others: [], legacy: null },
			way: { bridge: 'dbx0', uplink: 'eth0', subnet: '10.69.0.0/16' },
			...{ router: null, resolvers: { usable: ['1.1.1.1'], unusable: [] }, passed: null, unbounded: null },
			...{ unanswered: true, pups: { any: true, names: true, uses: [] } }
		});
		expect(found.map(({ code }) => code)).toEqual(['names-unanswered']);
	});

	it('says what does not work on a host that passes nothing on', () => {
		expect(problemsOf(['between', 'in'], false)).toMatchObject([
			{
				code: 'no-forwarding',
				effect: 'Pups cannot reach the pups that they depend on. Ports of this box that lead to pups do not answer.'
			}
		]);
	});

	it('speaks of names where one may ask for them alone', () => {
		expect(problemsOf([], true, true).map(({ code }) => code)).toEqual(['no-resolver']);
	});

	it.each<[string[], NamesPassed | null, string | null, string | null]>([
		[['127.0.0.53'], null, null, null],
		[['127.0.0.53'], { port: 10_053 }, null, null],
		[['fd00::1'], { port: 10_053 }, null, null],
		[
			['127.0.0.1'],
			{ missing: 'no-module' },
			'This host uses a local name server (127.0.0.1), and nothing passes the DNS queries of pups to it.',
			'apt-get install -y --no-install-recommends libnginx-mod-stream'
		],
		[
			['::1'],
			{ missing: 'port-taken' },
			'This host uses a local name server (::1), and nothing passes the DNS queries of pups to it.',
			'sudo npm start -- --resolvers 192.168.1.1'
		],
		[
			['fe80::1%eth0'],
			null,
			'The name servers of this host have only IPv6 addresses (fe80::1%eth0), and nothing passes the DNS queries of pups to them.',
			'sudo npm start -- --resolvers 192.168.1.1'
		],
		[
			[],
			null,
			'This host has no name server (/etc/resolv.conf names none).',
			'sudo npm start -- --resolvers 192.168.1.1'
		]
	])('of resolvers that pups cannot ask, %j, passed on: %j', (unusable, passed, what, mends) => {
		const found = networkProblems({
			inspection: { forwards: true, others: [], legacy: null },
			way: { bridge: 'dbx0', uplink: 'eth0', subnet: '10.69.0.0/16' },
			router: '192.168.1.1',
			resolvers: { usable: [], unusable },
			passed,
			unbounded: null,
			unanswered: false,
			pups: { any: true, names: true, uses: [] }
		});
		expect(found.map((one) => [one.what, one.command])).toEqual(what === null ? [] : [[what, mends]]);
	});
});
