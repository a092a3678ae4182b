import { describe, expect, it } from 'vitest';
import { linkVariables } from './link-variables.ts';

const link = (name: string, port = 1) => ({ interface: name, name: 'rpc', host: '10.69.0.3', port });

describe('variables of what others provide', () => {
	it.each([
		[[], []],
		[['core-rpc'], ['DBX_IFACE_CORE_RPC_NAME', 'DBX_IFACE_CORE_RPC_HOST', 'DBX_IFACE_CORE_RPC_PORT']],
		[['a b.c'], ['DBX_IFACE_A_BC_NAME', 'DBX_IFACE_A_BC_HOST', 'DBX_IFACE_A_BC_PORT']],
		[['…', ''], []]
	])('of %j', (names, keys) => {
		expect(Object.keys(linkVariables(names.map((name) => link(name))))).toEqual(keys);
	});

	it('say name of the port, address and number, of the first of two that read alike', () => {
		expect(linkVariables([link('core-rpc', 22555), link('core rpc', 2)])).toEqual({
			DBX_IFACE_CORE_RPC_NAME: 'rpc',
			DBX_IFACE_CORE_RPC_HOST: '10.69.0.3',
			DBX_IFACE_CORE_RPC_PORT: '22555'
		});
	});
});
